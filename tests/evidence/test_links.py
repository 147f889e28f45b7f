"""Link care: dead and changed links are noted, and those who lead learn of it in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.evidence.keeping import Told, keep, withdraw
from certification.evidence.links import dead_links, visit_links
from certification.evidence.models import LinkVisit
from migracidades.kit.fetching import Seen, Unreachable
from migracidades.ledger.models import MailMessage

LINK = "https://diario.exemplo.org/lei-1"


def page(title="Lei 1", address=LINK, status=200) -> Seen:
    return Seen(status, address, "text/html", f"<title>{title}</title> {title}".encode())


def document(content: bytes) -> Seen:
    return Seen(200, LINK, "application/pdf", content)


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def law(br):
    with br.desk():
        who = {"actor": br.people["lead"], "roles": {"lead"}}
        return keep(br.here.pk, Told("law", "Lei 1"), link=LINK, **who)


def visit(br, *answers: Seen | None, days: int = 8) -> LinkVisit | None:
    """Visits ``days`` apart; ``None`` is a server that does not answer."""
    for answer in answers:

        def look_at(link, answer=answer):
            if answer is None:
                raise Unreachable("no answer in time")
            return answer

        visit_links(br.programme, look_at=look_at)
        with br.staff():
            earlier = timezone.now() - timedelta(days=days)
            LinkVisit.objects.update(visited_at=earlier)
    with br.staff():
        return LinkVisit.objects.first()


def mails(br) -> list[str]:
    with br.staff():
        return [one.subject for one in MailMessage.objects.filter(kind="link_lost").order_by("pk")]


def test_a_link_that_opens_is_alive_and_nobody_is_told(br, law):
    assert visit(br, page(), page()).state == "alive"
    assert mails(br) == []


def test_one_that_is_gone_is_dead_at_once(br, law):
    assert visit(br, page(), page(status=404)).state == "dead"
    told = mails(br)
    assert len(told) == 2  # lead and alternate
    assert "Lei 1" in told[0]


def test_a_server_may_rest_for_a_night(br, law):
    assert visit(br, page(), None).state == "shaky"
    assert mails(br) == []
    assert visit(br, page()).state == "alive"
    assert visit(br, None, None, None).state == "dead"
    assert len(mails(br)) == 2


def test_while_it_stays_dead_nobody_is_told_again(br, law):
    visit(br, page(status=410), page(status=410), page(status=410))
    assert len(mails(br)) == 2


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        (page(), page(title="Página inicial", address="https://exemplo.org/"), "changed"),
        (page(), page(title="Outra lei"), "changed"),
        (page(), page(address="https://www.diario.exemplo.org/lei-1/?sessao=2"), "alive"),
        (document(b"%PDF 1"), document(b"%PDF 2"), "changed"),
        (document(b"%PDF 1"), document(b"%PDF 1"), "alive"),
    ],
    ids=["led home", "another title", "another session", "another file", "the same file"],
)
def test_what_leads_to_something_else_is_noted(br, law, first, then, state):
    assert visit(br, first, then).state == state


def test_a_link_rests_for_a_week_and_a_day_when_it_failed(br, law):
    visit(br, page(), days=6)
    assert visit_links(br.programme, look_at=lambda _link: page()) == 0
    visit(br, None, days=8)
    with br.staff():
        LinkVisit.objects.update(visited_at=timezone.now() - timedelta(days=8))
    visit(br, None, days=2)
    assert visit_links(br.programme, look_at=lambda _link: page()) == 1


def test_what_was_withdrawn_is_not_visited(br, law):
    with br.desk():
        withdraw(law.piece, actor=br.people["lead"], roles={"lead"})
    assert visit_links(br.programme, look_at=lambda _link: page()) == 0


def test_the_dead_ones_of_a_government_and_of_no_other(br, law):
    with br.desk(br.sibling):
        who = {"actor": br.neighbour, "roles": {"lead"}}
        keep(br.sibling.pk, Told("law", "Lei vizinha"), link="https://exemplo.org/2", **who)
    visit(br, page(status=404))
    with br.desk():
        assert [one.version.title for one in dead_links(br.here.pk)] == ["Lei 1"]
