"""The consented data of an edition, as whoever analyses them receives them."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
import pandas
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from certification.diagnosis.models import Answer, Diagnosis
from certification.diagnosis.sheet import form_for
from certification.diagnosis.submitting import submit
from certification.editions.models import Participation
from certification.editions.withdrawing import withdraw
from certification.review import carrying
from certification.review.judging import Judgement, judge, unjudged
from certification.review.models import Scorecard
from certification.review.queries import scorecard_of
from dimensions.scoring import restore
from migracidades.accounts.models import User
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import Government
from migracidades.tenancy.scope import current
from monitoring.dataset.tables import percent
from tests import cycle
from tests.standing import committed
from tests.world import World, everybody

__all__ = ["committed"]

HERE = f"/br/admin/data/{cycle.YEAR}/"
FORMULA = '=HYPERLINK("http://mal.example";"x")'
SECRET = "Maria da Silva, ramal 12"


@dataclass
class Built:
    world: World
    concluded: Diagnosis


@pytest.fixture(scope="module")
def built(committed: Callable[..., Any]) -> Built:
    """One world for all these tests: what each changes is taken back."""
    return committed(build)


def build() -> Built:
    """Consented: an answer adjusted, one without data, one question not asked, typed texts."""
    world = everybody()
    User.objects.update(language="en")
    with world.br.staff():
        Government.objects.filter(pk=world.br.here.pk).update(name=FORMULA)
        world.br.here.refresh_from_db()
    made = cycle.diagnosis(world.br)
    cycle.answer_all(world.br, made, D1_2="created", D2_1="no", D3_2=SECRET)
    more = {"base_version": 1, "note": SECRET}
    cycle.answer(world.br, made, "D2.2", "1.234", department=SECRET, **more)
    cycle.answer(world.br, made, "D3.3", standing="no_data", reason=SECRET, **more)
    return Built(world, reviewed(world, handed_in(world, made)))


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def world(built: Built) -> Iterator[World]:
    with transaction.atomic():
        yield built.world
        transaction.set_rollback(True)


@pytest.fixture
def concluded(built: Built, world: World) -> Diagnosis:
    return built.concluded


def handed_in(world: World, made: Diagnosis) -> Diagnosis:
    cycle.sign(world.br, made)
    with world.br.desk():
        return submit(made, actor=world.br.people["lead"], roles={"lead"}).diagnosis


def reviewed(world: World, made: Diagnosis) -> Diagnosis:
    """The analysis says no to D1.1 and confirms the rest; the coordination and IOM agree."""
    people = world.br.people
    with world.br.staff():
        found, seat = cycle.loaded(made), world.br.seat("analyst")
        carrying.take(found, seat=seat)
        adjusted = Judgement("adjusted", comment=SECRET, raw=("no",))
        judge(found, form_for(found).by_code["D1.1"], adjusted, seat=seat)
        for indicator in unjudged(found, carrying.asked_codes(found)):
            judge(found, indicator, Judgement("confirmed"), seat=seat)
        carrying.approve(found, actor=seat.user, roles={"analyst"})
        carrying.validate(found, actor=people["coordinator"], roles={"coordinator"})
        carrying.consent(found, actor=people["issuer"], roles={"issuer"})
    outbox.drain(world.br.programme)
    return found


@pytest.fixture
def client(world: World) -> Client:
    return Client()


@pytest.fixture
def analyst(world: World, client: Client) -> Client:
    client.force_login(world.br.people["analyst"])
    return client


def fetched(client, name: str) -> bytes:
    response = client.get(HERE + name)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def table(client, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetched(client, name).decode(), newline="")))


def answers(client) -> dict[str, dict[str, str]]:
    return {row["indicator"]: row for row in table(client, "answers.csv")}


# ------------------------------------------------------------------ what they say
def test_a_row_for_each_question_says_what_was_declared_and_verified(concluded, analyst):
    rows = answers(analyst)
    assert set(rows) == {f"D{one}.{two}" for one in (1, 2, 3) for two in (1, 2, 3)}
    first = rows["D1.1"]
    assert first["edition"] == str(cycle.YEAR)
    assert first["government_code"] == "9900011"
    assert first["question"] == "Is a body responsible?"
    assert (first["declared_value"], first["declared_label"]) == ("yes", "Yes")
    assert (first["verified_value"], first["verified_label"]) == ("no", "No")
    assert (first["declared_score"], first["verified_score"]) == ("100", "0")
    assert first["well_developed"] == "false"
    assert rows["D2.2"]["declared_value"] == "1234"
    assert rows["D2.2"]["declared_label"] == "1,234 staff"
    assert rows["D2.2"]["department_given"] == "true"
    assert rows["D2.3"]["verified_value"] == "health|education"
    assert rows["D3.3"]["verified_status"] == "no_data"
    assert (rows["D3.3"]["verified_value"], rows["D3.3"]["verified_score"]) == ("", "0")
    assert rows["D1.3"]["declared_status"] == "hidden"
    assert rows["D1.3"]["verified_score"] == ""


def test_every_answer_comes_back_as_the_database_keeps_it(world, concluded, analyst):
    rows = answers(analyst)
    with world.br.staff():
        kept = {one.indicator.code: one for one in Answer.objects.select_related("indicator")}
    assert len(kept) == 9
    del kept["D3.2"], kept["D1.3"]  # a typed text, and what is not asked any more
    for code, answer in kept.items():
        value = answer.value or ""
        assert rows[code]["declared_status"] == answer.standing
        assert rows[code]["declared_value"].split("|") == (
            value if isinstance(value, list) else [value]
        )


def test_the_wide_table_agrees_with_the_scorecard(world, concluded, analyst):
    (row,) = table(analyst, "governments.csv")
    with world.br.staff():
        card = restore(scorecard_of(concluded, Scorecard.Basis.VERIFIED).result)
    for code, one in card.items():
        assert float(row[f"{code}_score"]) == percent(one.value)
        assert int(row[f"{code}_well_developed"]) == len(one.well_developed)
        assert int(row[f"{code}_counted"]) == one.applicable
    assert row["D1.1"] == "no"
    assert row["D2.2"] == "1234"
    assert row["D1.3"] == row["D3.3"] == ""
    assert "D3.2" not in row


def test_the_dictionary_names_every_column_and_no_other(concluded, analyst):
    said = table(analyst, "dictionary.csv")
    for name in ("answers", "governments"):
        columns = [one["column"] for one in said if one["table"] == name]
        assert list(table(analyst, f"{name}.csv")[0]) == columns
    assert all(one["meaning"] and one["source"] and one["type"] for one in said)
    of_committee = next(one for one in said if one["column"] == "D1.2")
    assert of_committee["allowed_values"] == "none = None; created = Created; meets = It meets"


# ------------------------------------------------------------------ how they open
def test_pandas_reads_both_tables_by_their_package(concluded, analyst):
    with zipfile.ZipFile(io.BytesIO(fetched(analyst, "data.zip"))) as package:
        described = json.loads(package.read("datapackage.json"))
        names = set(package.namelist())
        frames = {
            one["name"]: pandas.read_csv(
                package.open(one["path"]), dtype={"government_code": "string"}
            )
            for one in described["resources"]
        }
    assert {f"dictionary.{one}.csv" for one in ("pt-br", "es", "en")} < names
    for one in described["resources"]:
        assert [field["name"] for field in one["schema"]["fields"]] == list(frames[one["name"]])
    frame = frames["answers"]
    assert len(frame) == 9
    assert frame["verified_score"].sum() == 60 + 100 + 100 + 100
    assert frames["governments"]["government_code"].tolist() == ["9900011"]


def test_the_spreadsheet_holds_the_same_with_numbers_as_numbers(concluded, analyst):
    content = fetched(analyst, "data.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["governments", "answers", "dictionary", "about"]
    frame = pandas.read_excel(io.BytesIO(content), sheet_name="answers", dtype=object)
    said = answers(analyst)
    assert list(frame.columns) == list(next(iter(said.values())))
    committee = frame[frame["indicator"] == "D1.2"].iloc[0]
    assert (committee["verified_score"], committee["well_developed"]) == (60, False)
    assert committee["government_code"] == "9900011"


def test_a_name_that_looks_like_a_formula_stays_a_text(concluded, analyst):
    assert {row["government"] for row in answers(analyst).values()} == {f"'{FORMULA}"}
    book = openpyxl.load_workbook(io.BytesIO(fetched(analyst, "data.xlsx")))
    cells = [row[6] for row in book["answers"].iter_rows(min_row=2)]
    assert {(cell.value, cell.data_type) for cell in cells} == {(FORMULA, "s")}


def test_the_words_are_those_of_whoever_asks(world, concluded, analyst):
    User.objects.filter(pk=world.br.people["analyst"].pk).update(language="pt-br")
    row = answers(analyst)["D2.2"]
    assert row["question"] == "Quantos servidores?"
    assert row["declared_label"] == "1.234 servidores"


# ------------------------------------------------------------------ what is not in them
@pytest.mark.parametrize("name", ["answers.csv", "governments.csv", "data.zip", "data.xlsx"])
def test_no_typed_text_and_no_person_leaves(world, concluded, analyst, name):
    content = fetched(analyst, name)
    if name.startswith("data."):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(one) for one in package.namelist())
    text = content.decode()
    assert "9900011" in text
    assert SECRET not in text
    assert not [one for one in world.br.people.values() if one.email in text]
    assert not [one for one in world.br.people.values() if one.full_name in text]


def test_only_what_was_consented_to(world, concluded, analyst):
    cycle.submitted(world.br, another(world, concluded))
    assert {row["government_code"] for row in table(analyst, "answers.csv")} == {"9900011"}
    with world.br.staff():
        Diagnosis.objects.filter(pk=concluded.pk).update(state="validated")
    assert table(analyst, "answers.csv") == table(analyst, "governments.csv") == []
    assert "No diagnosis of this edition is concluded yet" in analyst.get(HERE).content.decode()


def test_who_withdrew_is_counted_and_left_out(world, concluded, analyst):
    with world.br.staff():
        participation = Participation.objects.get(pk=concluded.participation_id)
        who = {"actor": world.br.people["coordinator"], "roles": {"coordinator"}}
        withdraw(participation=participation, reason="A pedido", **who)
    assert table(analyst, "answers.csv") == table(analyst, "governments.csv") == []
    page = analyst.get(HERE).content.decode()
    assert "withdrew from the edition after theirs was concluded (1)" in page


def test_nothing_of_another_programme(world, concluded, analyst):
    of = cycle.edition(world.ar)
    cycle.concluded(world.ar, cycle.diagnosis(world.ar, of=of))
    assert {row["programme"] for row in table(analyst, "answers.csv")} == {"br"}
    assert len(table(analyst, "governments.csv")) == 1


# ------------------------------------------------------------------ who takes them
def test_taking_them_is_written_down(world, concluded, analyst):
    fetched(analyst, "data.xlsx")
    with world.br.staff():
        entry = AuditEntry.objects.get(act="edition.export")
    assert entry.actor_id == world.br.people["analyst"].pk
    assert entry.actor_role == "analyst"
    assert entry.fields == {"file": "data.xlsx", "governments": 1}


def test_an_observer_reads_pages_and_takes_nothing_away(world, concluded, client):
    client.force_login(world.br.people["observer"])
    assert client.get(HERE).status_code == 403
    assert client.get(HERE + "answers.csv").status_code == 403
    assert "admin/data/" not in client.get("/br/admin/").content.decode()


def test_the_desk_leads_there(world, concluded, analyst):
    assert 'href="/br/admin/data/"' in analyst.get("/br/admin/").content.decode()
    page = analyst.get("/br/admin/data/").content.decode()
    assert f'href="{HERE}data.xlsx"' in page
    assert "One row for each government." in page


def test_a_file_that_is_none_is_not_found(concluded, analyst):
    assert analyst.get(HERE + "people.csv").status_code == 404
    assert analyst.get("/br/admin/data/1999/").status_code == 404


# ------------------------------------------------------------------ how they are sent
def test_the_scope_of_the_request_holds_while_a_piece_is_made_and_no_longer(concluded, analyst):
    response = analyst.get(HERE + "answers.csv")
    pieces = iter(response.streaming_content)
    assert next(pieces).startswith(b"programme,")
    assert current() is None
    assert b"D1.1" in next(pieces)
    response.close()
    assert current() is None


def test_more_governments_are_no_more_queries(world, concluded, analyst):
    def count(rows: int) -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(table(analyst, "answers.csv")) == rows
        return len([one for one in found if "FETCH" not in one["sql"]])

    count(9)
    few = count(9)
    cycle.concluded(world.br, another(world, concluded))
    assert count(18) == few


def another(world: World, concluded: Diagnosis) -> Diagnosis:
    return cycle.diagnosis(
        world.br, government=world.br.sibling, of=concluded.participation.edition
    )
