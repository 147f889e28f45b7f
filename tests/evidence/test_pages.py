"""The register, one piece of it, and the choosing from it for a question."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.diagnosis import proving
from certification.diagnosis.models import Evidence
from certification.diagnosis.queries import evidence_of
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import LinkVisit, Piece, PieceVersion
from certification.evidence.queries import newest
from certification.evidence.validity import lives_of, proposed
from tests import cycle
from tests.diagnosis.building import give
from tests.evidence.conftest import by
from tests.evidence.conftest import sent as sent_file
from tests.evidence.test_proving import returned
from tests.rows import make
from tests.world import Country

DESK = "/br/desk/9900011"
LAW = Told("law", "Lei Orgânica")
LINK = "https://example.org/lei"
SCRIPT = {"X-Part": "yes"}


def kept(br: Country, title: str = "Lei Orgânica", kind: str = "law", **told) -> PieceVersion:
    with br.desk():
        link = f"https://example.org/{title.replace(' ', '-')}"
        return keeping.keep(br.here.pk, Told(kind, title, **told), link=link, **by(br))


def used(br: Country, diagnosis, version: PieceVersion, *codes: str, where: str = "") -> None:
    with br.desk():
        asked = [cycle.form_for(diagnosis).by_code[code] for code in codes]
        here = {"diagnosis": diagnosis, "indicators": asked, "where": where}
        proving.attach(version, **here, **by(br))


def proving_now(br: Country, diagnosis) -> list[tuple[str, str, int]]:
    with br.desk():
        codes = {one.id: code for code, one in cycle.form_for(diagnosis).by_code.items()}
        found = evidence_of(diagnosis).items()
        return sorted(
            (codes[key], one.version.title, one.version.number)
            for key, held in found
            for one in held
        )


def text(response) -> str:
    return response.content.decode()


class TestTheRegister:
    def test_each_piece_once_with_where_it_is_used(self, br, diagnosis, lead):
        used(br, diagnosis, kept(br), "D1.1", "D2.1", "D3.1")
        page = text(lead.get(f"{DESK}/evidence/"))
        assert page.count("Lei Orgânica</a>") == 1
        for code in ("D1.1", "D2.1", "D3.1"):
            assert f"{DESK}/2026/questions/{code}/" in page

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", {"Ata antiga", "Foto", "Lei Orgânica", "Relatório"}),
            ("?q=relatorio", {"Relatório"}),
            ("?q=example.org+ata", {"Ata antiga"}),
            ("?kind=photo", {"Foto"}),
            ("?state=expired", {"Ata antiga"}),
            ("?state=soon", {"Foto"}),
            ("?state=unused", {"Ata antiga", "Foto", "Relatório"}),
            ("?state=withdrawn", {"Retirada"}),
            ("?year=2026", {"Lei Orgânica"}),
            ("?year=2019", {"Ata antiga", "Foto", "Lei Orgânica", "Relatório"}),
            ("?q=nada", set()),
        ],
    )
    def test_it_is_looked_through(self, br, diagnosis, lead, asked, found):
        used(br, diagnosis, kept(br), "D1.1")
        with time_machine.travel("2026-06-15T12:00:00Z", tick=True):
            kept(br, "Ata antiga", "report", valid_until="2026-06-14")
            kept(br, "Foto", "photo", valid_until="2026-06-30")
            kept(br, "Relatório", "report", valid_until="2028-01-01")
            with br.desk():
                keeping.withdraw(kept(br, "Retirada").piece, **by(br))
            page = text(lead.get(f"{DESK}/evidence/{asked}"))
        titles = re.findall(r'/evidence/\d+/">([^<]+)</a>', page)
        assert set(titles) == found
        assert titles == sorted(titles), "by title"

    def test_a_lost_link_is_told_wherever_it_proves(self, br, diagnosis, lead):
        law = kept(br)
        kept(br, "Ata")
        used(br, diagnosis, law, "D1.1")
        with br.staff():
            make(LinkVisit, br.here, version=law, state="dead")
        assert "Ata" not in text(lead.get(f"{DESK}/evidence/?state=lost"))
        for page in ("evidence/?state=lost", f"evidence/{law.piece_id}/", "2026/dimensions/1/"):
            assert "não abre mais" in text(lead.get(f"{DESK}/{page}")) or "link perdido" in text(
                lead.get(f"{DESK}/{page}")
            )

    def test_what_wants_something_is_counted_and_leads_there(self, br, diagnosis, lead):
        assert "mc-counts" not in text(lead.get(f"{DESK}/evidence/"))
        gone, other = kept(br), kept(br, "Ata antiga", "report", valid_until="2019-06-14")
        with br.desk():
            keeping.withdraw(kept(br, "Retirada", valid_until="2019-06-14").piece, **by(br))
        with br.staff():
            make(LinkVisit, br.here, version=gone, state="dead")
            make(LinkVisit, br.here, version=other, state="unchecked")
        for asked in ("", "?state=lost", "?q=nada"):
            page = text(lead.get(f"{DESK}/evidence/{asked}"))
            counts = re.search(r'class="mc-counts">(.+?)</p>', page)[1]
            assert re.sub("<[^>]+>", "", counts) == "2 evidências: 1 vencida, 1 com link perdido"
        assert "mc-tag--ok" not in text(lead.get(f"{DESK}/evidence/?state=lost")), (
            "lost is not valid"
        )
        for state in ("expired", "lost"):
            assert f'href="{DESK}/evidence/?state={state}"' in counts

    def test_a_neighbours_pieces_are_not_there(self, br, diagnosis, lead):
        with br.staff():
            neighbour = {"actor": br.neighbour, "roles": {"lead"}}
            foreign = keeping.keep(br.sibling.pk, Told("law", "Segredo"), link=LINK, **neighbour)
        assert "Segredo" not in text(lead.get(f"{DESK}/evidence/"))
        assert lead.get(f"{DESK}/evidence/{foreign.piece_id}/").status_code == 404
        sent = lead.post(f"{DESK}/2026/evidence/D1.1/use/", {"piece": foreign.piece_id})
        assert sent.status_code == 404
        assert proving_now(br, diagnosis) == []

    def test_what_no_question_uses_yet_is_added_once(self, br, diagnosis, lead):
        told = {"kind": "report", "link": LINK, "title": "Relatório"}
        first = lead.post(f"{DESK}/evidence/", told)
        again = lead.post(f"{DESK}/evidence/", told, follow=True)
        with br.desk():
            (one,) = newest()
        assert first["Location"] == f"{DESK}/evidence/{one.piece_id}/"
        assert one.valid_until is not None, "two years, as the programme says"
        assert "“Relatório”" in text(again)

    @pytest.mark.parametrize("link", ["http://127.0.0.1/x", "http://localhost:8000/"])
    def test_what_only_their_network_knows_is_refused_beside_the_field(
        self, br, diagnosis, lead, link
    ):
        for place in ("evidence/", "2026/evidence/D1.1/"):
            sent = lead.post(f"{DESK}/{place}", {"kind": "law", "link": link, "chooser": "yes"})
            assert sent.status_code == 422
            assert "só é conhecido dentro da sua rede" in text(sent)
            assert f'value="{link}"' in text(sent)
        with br.desk():
            assert not newest()

    def test_what_cannot_be_kept_comes_back_as_typed(self, br, diagnosis, lead):
        sent = lead.post(f"{DESK}/evidence/", {"kind": "law", "title": "Lei", "dated": "ontem"})
        assert sent.status_code == 422
        assert 'value="Lei"' in text(sent)
        assert 'value="ontem"' in text(sent)

    @pytest.mark.parametrize("role", ["signatory"])
    def test_who_only_reads_adds_nothing(self, br, diagnosis, client, role):
        client.force_login(br.people[role])
        assert "enctype" not in text(client.get(f"{DESK}/evidence/"))
        assert client.post(f"{DESK}/evidence/", {"kind": "law", "link": LINK}).status_code == 403


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["evidence/", "2026/evidence/D1.1/", "2026/dimensions/1/"])
def test_as_many_queries_for_a_hundred_pieces_as_for_three(br, diagnosis, lead, path):
    def grow(numbers: range) -> None:
        for number in numbers:
            made = kept(br, f"Lei {number:03}")
            used(br, diagnosis, made, *(("D1.2", "D2.1") if number % 2 else ("D3.1",)))

    grow(range(3))
    few = queries(lead, f"{DESK}/{path}")
    grow(range(3, 60))
    assert queries(lead, f"{DESK}/{path}") == few
    page = text(lead.get(f"{DESK}/evidence/"))
    assert page.count("<tr") == 31
    assert "page=2" in page


class TestOnePiece:
    @pytest.fixture
    def law(self, br, diagnosis, lead) -> PieceVersion:
        made = kept(br)
        used(br, diagnosis, made, "D1.1", "D2.1", where="art. 3")
        return made

    def send(self, client, law, act: str, **told):
        return client.post(f"{DESK}/evidence/{law.piece_id}/", {"act": act, **told})

    def uses(self, br, *codes: str) -> list[int]:
        with br.desk():
            found = Evidence.objects.filter(removed_at=None, indicator__code__in=codes)
            return list(found.values_list("pk", flat=True))

    def test_a_newer_file_is_used_where_it_was_ticked(self, br, diagnosis, lead, law):
        words = {"kind": "law", "title": "Lei nova", "base": 1}
        file = sent_file("2")
        sent = self.send(lead, law, "renew", **words, file=file, uses=self.uses(br, "D1.1"))
        assert sent.status_code == 302
        assert proving_now(br, diagnosis) == [("D1.1", "Lei nova", 2), ("D2.1", LAW.title, 1)]
        page = text(lead.get(f"{DESK}/evidence/{law.piece_id}/"))
        with br.desk():
            assert PieceVersion.objects.get(number=2).file.sha256 in page
        self.send(lead, law, "bring_up", uses=self.uses(br, "D2.1"))
        assert proving_now(br, diagnosis) == [("D1.1", "Lei nova", 2), ("D2.1", "Lei nova", 2)]

    def test_a_newer_report_counts_from_its_own_day(self, br, diagnosis, lead):
        old = kept(br, "Relatório de 2024", kind="report", valid_until=date(2025, 1, 31))
        page = text(lead.get(f"{DESK}/evidence/{old.piece_id}/"))
        renewing = page.split('value="renew"')[0].rpartition("<form")[2]
        assert 'value="Relatório de 2024"' in renewing
        assert "31/01/2025" not in renewing
        words = {"kind": "report", "title": "Relatório de 2026", "base": 1}
        self.send(lead, old, "renew", **words, file=sent_file("2"))
        with br.desk():
            made = PieceVersion.objects.get(piece=old.piece, number=2)
            lives = lives_of(br.programme)
        assert made.valid_until == proposed(lives, "report") > timezone.localdate()

    def test_what_is_sent_once_more_keeps_its_days(self, br, diagnosis, lead):
        old = kept(br, "Relatório", kind="report", valid_until=date(2025, 1, 31))
        words = {"kind": "report", "title": "Relatório", "base": 1}
        self.send(lead, old, "renew", **words, link=old.link)
        with br.desk():
            assert PieceVersion.objects.get(piece=old.piece) == old

    def test_a_correction_is_seen_wherever_it_may_be(self, br, diagnosis, lead, law):
        told = {"kind": "decree", "title": "Decreto", "valid_until": "31/12/2030", "base": 1}
        assert self.send(lead, law, "correct", **told).status_code == 302
        assert proving_now(br, diagnosis) == [("D1.1", "Decreto", 2), ("D2.1", "Decreto", 2)]

    def test_a_colleagues_correction_is_not_written_over(self, br, diagnosis, lead, law):
        with br.desk():
            told = Told("law", "De outra pessoa")
            keeping.correct(law.piece, told, base=1, **by(br, "alternate"))
        sent = self.send(lead, law, "correct", kind="law", title="Minha", base=1)
        assert sent.status_code == 422
        for shown in ("De outra pessoa", 'value="Minha"', "Alternate br"):
            assert shown in text(sent)

    def test_it_is_used_for_another_question(self, br, diagnosis, lead, law):
        self.send(lead, law, "use", question="2026/D3.1", where="art. 9")
        assert ("D3.1", LAW.title, 1) in proving_now(br, diagnosis)
        assert self.send(lead, law, "use", question="2026/D9.9").status_code == 422

    def test_it_is_taken_from_a_question(self, br, diagnosis, lead, law):
        self.send(lead, law, "remove", uses=self.uses(br, "D1.1"))
        assert proving_now(br, diagnosis) == [("D2.1", LAW.title, 1)]

    def test_it_is_withdrawn_from_what_is_open(self, br, diagnosis, lead, law):
        assert self.send(lead, law, "withdraw").status_code == 302
        assert proving_now(br, diagnosis) == []
        page = text(lead.get(f"{DESK}/evidence/{law.piece_id}/"))
        assert 'value="renew"' not in page

    def test_after_the_submission_it_grows_and_what_was_handed_in_stays(
        self, br, diagnosis, lead, law
    ):
        cycle.submitted(br, diagnosis)
        words = {"kind": "law", "title": "Lei nova", "base": 1}
        self.send(lead, law, "renew", **words, link=LINK, uses=self.uses(br, "D1.1"))
        self.send(lead, law, "bring_up", uses=self.uses(br, "D1.1"))
        self.send(lead, law, "remove", uses=self.uses(br, "D2.1"))
        self.send(lead, law, "withdraw")
        with br.desk():
            assert Piece.objects.get().withdrawn_at
        assert proving_now(br, diagnosis) == [("D1.1", LAW.title, 1), ("D2.1", LAW.title, 1)]
        for page in ("diagnosis/print/", "dimensions/1/"):
            assert "Lei nova" not in text(lead.get(f"{DESK}/2026/{page}"))

    def test_returned_only_what_was_asked_for_is_offered(self, br, diagnosis, lead, law):
        cycle.submitted(br, diagnosis)
        with br.desk():
            asked = cycle.form_for(diagnosis).by_code["D1.1"]
        returned(br, diagnosis, asked)
        (open_,), (closed,) = self.uses(br, "D1.1"), self.uses(br, "D2.1")
        page = text(lead.get(f"{DESK}/evidence/{law.piece_id}/"))
        assert f'name="uses" value="{open_}"' in page
        assert f'name="uses" value="{closed}"' not in page
        told = {"kind": "law", "title": "Lei nova", "base": 1}
        self.send(lead, law, "correct", **told)
        assert proving_now(br, diagnosis) == [("D1.1", "Lei nova", 2), ("D2.1", LAW.title, 1)]

    def test_a_changed_page_that_is_the_right_one_is_said_to_be(self, br, diagnosis, lead, law):
        button = 'name="act" value="settle"'
        assert button not in text(lead.get(f"{DESK}/evidence/{law.piece_id}/"))
        with br.staff():
            changed = {"state": "changed", "mark": "before", "found": "now"}
            visit = make(LinkVisit, br.here, version=law, **changed)
        assert button in text(lead.get(f"{DESK}/evidence/{law.piece_id}/"))
        assert self.send(lead, law, "settle").status_code == 302
        page = text(lead.get(f"{DESK}/evidence/{law.piece_id}/"))
        assert button not in page
        assert "leva a outra coisa" not in page
        with br.staff():
            visit.refresh_from_db()
            assert (visit.state, visit.mark) == ("alive", "now")
            LinkVisit.objects.update(state="dead")
        assert "Na última visita este link não abriu" in text(self.send(lead, law, "settle"))

    def test_a_link_that_was_not_looked_into_is_said_quietly(self, br, diagnosis, lead, law):
        with br.staff():
            make(LinkVisit, br.here, version=law, state="unchecked")
        for place in (f"evidence/{law.piece_id}/", "2026/dimensions/1/"):
            page = text(lead.get(f"{DESK}/{place}"))
            assert "não pôde ser verificado daqui" in page
            assert "mc-tag--error" not in page

    def test_what_is_no_act(self, lead, law):
        assert self.send(lead, law, "burn").status_code == 404


class TestAContributor:
    """Sees what proves answers of the part, and what she added herself."""

    @pytest.fixture
    def hers(self, br, diagnosis, client):
        give(br, diagnosis, "D1.1")
        client.force_login(br.people["contributor"])
        return client

    @pytest.fixture
    def pieces(self, br, diagnosis) -> dict[str, int]:
        shared, secret, own = kept(br, "Lei Comum"), kept(br, "Segredo"), None
        used(br, diagnosis, shared, "D1.1", "D2.1")
        used(br, diagnosis, secret, "D2.1")
        with br.desk():
            told, who = Told("law", "Lei Própria"), by(br, "contributor")
            own = keeping.keep(br.here.pk, told, link="https://example.org/x", **who)
        return {one.title: one.piece_id for one in (shared, secret, own)}

    @pytest.mark.parametrize("page", ["evidence/", "2026/evidence/D1.1/"])
    def test_no_other_piece_stands_in_a_list(self, hers, pieces, page):
        shown = text(hers.get(f"{DESK}/{page}"))
        assert "Lei Própria" in shown
        assert "Lei Comum" in shown
        assert "Segredo" not in shown
        assert "D2.1" not in shown

    def test_no_other_piece_opens_or_is_used(self, br, diagnosis, hers, pieces):
        opened = {
            title: hers.get(f"{DESK}/evidence/{pk}/").status_code for title, pk in pieces.items()
        }
        assert opened == {"Lei Comum": 200, "Segredo": 404, "Lei Própria": 200}
        used_ = {
            title: hers.post(f"{DESK}/2026/evidence/D1.1/use/", {"piece": pk}).status_code
            for title, pk in pieces.items()
        }
        assert used_ == {"Lei Comum": 302, "Segredo": 404, "Lei Própria": 302}

    def test_a_shared_piece_changes_where_she_answers(self, br, diagnosis, hers, pieces):
        pk = pieces["Lei Comum"]
        assert "D2.1" not in text(hers.get(f"{DESK}/evidence/{pk}/"))
        told = {"act": "correct", "kind": "law", "title": "Lei corrigida", "base": 1}
        assert hers.post(f"{DESK}/evidence/{pk}/", told).status_code == 302
        assert proving_now(br, diagnosis)[0] == ("D1.1", "Lei corrigida", 2)
        assert ("D2.1", "Lei Comum", 1) in proving_now(br, diagnosis)

    def test_a_question_of_others_takes_nothing(self, br, diagnosis, hers, pieces):
        told = {"piece": pieces["Lei Comum"]}
        assert hers.post(f"{DESK}/2026/evidence/D3.1/use/", told).status_code == 409
        assert hers.get(f"{DESK}/2026/evidence/D3.1/").status_code == 404
        also = {"kind": "law", "link": LINK, "also": ["D3.1"]}
        assert hers.post(f"{DESK}/2026/evidence/D1.1/", also).status_code == 422
        assert "D3.1" not in [code for code, *_told in proving_now(br, diagnosis)]

    def test_without_a_part_the_register_holds_her_own(self, br, diagnosis, hers, pieces):
        give(br, diagnosis)
        shown = text(hers.get(f"{DESK}/evidence/"))
        assert re.findall(r'/evidence/\d+/">([^<]+)</a>', shown) == ["Lei Própria"]


class TestChoosing:
    def test_what_fits_comes_first_and_what_is_there_never(self, br, diagnosis, lead):
        with br.desk():
            first, *_rest = cycle.form_for(diagnosis).by_code["D1.1"].evidence_kinds
        kept(br, "Outra", next(one for one in ("photo", "report") if one != first))
        kept(br, "Certa", first)
        used(br, diagnosis, kept(br, "Aqui", first), "D1.1")
        page = text(lead.get(f"{DESK}/2026/evidence/D1.1/", headers=SCRIPT))
        assert "<html" not in page
        assert re.findall(r'/evidence/\d+/">([^<]+)</a>', page) == ["Certa", "Outra"]

    def test_it_is_searched(self, br, diagnosis, lead):
        kept(br, "Lei Orgânica")
        kept(br, "Ata")
        page = text(lead.get(f"{DESK}/2026/evidence/D1.1/?q=organica"))
        assert re.findall(r'/evidence/\d+/">([^<]+)</a>', page) == ["Lei Orgânica"]

    @pytest.mark.parametrize("headers", [{}, SCRIPT])
    def test_a_piece_is_used(self, br, diagnosis, lead, headers):
        told = {"piece": kept(br).piece_id, "where": "art. 2"}
        for _twice in range(2):
            sent = lead.post(f"{DESK}/2026/evidence/D1.1/use/", told, headers=headers)
        assert sent.status_code == (200 if headers else 302)
        assert proving_now(br, diagnosis) == [("D1.1", LAW.title, 1)]

    def test_one_upload_proves_several_answers(self, br, diagnosis, lead):
        file = sent_file()
        told = {"kind": "law", "title": "Lei 1", "also": ["D2.1", "D1.1"], "chooser": "yes"}
        assert lead.post(f"{DESK}/2026/evidence/D1.1/", told | {"file": file}).status_code == 302
        assert proving_now(br, diagnosis) == [("D1.1", "Lei 1", 1), ("D2.1", "Lei 1", 1)]

    def test_what_was_ticked_stays_ticked(self, br, diagnosis, lead):
        told = {"kind": "law", "title": "Lei 1", "also": ["D2.1"], "chooser": "yes"}
        page = text(lead.post(f"{DESK}/2026/evidence/D1.1/", told))
        assert 'id="also-D2.1" checked' in page
        assert 'value="Lei 1"' in page

    @pytest.mark.parametrize("headers", [{}, SCRIPT])
    def test_the_same_file_is_said_to_be_there(self, br, diagnosis, lead, headers):
        for code in ("D1.1", "D2.1"):
            file = sent_file()
            told = {"kind": "law", "title": f"Lei de {code}", "file": file}
            page = lead.post(
                f"{DESK}/2026/evidence/{code}/", told, headers=headers, follow=not headers
            )
        assert "“Lei de D1.1”" in text(page)
        assert proving_now(br, diagnosis) == [
            ("D1.1", "Lei de D1.1", 1),
            ("D2.1", "Lei de D1.1", 1),
        ]

    def test_a_closed_question_offers_nothing(self, br, diagnosis, lead):
        told = {"piece": kept(br).piece_id}
        cycle.submitted(br, diagnosis)
        assert "data-offers" not in text(lead.get(f"{DESK}/2026/evidence/D1.1/"))
        assert lead.post(f"{DESK}/2026/evidence/D1.1/use/", told).status_code == 422
        assert proving_now(br, diagnosis) == []


class TestTheCheck:
    """What the page before submitting says of evidence that proves nothing any more."""

    CHECK = f"{DESK}/2026/diagnosis/check/"

    def test_it_names_what_has_expired_and_what_is_lost(self, br, diagnosis, lead):
        cycle.answer_all(br, diagnosis)
        good, gone = kept(br, "Lei boa"), kept(br, "Lei perdida")
        old = kept(br, "Ata antiga", "report", valid_until="2019-06-14")
        used(br, diagnosis, good, "D1.1")
        assert 'id="doubtful"' not in text(lead.get(self.CHECK))
        used(br, diagnosis, gone, "D2.1")
        used(br, diagnosis, old, "D3.1")
        with br.staff():
            make(LinkVisit, br.here, version=gone, state="dead")
        page = text(lead.get(self.CHECK))
        named = page[page.index('id="doubtful"') :].partition("</section>")[0]
        assert "Lei perdida" in named
        assert "Ata antiga" in named
        assert "Lei boa" not in named
        for position, code in ((2, "D2.1"), (3, "D3.1")):
            assert f'href="{DESK}/2026/dimensions/{position}/#{code}"' in named

    def test_it_keeps_nobody_from_submitting(self, br, diagnosis, lead):
        cycle.answer_all(br, diagnosis)
        used(br, diagnosis, kept(br, "Ata antiga", "report", valid_until="2019-06-14"), "D1.1")
        cycle.sign(br, diagnosis)
        page = text(lead.get(self.CHECK))
        assert 'id="doubtful"' in page
        assert f'action="{DESK}/2026/diagnosis/submit/"' in page


def test_beside_a_download_stands_what_the_antivirus_says(br, diagnosis, lead):
    told = {"kind": "law", "file": sent_file()}
    lead.post(f"{DESK}/2026/evidence/D1.1/", told)
    assert "não verificado contra vírus" in text(lead.get(f"{DESK}/2026/dimensions/1/"))
