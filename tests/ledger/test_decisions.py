"""The decisions as the staff reads them: in words, newest first, of one programme alone."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from certification.editions.models import Edition
from migracidades.ledger import audit
from migracidades.ledger.acts import VERBS
from migracidades.ledger.workflow import registered
from tests import cycle

PAGE = "/br/admin/decisions/"
ROOMS = ("certification", "dimensions", "migracidades", "monitoring", "training")
RECORDED = re.compile(r"""audit\.record\(\s*f?"([a-z_{}.]+)\"""")


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def coordinator(br, client):
    client.force_login(br.people["coordinator"])
    return client


def extended(country, reason: str) -> Edition:
    made = cycle.edition(country)
    with country.staff():
        actor = country.people["coordinator"]
        audit.record("edition.extend", made, actor=actor, fields={"step": "x"}, reason=reason)
    return made


def test_who_did_what_and_why(br, coordinator):
    edition = extended(br, "A enchente de maio.")
    page = coordinator.get(f"{PAGE}?lang=pt-br").content.decode()
    assert f"edição {edition.pk}: prorrogação" in page
    assert str(br.people["coordinator"]) in page
    assert "A enchente de maio." in page


def test_of_one_thing_alone(br, coordinator):
    edition = extended(br, "deste")
    with br.staff():
        audit.record("government.import", br.here, reason="daquele")
    page = coordinator.get(f"{PAGE}?on=certification.edition&pk={edition.pk}").content.decode()
    assert "deste" in page
    assert "daquele" not in page
    history = f"/br/admin/certification/edition/{edition.pk}/history/"
    assert coordinator.get(history, follow=True).content.decode().count("deste") == 1


def test_of_another_programme_nothing(world, br, coordinator):
    extended(world.ar, "canary-ar")
    extended(br, "canary-br")
    page = coordinator.get(PAGE).content.decode()
    assert "canary-br" in page
    assert "canary-ar" not in page


def test_things_have_their_names_in_every_language(br, coordinator):
    with br.staff():
        audit.record("membership.end", br.seat("lead"))
    for language, name in (("pt-br", "função"), ("es", "función"), ("en", "seat")):
        page = coordinator.get(f"{PAGE}?lang={language}").content.decode()
        assert f"{name} {br.seat('lead').pk}: " in page


def recorded() -> set[str]:
    """The acts that the source names, and those of every workflow."""
    found = {
        act
        for room in ROOMS
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py")
        for act in RECORDED.findall(path.read_text())
        if not act.endswith("}")
    }
    return found | {f"{name}.{act}" for name, table in registered().items() for act in table}


def test_every_act_has_its_word():
    verbs = {one.rpartition(".")[2] for one in recorded()}
    assert len(verbs) > 30
    assert verbs - set(VERBS) == set()
