"""One piece proves several answers; what was handed in with a version keeps it."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from certification.diagnosis import proving
from certification.diagnosis.models import Diagnosis, Evidence, Round
from certification.diagnosis.queries import evidence_of, evidence_of_round
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import Piece, PieceVersion
from certification.review import carrying
from certification.review.judging import Judgement, judge
from migracidades.files.models import StoredFile
from migracidades.kit.errors import Refused
from tests import cycle
from tests.evidence.conftest import by, pdf
from tests.rows import make

LAW = Told("law", "Lei 12")
LINK = "https://example.org/lei"


@pytest.fixture
def asked(br, diagnosis):
    """The questions of the form, by code."""
    with br.desk():
        return cycle.form_for(diagnosis).by_code


@pytest.fixture
def law(br, diagnosis, asked) -> PieceVersion:
    """A law that proves two answers."""
    with br.desk():
        some = [asked["D1.1"], asked["D2.1"]]
        here = {"diagnosis": diagnosis, "indicators": some, "where": "art. 3"}
        return proving.add(told=LAW, file=pdf("one"), **here, **by(br)).version


def held(diagnosis: Diagnosis) -> dict[int, list[tuple[int, int, str]]]:
    """Piece, version and place by indicator."""
    return {
        key: [(one.version.piece_id, one.version.number, one.where) for one in found]
        for key, found in evidence_of(diagnosis).items()
    }


class TestOnePieceForSeveral:
    def test_each_answer_has_its_own_place(self, br, diagnosis, asked, law):
        with br.desk():
            here = {"diagnosis": diagnosis, "indicators": [asked["D3.1"]]}
            proving.attach(law, where="anexo", **here, **by(br))
            assert held(diagnosis) == {
                asked["D1.1"].id: [(law.piece_id, 1, "art. 3")],
                asked["D2.1"].id: [(law.piece_id, 1, "art. 3")],
                asked["D3.1"].id: [(law.piece_id, 1, "anexo")],
            }
            assert PieceVersion.objects.count() == StoredFile.objects.count() == 1

    @pytest.mark.parametrize("where", ["", "art. 3"])
    def test_twice_is_once(self, br, diagnosis, asked, law, where):
        with br.desk():
            here = {"diagnosis": diagnosis, "indicators": [asked["D1.1"]], "where": where}
            proving.attach(law, **here, **by(br))
            again = proving.add(told=LAW, file=pdf("one"), **here, **by(br))
            assert again.known
            assert Evidence.objects.filter(indicator=asked["D1.1"].id).count() == 1
            assert Piece.objects.count() == 1

    def test_another_place_takes_the_place_of_the_one_before(self, br, diagnosis, asked, law):
        with br.desk():
            here = {"diagnosis": diagnosis, "indicators": [asked["D1.1"]]}
            proving.attach(law, where="art. 9", **here, **by(br))
            (first,) = Evidence.objects.filter(indicator=asked["D1.1"].id).exclude(removed_at=None)
            assert (first.where, first.removed_by) == ("art. 3", br.people["lead"])
            assert held(diagnosis)[asked["D1.1"].id] == [(law.piece_id, 1, "art. 9")]

    @pytest.mark.parametrize("content", [{"file": pdf("one")}, {"link": LINK}])
    def test_what_is_known_is_offered_instead_of_a_copy(self, br, diagnosis, asked, law, content):
        with br.desk():
            if "link" in content:
                law = keeping.keep(br.here.pk, LAW, link=LINK, **by(br))
            here = {"diagnosis": diagnosis, "indicators": [asked["D3.1"]]}
            added = proving.add(told=Told("report", "Outra"), **content, **here, **by(br))
            assert (added.known, added.version) == (True, law)

    def test_what_a_neighbour_holds_is_not_known(self, br, diagnosis, asked):
        with br.staff():
            neighbour = {"actor": br.neighbour, "roles": {"lead"}}
            keeping.keep(br.sibling.pk, LAW, file=pdf("one"), **neighbour)
        with br.desk():
            here = {"diagnosis": diagnosis, "indicators": [asked["D1.1"]]}
            assert not proving.add(told=LAW, file=pdf("one"), **here, **by(br)).known

    def test_one_closed_question_and_none_is_proved(self, br, diagnosis, asked):
        foreign = replace(asked["D2.1"], id=0)
        with br.desk():
            here = {"diagnosis": diagnosis, "indicators": [asked["D1.1"], foreign]}
            with pytest.raises(Refused), transaction.atomic():
                proving.add(told=LAW, file=pdf(), **here, **by(br))
            assert not Evidence.objects.exists()

    def test_a_withdrawn_piece_is_not_attached(self, br, diagnosis, asked, law):
        with br.desk():
            keeping.withdraw(law.piece, **by(br))
            law.piece.refresh_from_db()
            here = {"diagnosis": diagnosis, "indicators": [asked["D3.1"]]}
            with pytest.raises(Refused):
                proving.attach(law, **here, **by(br))

    def test_no_answer_is_proved_by_a_neighbours_piece(self, br, diagnosis, asked):
        with br.staff():
            foreign = make(PieceVersion, br.sibling)
        lead = {"added_by": br.people["lead"], "government": br.here}
        with br.staff(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(DatabaseError), transaction.atomic():
                Evidence.objects.create(
                    diagnosis=diagnosis, indicator_id=asked["D1.1"].id, version=foreign, **lead
                )


class TestVersions:
    def test_a_newer_version_is_used_where_it_is_wanted(self, br, diagnosis, asked, law):
        with br.desk():
            second = keeping.renew(law.piece, LAW, file=pdf("two"), base=1, **by(br))
            uses = evidence_of(diagnosis)[asked["D1.1"].id]
            for _twice in range(2):
                proving.bring_up(second, uses, **by(br))
            found = held(diagnosis)
            assert found[asked["D1.1"].id] == [(law.piece_id, 2, "art. 3")]
            assert found[asked["D2.1"].id] == [(law.piece_id, 1, "art. 3")]

    def test_the_database_lets_no_use_point_elsewhere(self, br, diagnosis, law):
        with br.desk():
            second = keeping.renew(law.piece, LAW, file=pdf("two"), base=1, **by(br))
            for told in ({"version": second}, {"where": "p. 1"}):
                with pytest.raises(DatabaseError), transaction.atomic():
                    Evidence.objects.update(**told)


class TestHandedIn:
    @pytest.fixture
    def round_one(self, br, diagnosis, law) -> Round:
        return cycle.submitted(br, diagnosis)

    def handed_in(self, round_: Round) -> list[tuple[int, int, int]]:
        found = [one for uses in evidence_of_round(round_).values() for one in uses]
        return sorted((one.indicator_id, one.version.number, one.pk) for one in found)

    def test_nothing_is_added_or_taken_away(self, br, diagnosis, asked, law, round_one):
        with br.desk():
            uses = evidence_of(diagnosis)[asked["D1.1"].id]
            here = {"diagnosis": diagnosis, "indicators": [asked["D3.1"]]}
            second = keeping.renew(law.piece, LAW, file=pdf("two"), base=1, **by(br))
            for act, given in (
                (proving.remove, {"uses": uses}),
                (proving.bring_up, {"version": second, "uses": uses}),
                (proving.attach, {"version": law, **here}),
                (proving.add, {"told": LAW, "file": pdf("three"), **here}),
            ):
                with pytest.raises(Refused):
                    act(**given, **by(br))
            assert held(diagnosis)[asked["D1.1"].id] == [(law.piece_id, 1, "art. 3")]

    def test_returned_only_what_was_asked_for_and_the_round_stays(
        self, br, diagnosis, asked, law, round_one
    ):
        with br.desk():
            before = self.handed_in(round_one)
        returned(br, diagnosis, asked["D1.1"])
        with br.desk():
            second = keeping.renew(law.piece, LAW, file=pdf("two"), base=1, **by(br))
            open_, closed = (evidence_of(diagnosis)[asked[code].id] for code in ("D1.1", "D2.1"))
            with pytest.raises(Refused), transaction.atomic():
                proving.bring_up(second, [*open_, *closed], **by(br))
            assert held(diagnosis)[asked["D1.1"].id] == [(law.piece_id, 1, "art. 3")]
            proving.bring_up(second, open_, **by(br))
            assert held(diagnosis)[asked["D1.1"].id] == [(law.piece_id, 2, "art. 3")]
            assert self.handed_in(round_one) == before
            proving.remove(evidence_of(diagnosis)[asked["D1.1"].id], **by(br))
            assert self.handed_in(round_one) == before


def returned(br, diagnosis: Diagnosis, indicator) -> None:
    """Back with a request about one answer."""
    seat = br.seat("analyst")
    with br.staff():
        carrying.take(diagnosis, seat=seat)
        judge(diagnosis, indicator, Judgement("requested", comment="Qual artigo?"), seat=seat)
        carrying.return_(diagnosis, message="Falta pouco.", **by(br, "analyst"))
