"""Link care: dead and changed links are noted, and those who lead learn of it in time."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from certification.diagnosis.losses import versions_read
from certification.diagnosis.tasks import visit as visit_all
from certification.diagnosis.tasks import visit_programme
from certification.evidence import links
from certification.evidence.keeping import withdraw
from certification.evidence.links import visit_links
from certification.evidence.marks import alike, joined
from certification.evidence.models import LinkVisit, PieceVersion
from migracidades.tenancy.models import Programme
from tests.evidence.conftest import by
from tests.evidence.visiting import LINK, NOBODY, WALL, document, due, kept, mails, page, visit


@pytest.fixture
def law(br) -> PieceVersion:
    return kept(br, "Lei 1", LINK)


def test_a_link_that_opens_is_alive_and_nobody_is_told(br, law):
    assert visit(br, page(), page()).state == "alive"
    assert mails(br) == []


def test_one_that_is_gone_is_dead_at_once(br, law):
    assert visit(br, page(), page(status=404)).state == "dead"
    told = mails(br)
    assert len(told) == 2  # lead and alternate
    assert "Lei 1" in told[0].text


def test_a_server_may_rest_for_a_night(br, law):
    assert visit(br, page(), NOBODY).state == "shaky"
    assert mails(br) == []
    assert visit(br, page()).state == "alive"
    assert visit(br, NOBODY, NOBODY, NOBODY).state == "dead"
    assert len(mails(br)) == 2


@pytest.mark.parametrize(
    "answer",
    [page(status=401), page(status=403), page(status=429), page(status=503), WALL],
    ids=["a door", "a wall", "too often", "an error of theirs", "not looked"],
)
def test_what_cannot_be_looked_into_alarms_nobody(br, law, answer):
    assert visit(br, page(), *[answer] * 5).state == "unchecked"
    assert mails(br) == []
    assert visit(br, page()).state == "alive"


def test_not_to_look_proves_neither_death_nor_life(br, law):
    assert visit(br, page(), NOBODY, WALL, NOBODY, WALL, NOBODY).state == "dead"
    assert visit(br, WALL).state == "unchecked", "people may open it again"
    assert visit(br, NOBODY).state == "shaky", "and three visits say otherwise"
    changed = page(title="Outra lei")
    assert visit(br, page(), changed, WALL, NOBODY).state == "changed", "until it is seen again"
    assert len(mails(br)) == 4


def test_one_link_that_breaks_the_visitor_keeps_no_other_from_its_turn(br, law, caplog):
    kept(br, "Lei 2", "https://exemplo.org/2")

    def look_at(link):
        if link == LINK:
            raise ZeroDivisionError
        return page()

    with caplog.at_level(logging.ERROR):
        assert visit_links(br.programme, versions_read, look_at=look_at) == 2
    assert "ZeroDivisionError" in caplog.text
    with br.staff():
        states = dict(LinkVisit.objects.values_list("version__link", "state"))
    assert states == {LINK: "unchecked", "https://exemplo.org/2": "alive"}
    assert due(br) == [], "it waits for its turn like the others"


def test_one_visit_that_cannot_be_noted_keeps_no_other_from_its_turn(br, law, monkeypatch, caplog):
    kept(br, "Lei 2", "https://exemplo.org/2")
    truly = links.note

    def note(version, found):
        if version == law:
            raise ZeroDivisionError
        return truly(version, found)

    monkeypatch.setattr(links, "note", note)
    assert len(due(br)) == 2
    assert "ZeroDivisionError" in caplog.text
    with br.staff():
        assert LinkVisit.objects.get().version.title == "Lei 2"


def test_a_round_ends_in_time_and_the_next_goes_on(br, law, monkeypatch):
    kept(br, "Lei 2", "https://exemplo.org/2")
    clock = iter([0.0, 1.0, links.ROUND + 1])
    with monkeypatch.context() as patched:
        patched.setattr(links, "monotonic", lambda: next(clock))
        assert due(br) == [LINK]
    assert due(br) == ["https://exemplo.org/2"]


def test_each_programme_has_a_round_of_its_own_with_an_end(monkeypatch, settings, world):
    settings.DEMO = False
    asked = []
    monkeypatch.setattr(visit_programme, "delay", asked.append)
    visit_all()
    assert set(asked) == set(Programme.objects.values_list("pk", flat=True))
    assert len(asked) > 1
    assert links.ROUND + 10 < visit_programme.time_limit < 300, "the broker waits so long"


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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sha256:a", "sha256:a:9:b", True),
        ("sha256:a:9:", "sha256:a:9:b", True),
        ("sha256:a:9:b", "sha256:a:9:c", False),
        ("sha256:a:9:b", "sha256:a:8:", False),
        ("sha256:a:9:b", "sha256:c:9:b", False),
        ("sha256:a:9:b", "exemplo.org/lei 1", False),
    ],
    ids=["of old", "a slow day", "another end", "another length", "another head", "a page"],
)
def test_documents_are_compared_by_what_both_visits_could_tell(one, other, same):
    assert alike(one, other) is alike(other, one) is same
    assert (
        joined("sha256:a", "sha256:a:9:b") == joined("sha256:a:9:b", "sha256:a") == "sha256:a:9:b"
    )


def test_a_document_is_known_by_its_end_too(br, law):
    head = b"%PDF"
    slow, first, second = (
        document(head, 9),
        document(head, 9, "1" * 64),
        document(head, 9, "2" * 64),
    )
    assert visit(br, slow, first, slow).state == "alive"
    assert visit(br, second).state == "changed", "the digest of a quicker day is not forgotten"


def test_a_link_rests_for_a_week_and_a_day_when_it_failed(br, law):
    visit(br, page(), days=6)
    assert due(br) == []
    visit(br, days=8)
    with br.staff():
        LinkVisit.objects.update(visited_at=timezone.now() - timedelta(days=8))
    visit(br, NOBODY, days=2)
    assert due(br) == [LINK]


def test_what_was_withdrawn_is_not_visited(br, law):
    with br.desk():
        withdraw(law.piece, **by(br))
    assert due(br) == []
