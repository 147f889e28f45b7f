"""The review in the admin, with the test client."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.diagnosis import proving
from certification.diagnosis.models import Diagnosis, Verdict
from certification.diagnosis.sheet import form_for
from certification.editions.models import Participation
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import LinkVisit, PieceVersion
from migracidades.tenancy.models import Government
from tests.evidence.conftest import by, pdf
from tests.rows import make


def proved(review, code: str, **told) -> PieceVersion:
    """A piece that proves an answer of the diagnosis in review: a link unless there is a file."""
    br, diagnosis = review.country, review.diagnosis
    content = {name: told.pop(name) for name in ("file", "link") if name in told}
    with br.desk():
        Diagnosis.objects.update(state="open")
        made = keeping.keep(br.here.pk, Told("law", **told), **content, **by(br))
        asked = [form_for(diagnosis).by_code[code]]
        proving.attach(made, diagnosis=diagnosis, indicators=asked, **by(br))
        Diagnosis.objects.update(state="in_review")
    return made


@pytest.fixture
def analyst(review, client):
    client.force_login(review.country.people["analyst"])
    return client


def page_of(review, position: int | None = None) -> str:
    start = f"/br/admin/review/{review.diagnosis.pk}/"
    return start if position is None else f"{start}dimensions/{position}/"


def test_verdicts_of_a_dimension_are_kept_in_one_go(review, analyst):
    response = analyst.post(
        page_of(review, 1),
        {
            "outcome-D1.1": "adjusted",
            "value-D1.1": "no",
            "comment-D1.1": "Revogado.",
            "outcome-D1.2": "confirmed",
        },
    )
    assert response.status_code == 302
    with review.country.staff():
        kept = Verdict.objects.order_by("indicator__position").values_list("outcome", flat=True)
        assert list(kept) == ["adjusted", "confirmed"]


def test_a_refused_verdict_keeps_what_was_typed_and_the_others(review, analyst):
    response = analyst.post(
        page_of(review, 1),
        {"outcome-D1.1": "requested", "comment-D1.1": " ", "outcome-D1.2": "confirmed"},
    )
    assert response.status_code == 422
    row = next(row for row in response.context["rows"] if row.indicator.code == "D1.1")
    assert row.error
    assert row.outcome == "requested"
    with review.country.staff():
        assert Verdict.objects.count() == 1


def test_a_refused_act_says_why_and_keeps_the_message(review, analyst):
    response = analyst.post(page_of(review) + "act/", {"act": "return", "message": "Veja isto."})
    assert response.status_code == 422
    assert "Veja isto." in response.content.decode()


def test_an_observer_looks_and_changes_nothing(review, client):
    client.force_login(review.country.people["observer"])
    assert client.get(page_of(review, 1)).context["may_judge"] is False
    assert client.post(page_of(review, 1), {"outcome-D1.1": "confirmed"}).status_code == 403
    with review.country.staff():
        assert not Verdict.objects.exists()


def test_another_programme_does_not_find_it(review, world, client):
    client.force_login(world.ar.people["coordinator"])
    assert client.get(f"/ar/admin/review/{review.diagnosis.pk}/").status_code == 404


def test_the_queue_costs_eight_statements_for_three_and_for_many(review, analyst):
    edition = review.diagnosis.participation.edition
    analyst.get("/br/admin/review/")  # this process has seen the programme
    counts = []
    analyst.get("/br/admin/review/")  # what a process remembers is asked once
    for more in (2, 45):
        with review.country.staff():
            for number in range(more):
                town = Government.objects.create(
                    code=f"97{more:02}{number:03}",
                    level="municipality",
                    name=f"Vila {number}",
                    name_of=f"de Vila {number}",
                    sort_name=f"vila {number}",
                    time_zone="America/Sao_Paulo",
                )
                part = Participation.objects.create(edition=edition, government=town)
                make(
                    Diagnosis,
                    town,
                    participation=part,
                    questionnaire=edition.questionnaire,
                    state="submitted",
                )
        with CaptureQueriesContext(connection) as captured:
            response = analyst.get("/br/admin/review/")
        assert len(response.context["page"]) == (3 if more == 2 else 48)
        counts.append(len(captured))
    # A test's request tells the scope once more than production's.
    assert counts[0] == counts[1] <= 8 + 1, "\n".join(one["sql"][:150] for one in captured)


class TestTheEvidence:
    """What became of it since it was put forward stands beside it."""

    @pytest.fixture(autouse=True)
    def in_a_folder_of_its_own(self, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)

    def shown(self, review, analyst) -> str:
        return analyst.get(page_of(review, 1)).content.decode()

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ("alive", "Link: abre"),
            ("dead", "não abre mais</span> desde 02/06/2026"),
            ("changed", "agora leva a outra coisa</span> desde 02/06/2026"),
            ("unchecked", "Link: não pôde ser verificado daqui"),
        ],
    )
    def test_the_state_of_a_link(self, review, analyst, state, said):
        law = proved(review, "D1.1", title="Lei", link="https://example.org/lei")
        assert "Link: ainda não visitado" in self.shown(review, analyst)
        with review.country.staff():
            since = datetime(2026, 6, 2, 15, tzinfo=UTC)
            make(LinkVisit, review.country.here, version=law, state=state, since=since)
        assert said in self.shown(review, analyst)

    def test_a_file_has_its_scan_and_its_fingerprint(self, review, analyst):
        law = proved(review, "D1.1", title="Lei", file=pdf())
        page = self.shown(review, analyst)
        assert "não verificado contra vírus" in page
        assert f"SHA-256 {law.file.sha256[:12]}…" in page
        assert f"<code>{law.file.sha256}</code>" in page

    @pytest.mark.parametrize(
        ("until", "said"),
        [
            (-timedelta(days=1), "vencida"),
            (timedelta(days=10), "vence antes do fim da edição"),
            (timedelta(days=300), ""),
        ],
    )
    def test_until_when_it_counts(self, review, analyst, until, said):
        day = timezone.localdate() + until
        proved(review, "D1.1", title="Lei", link="https://example.org/lei", valid_until=day)
        page = self.shown(review, analyst)
        for words in ("vencida", "vence antes do fim da edição"):
            assert (f">{words}</span>" in page) is (words == said)

    def test_a_newer_version_leads_to_what_it_is(self, review, analyst):
        law = proved(review, "D1.1", title="Lei", link="https://example.org/lei")
        assert "versão mais nova" not in self.shown(review, analyst)
        with review.country.desk():
            told, newer = Told("law", "Lei nova"), "https://example.org/nova"
            keeping.renew(law.piece, told, link=newer, base=1, **by(review.country))
        page = self.shown(review, analyst)
        assert "há uma versão mais nova no registro" in page
        assert f'href="{newer}"' in page
        assert 'href="https://example.org/lei"' in page, "what was handed in stays"

    def test_as_many_queries_for_twenty_pieces_as_for_two(self, review, analyst):
        def grow(numbers: range) -> int:
            for number in numbers:
                link = f"https://example.org/{number}"
                law = proved(review, f"D1.{number % 3 + 1}", title=f"Lei {number}", link=link)
                with review.country.staff():
                    make(LinkVisit, review.country.here, version=law, state="alive")
                with review.country.desk():
                    told, who = Told("law", f"Lei {number}"), by(review.country)
                    keeping.renew(law.piece, told, link=f"{link}/b", base=1, **who)
            self.shown(review, analyst)
            with CaptureQueriesContext(connection) as captured:
                page = self.shown(review, analyst)
            assert page.count("versão mais nova") == numbers.stop
            return len(captured)

        assert grow(range(2)) == grow(range(2, 20))
