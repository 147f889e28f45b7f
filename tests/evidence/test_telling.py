"""Who leads is told which links are lost: once of each loss, in one message a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.diagnosis.losses import versions_read
from certification.evidence.keeping import Told, keep, renew
from certification.evidence.links import visit_links
from certification.evidence.models import PieceVersion
from certification.evidence.telling import tell_lost
from migracidades.ledger.models import MailMessage
from tests.evidence.conftest import by
from tests.evidence.visiting import LINK, answering, kept, mails, page, visit


@pytest.fixture
def law(br) -> PieceVersion:
    return kept(br, "Lei 1", LINK)


def test_while_it_stays_dead_nobody_is_told_again(br, law):
    visit(br, page(status=410), page(status=410), page(status=410))
    assert len(mails(br)) == 2


def test_forty_lost_links_are_one_message_a_person(br, law):
    for number in range(2, 41):
        kept(br, f"Lei {number}", f"https://exemplo.org/{number}")
    visit(br, page(status=404))
    told = mails(br)
    assert len({one.to for one in told}) == len(told) == 2
    for one in told:
        assert all(f"- Lei {number} (" in one.text for number in range(1, 41))
        assert "40" in one.subject


def test_what_is_lost_the_same_day_waits_for_the_next(br, law):
    visit(br, page(status=404), days=0)
    kept(br, "Lei 2", "https://exemplo.org/2")
    visit(br, page(status=404), days=0)
    assert len(mails(br)) == 2
    with br.staff():
        yesterday = timezone.now() - timedelta(days=1)
        MailMessage.objects.update(created_at=yesterday)
    tell_lost(br.programme, versions_read)
    told = mails(br)
    assert len(told) == 4
    assert "Lei 2" in told[0].text
    assert "Lei 1" not in told[0].text, "each loss once"


def test_a_neighbours_losses_are_told_to_the_neighbour(br, law):
    with br.desk(br.sibling):
        who = {"actor": br.neighbour, "roles": {"lead"}}
        keep(br.sibling.pk, Told("law", "Lei vizinha"), link="https://exemplo.org/2", **who)
    visit(br, page(status=404))
    for one in mails(br):
        hers = br.neighbour.email in one.to
        assert ("Lei vizinha" in one.text) is hers
        assert ("Lei 1" in one.text) is not hers


def test_what_was_mended_before_it_was_told_is_not_told(br, law):
    visit_links(br.programme, versions_read, look_at=answering(page(status=404)))
    with br.desk():
        renew(law.piece, Told("law", "Lei 1"), link="https://exemplo.org/novo", base=1, **by(br))
    tell_lost(br.programme, versions_read)
    assert mails(br) == []
