"""How much personal data is found in a planted corpus, and how much of what is found is any.

``pytest -s tests/files/test_corpus.py`` prints the table.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from migracidades.files.personal.finding import Document as Kind
from migracidades.files.personal.finding import Mobiles, Wanted, find
from migracidades.files.workshop.looking import READERS, collected
from migracidades.tenancy.loading import read

from .corpus.planting import Document, Planted, corpus, same

CONTENT = Path(settings.BASE_DIR) / "migracidades" / "content"
RECALL, PRECISION = 0.95, 0.9


@cache
def wanted(country: str) -> Wanted:
    """What the country's own folder says."""
    config = read(CONTENT / country)
    kinds = [
        Kind(one["code"], one["shapes"], one["words"], one.get("check", ""))
        for one in config["personal_documents"]
    ]
    return Wanted(kinds, Mobiles(**config["mobile_phones"]))


def found_in(document: Document, asked: Wanted, folder: Path) -> set[Planted]:
    path = folder / document.name
    path.write_bytes(document.written())
    text, _places, whole = collected(READERS[document.extension](str(path)))
    assert whole, document.name
    return {same(one.kind, one.value) for one in find(text, asked)}


def told(country: str, folder: Path) -> Iterator[tuple[str, Counter[str]]]:
    """Of each kind what was found of it, missed, and taken for it."""
    tally: dict[str, Counter[str]] = {}
    asked = wanted(country)
    for document in corpus(country):
        found = found_in(document, asked, folder)
        for what, held in (
            ("found", found & document.planted),
            ("missed", document.planted - found),
            ("mistaken", found - document.planted),
        ):
            for kind, value in held:
                tally.setdefault(kind, Counter())[what] += 1
                if what != "found":
                    print(f"    {document.name}: {what} {kind} {value}")
    yield from sorted(tally.items())


@pytest.mark.parametrize("country", ["br", "ar"])
def test_what_is_planted_is_found_and_little_else(country, tmp_path):
    print(f"\n{country}: kind, planted, recall, precision")
    shares = {}
    for kind, count in told(country, tmp_path):
        planted, found = count["found"] + count["missed"], count["found"] + count["mistaken"]
        shares[kind] = (count["found"] / max(planted, 1), count["found"] / max(found, 1))
        print(f"  {kind:<10} {planted:>4} {shares[kind][0]:>7.3f} {shares[kind][1]:>7.3f}")
    assert {kind: one for kind, one in shares.items() if one < (RECALL, PRECISION)} == {}
    assert all(precision >= PRECISION for _recall, precision in shares.values())
