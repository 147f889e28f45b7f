"""The edition on the programme's front page, and on a government's desk."""

from certification.editions.models import Participation
from tests import cycle


def test_the_front_page_tells_the_calendar_and_what_is_counted(world, client):
    cycle.edition(world.br)
    shown = client.get("/br/?lang=en").content.decode()
    assert shown.count('aria-current="step"') == 5
    assert "Today is" in shown
    assert "Enrolled 2026" in shown
    assert "governments that sent an application." in shown


def test_a_programme_without_an_edition_says_so(world, client):
    shown = client.get("/br/?lang=en").content.decode()
    assert "has not been published yet" in shown


def test_the_desk_offers_what_the_person_may_do(world, client):
    edition = cycle.edition(world.br)
    with world.br.staff():
        Participation.objects.create(edition=edition, government=world.br.here)
    desk = f"/br/desk/{world.br.here.code}/"
    for role, offered in (
        ("lead", (True, True)),
        ("alternate", (True, False)),
        ("contributor", (False, False)),
    ):
        client.force_login(world.br.people[role])
        shown = client.get(f"{desk}2026/").content.decode()
        assert (f"{desk}people/" in shown, f"{desk}2026/withdraw/" in shown) == offered
