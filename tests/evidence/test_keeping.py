"""Pieces of evidence and their versions: each one more, none changed, none of a neighbour."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import Piece, PieceVersion
from certification.evidence.queries import holding, newest
from migracidades.files.models import StoredFile
from migracidades.kit.errors import Refused
from migracidades.ledger.models import AuditEntry
from tests.evidence.conftest import by, pdf
from tests.rows import make

LAW = Told("law", "Lei 12")
LINK = "https://example.org/lei"


@pytest.fixture
def law(br) -> PieceVersion:
    with br.desk():
        return keeping.keep(br.here.pk, LAW, file=pdf("one"), **by(br))


def numbers(piece: Piece) -> list[int]:
    return [one.number for one in PieceVersion.objects.filter(piece=piece)]


class TestKeeping:
    def test_a_piece_begins_with_its_first_version(self, br, law):
        with br.desk():
            (one,) = newest()
        assert (one.number, one.kind, one.title) == (1, "law", "Lei 12")
        assert (one.added_by_id, one.government_id) == (br.people["lead"].pk, br.here.pk)
        assert keeping.marks_of(pdf("one")) == {one.file.sha256}

    @pytest.mark.parametrize(
        ("given", "title"), [({"file": pdf()}, "lei.pdf"), ({"link": LINK}, LINK)]
    )
    def test_without_a_title_it_names_itself(self, br, given, title):
        with br.desk():
            assert keeping.keep(br.here.pk, Told("law"), **given, **by(br)).title == title

    @pytest.mark.parametrize("given", [{}, {"file": pdf(), "link": LINK}])
    def test_a_file_or_a_link_and_nothing_is_stored_for_both(self, br, given):
        with br.desk():
            with pytest.raises(Refused):
                keeping.keep(br.here.pk, LAW, **given, **by(br))
            assert not StoredFile.objects.exists()

    @pytest.mark.parametrize("role", ["signatory", "analyst"])
    def test_by_those_who_answer_alone(self, br, role):
        with br.desk(), pytest.raises(PermissionDenied):
            keeping.keep(br.here.pk, LAW, link=LINK, **by(br, role))


class TestVersions:
    def test_a_newer_file_is_the_next_one_and_the_first_stays(self, br, law):
        with br.desk():
            second = keeping.renew(law.piece, LAW, file=pdf("two"), base=1, **by(br, "contributor"))
            assert numbers(law.piece) == [1, 2]
            first = PieceVersion.objects.get(pk=law.pk)
            assert (first.file_id, first.added_by) == (law.file_id, br.people["lead"])
            assert [one.pk for one in newest()] == [second.pk]

    def test_the_same_file_again_is_none(self, br, law):
        with br.desk():
            for content in ({"file": pdf("one")}, {"file": law.file}):
                assert keeping.renew(law.piece, LAW, **content, base=1, **by(br)) == law
            assert numbers(law.piece) == [1]
            assert StoredFile.objects.count() == 1

    def test_the_same_file_with_other_words_is_a_correction(self, br, law):
        with br.desk():
            told = Told("law", "Lei 12 consolidada")
            made = keeping.renew(law.piece, told, file=pdf("one"), base=1, **by(br))
            assert (made.number, made.title, made.file_id) == (2, told.title, law.file_id)

    def test_a_file_gives_way_to_a_link_once(self, br, law):
        with br.desk():
            made = keeping.renew(law.piece, LAW, link=LINK, base=1, **by(br))
            assert keeping.renew(law.piece, LAW, link=LINK, base=1, **by(br)) == made, "two clicks"
        assert (made.number, made.file, made.link) == (2, None, LINK)

    def test_a_correction_is_a_version_with_the_same_file_and_written_down(self, br, law):
        told = Told("decree", "Decreto 12", date(2020, 5, 1), date(2027, 1, 1))
        with br.desk():
            for _twice in range(2):
                made = keeping.correct(law.piece, told, base=1, **by(br))
            assert numbers(law.piece) == [1, 2]
        assert (made.kind, made.title, made.file_id) == ("decree", "Decreto 12", law.file_id)
        assert (made.dated, made.valid_until) == (date(2020, 5, 1), date(2027, 1, 1))
        with br.staff():
            (entry,) = AuditEntry.objects.filter(act="evidence.correct")
        assert (entry.object_id, entry.fields) == (str(law.piece_id), {"version": 2})

    def test_who_has_not_seen_the_newest_is_told_of_it(self, br, law):
        with br.desk():
            keeping.correct(law.piece, Told("law", "Lei 13"), base=1, **by(br, "alternate"))
            for act, told in (
                (keeping.correct, {}),
                (keeping.renew, {"file": pdf("two")}),
            ):
                with pytest.raises(keeping.Changed) as raised:
                    act(law.piece, Told("law", "Lei 14"), **told, base=1, **by(br))
                assert raised.value.theirs.title == "Lei 13"
                assert "Alternate br" in raised.value.message
            assert numbers(law.piece) == [1, 2]

    @pytest.mark.parametrize("told", [{"title": "x"}, {"valid_until": "2030-01-01"}, {"number": 2}])
    def test_the_database_changes_none(self, br, law, told):
        with br.desk(), pytest.raises(DatabaseError), transaction.atomic():
            PieceVersion.objects.filter(pk=law.pk).update(**told)

    def test_the_database_lets_none_change_its_piece_or_go(self, br, law):
        with br.desk():
            with pytest.raises(DatabaseError), transaction.atomic():
                PieceVersion.objects.filter(pk=law.pk).delete()
            assert numbers(law.piece) == [1]

    def test_no_version_of_a_neighbours_piece(self, br, law):
        with br.desk(br.sibling), pytest.raises(DatabaseError):
            add_across(br, law)


def add_across(br, law) -> None:
    """A neighbour's version of a piece, as far as the database lets it come."""
    with transaction.atomic(), connection.cursor() as cursor:
        PieceVersion.objects.create(
            piece_id=law.piece_id, number=2, kind="law", title="x", link=LINK,
            added_by=br.neighbour, government=br.sibling,
        )  # fmt: skip
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestWithdrawing:
    def test_it_is_written_down_once_and_nothing_is_added_to_it(self, br, law):
        with br.desk():
            for _twice in range(2):
                keeping.withdraw(law.piece, **by(br))
            assert Piece.objects.get(pk=law.piece_id).withdrawn_by == br.people["lead"]
            with pytest.raises(Refused):
                keeping.renew(law.piece, LAW, file=pdf("two"), base=1, **by(br))
            with pytest.raises(Refused):
                keeping.correct(law.piece, Told("law", "Lei 13"), base=1, **by(br))
        with br.staff():
            assert AuditEntry.objects.filter(act="evidence.withdraw").count() == 1

    def test_a_withdrawn_piece_is_not_found_by_its_bytes(self, br, law):
        with br.desk():
            assert holding(br.here.pk, marks={law.file.sha256}) == law
            keeping.withdraw(law.piece, **by(br))
            assert holding(br.here.pk, marks={law.file.sha256}) is None

    def test_a_file_is_known_by_what_it_was_cleaned_from(self, br):
        sent = {"files": [{"name": "foto.heic", "sha256": "a" * 64}]}
        album = {"files": [{"sha256": "b" * 64}, {"sha256": "c" * 64}]}
        with br.desk():
            for origin in (sent, album):
                file = make(StoredFile, br.here, origin=origin, sha256=str(len(origin["files"])))
                keeping.keep(br.here.pk, LAW, file=file, **by(br))
            found = {mark: bool(holding(br.here.pk, marks={mark * 64})) for mark in "abc"}
        assert found == {"a": True, "b": False, "c": False}, "an album is not one of its photos"

    def test_nor_is_a_neighbours(self, br, law):
        with br.staff():
            assert holding(br.sibling.pk, marks={law.file.sha256}) is None
