"""Lists that no room's own tests measure: as many queries for a hundred rows as for three."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certification.editions.models import Edition, Participation
from certification.events.models import Event
from certification.seal.models import Seal
from migracidades.ledger import audit
from migracidades.ledger.models import MailMessage, OutboxEntry
from migracidades.tenancy.models import Government
from tests import cycle
from tests.rows import make
from tests.world import Country, World
from training.models import Course

FEW, MANY, PAGE = 3, 100, 50


def governments(country: Country, numbers: range) -> list[Government]:
    return Government.objects.bulk_create(
        Government(
            programme=country.programme,
            code=f"98{number:05}",
            level="municipality",
            name=f"Cidade {number}",
            name_of=f"de Cidade {number}",
            sort_name=f"cidade {number:03}",
            time_zone="America/Sao_Paulo",
        )
        for number in numbers
    )


def messages(country: Country, numbers: range) -> None:
    MailMessage.objects.bulk_create(
        MailMessage(programme=country.programme, to=f"p{number}@town.test", subject="Olá")
        for number in numbers
    )


def courses(country: Country, numbers: range) -> None:
    Course.objects.bulk_create(
        Course(programme=country.programme, code=f"c{number}", titles={"en": "Course"}, hours=4)
        for number in numbers
    )


def seals(country: Country, numbers: range) -> None:
    edition = Edition.objects.get()
    for town in governments(country, numbers):
        participation = Participation.objects.create(edition=edition, government=town)
        given = {"participation": participation, "edition": edition, "kind": "seal"}
        make(Seal, town, facts={"year": edition.year}, **given)


def workshops(country: Country, numbers: range) -> None:
    edition = Edition.objects.get()
    for town in governments(country, numbers):
        participation = Participation.objects.create(edition=edition, government=town)
        make(Event, town, participation=participation, code="workshop")


def jobs(country: Country, numbers: range) -> None:
    now = {"created_at": Now(), "available_at": Now()}
    OutboxEntry.objects.bulk_create(
        OutboxEntry(
            programme=country.programme, government=country.here, state="parked", **now,
            handler=f"test.{number}", topic="test", error="No.",
        )
        for number in numbers
    )  # fmt: skip


def decisions(country: Country, numbers: range) -> None:
    for number in numbers:
        audit.record("edition.extend", Edition.objects.get(), reason=str(number))


LISTS = [
    ("admin/decisions/", decisions),
    ("admin/events/", workshops),
    ("admin/jobs/", jobs),
    ("admin/tenancy/government/", governments),
    ("admin/training/course/", courses),
    ("admin/mail/", messages),
    ("demo-mail/", messages),
    ("admin/seals/", seals),
    ("register/", seals),
]


@pytest.fixture
def keeper(world: World, client: Client) -> Client:
    cycle.edition(world.br)
    client.force_login(world.br.people["administrator"])
    return client


def cost(client: Client, path: str) -> int:
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


@pytest.mark.parametrize(("path", "grow"), LISTS, ids=[one[0] for one in LISTS])
def test_a_list_costs_the_same(
    path: str, grow: Callable[[Country, range], object], world: World, keeper: Client
):
    with world.br.staff():
        grow(world.br, range(FEW))
    few = cost(keeper, f"/br/{path}")
    with world.br.staff():
        grow(world.br, range(FEW, MANY))
    assert cost(keeper, f"/br/{path}") == few
    shown = keeper.get(f"/br/{path}").content.decode()
    assert shown.count("<tr") <= PAGE + 2
    assert "page=2" in shown or "p=2" in shown
