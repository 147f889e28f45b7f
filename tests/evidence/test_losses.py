"""What can be done about a lost link: say that it is right, or put a newer one in its place."""

import pytest
from django.core.exceptions import PermissionDenied

from certification.diagnosis import proving
from certification.diagnosis.losses import lost_pieces, versions_read
from certification.diagnosis.queries import evidence_of
from certification.diagnosis.sight import EVERYTHING
from certification.evidence.keeping import Told, renew
from certification.evidence.links import settle, visit_links
from certification.evidence.models import LinkVisit, PieceVersion
from migracidades.kit.errors import Refused
from migracidades.ledger.models import AuditEntry
from tests import cycle
from tests.evidence.conftest import by
from tests.evidence.visiting import LINK, due, kept, page, visit


@pytest.fixture
def law(br) -> PieceVersion:
    return kept(br, "Lei 1", LINK)


class TestTheRightPage:
    @pytest.fixture
    def changed(self, br, law) -> PieceVersion:
        assert visit(br, page(), page(title="Outra lei")).state == "changed"
        return law

    def test_it_is_known_again_by_what_it_is_now(self, br, changed):
        with br.desk():
            settle(changed, **by(br))
            settle(changed, **by(br))
            assert LinkVisit.objects.get().state == "alive"
        assert visit(br, page(title="Outra lei")).state == "alive"
        assert visit(br, page()).state == "changed"
        with br.staff():
            (entry,) = AuditEntry.objects.filter(act="evidence.settle_link")
        assert entry.actor_id == br.people["lead"].pk
        assert entry.object_id == str(changed.piece_id)

    def test_by_who_answers_alone(self, br, changed):
        with br.desk(), pytest.raises(PermissionDenied):
            settle(changed, **by(br, "signatory"))

    def test_of_what_is_gone_nobody_says_so(self, br, changed):
        assert visit(br, page(status=404)).state == "dead"
        with br.desk(), pytest.raises(Refused):
            settle(changed, **by(br))


class TestInUse:
    """A diagnosis goes by the version that was put forward, be it the newest or not."""

    @pytest.fixture
    def used(self, br, diagnosis, law) -> PieceVersion:
        with br.desk():
            asked = {
                "diagnosis": diagnosis,
                "indicators": [cycle.form_for(diagnosis).by_code["D1.1"]],
            }
            proving.attach(law, **asked, **by(br))
        return law

    def newer(self, br, law) -> PieceVersion:
        with br.desk():
            told = Told("law", "Lei 1")
            return renew(law.piece, told, link="https://exemplo.org/novo", base=1, **by(br))

    def lost(self, br) -> set[int]:
        with br.desk():
            return lost_pieces(EVERYTHING, year=2026)

    def test_an_older_one_is_visited_as_long_as_somebody_goes_by_it(self, br, diagnosis, used):
        newer = self.newer(br, used)
        assert set(due(br)) == {LINK, newer.link}
        cycle.submitted(br, diagnosis)
        with br.staff():
            LinkVisit.objects.all().delete()
        assert set(due(br)) == {LINK, newer.link}
        with br.staff():
            LinkVisit.objects.all().delete()
            type(diagnosis).objects.update(state="consented")
        assert due(br) == [newer.link]

    def test_a_loss_can_be_mended_as_long_as_the_analysis_reads(self, br, diagnosis, used):
        visit(br, page(status=404))
        assert self.lost(br) == {used.piece_id}
        with br.desk():
            assert lost_pieces(EVERYTHING, year=2024) == set()
        cycle.submitted(br, diagnosis)
        assert self.lost(br) == {used.piece_id}
        self.newer(br, used)
        assert self.lost(br) == set(), "it has done what it can"

    def test_a_newer_one_has_to_be_used_where_it_can_be(self, br, diagnosis, used):
        newer = self.newer(br, used)
        visit_links(
            br.programme,
            versions_read,
            look_at=lambda link: page(status=404 if link == LINK else 200),
        )
        assert self.lost(br) == {used.piece_id}
        with br.desk():
            (uses,) = evidence_of(diagnosis).values()
            proving.bring_up(newer, uses, **by(br))
        assert self.lost(br) == set()

    @pytest.mark.parametrize("state", ["approved", "consented", "lapsed"])
    def test_nothing_is_asked_for_when_all_is_decided(self, br, diagnosis, used, state):
        visit(br, page(status=404))
        with br.staff():
            type(diagnosis).objects.update(state=state)
        assert self.lost(br) == set()

    def test_what_proves_nothing_is_not_asked_for(self, br, diagnosis, law):
        visit(br, page(status=404))
        assert self.lost(br) == set()
