"""What stands in the demonstration: published facts, and one invented government at every step."""

import csv
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from certification.application.models import Application
from certification.diagnosis.models import Answer, Diagnosis, Round, Verdict
from certification.diagnosis.paper.models import BlankForm
from certification.editions.models import Edition, Participation, Step
from certification.editions.rules import unready
from certification.events.models import Event
from certification.evidence.models import PieceVersion
from certification.governments.models import Figure
from certification.prioritization.models import Plan
from certification.seal.eligibility import eligibility_of
from certification.seal.models import PublishedCertification, Seal
from dimensions.drafting import judged
from dimensions.models import Draft
from dimensions.texts import missing_texts
from migracidades.accounts.models import User
from migracidades.demo.scenes import PATHS
from migracidades.demo.source import COUNTRIES, read
from migracidades.ledger.models import AuditEntry, MailMessage, OutboxEntry
from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.scope import Side, enter
from monitoring.models import MonitoringReport

FICTIONAL = "99"
STORIES = [(country, story) for country in COUNTRIES for story in read(country, "stories")]
# Where each path of the stories leads: application, diagnosis, plan, documents, monitoring.
REACHED = {
    "applied": ("submitted", None, None, set(), None),
    "contested": ("submitted", None, None, set(), None),
    "waiting": ("waiting", None, None, set(), None),
    "admitted": ("admitted", "open", None, set(), None),
    "half": ("admitted", "open", None, set(), None),
    "submitted": ("admitted", "submitted", None, set(), None),
    "summoned": ("admitted", "submitted", None, set(), None),
    "reviewing": ("admitted", "in_review", None, set(), None),
    "returned": ("admitted", "returned", None, set(), None),
    "approved": ("admitted", "approved", None, set(), None),
    "validated": ("admitted", "validated", None, set(), None),
    "drafting": ("admitted", "consented", "draft", set(), None),
    "proposed": ("admitted", "consented", "proposed", set(), None),
    "eligible": ("admitted", "consented", "accepted", set(), None),
    "declared": ("admitted", "consented", "accepted", {"declaration"}, None),
    "sealed": ("admitted", "consented", "accepted", {"seal"}, "open"),
    "reported": ("admitted", "consented", "accepted", {"seal"}, "reported"),
    "withdrawn": ("admitted", "open", None, set(), None),
    "again": ("admitted", "open", None, set(), None),
}


def staff(programme: Programme):
    return enter(programme, side=Side.STAFF)


def rows(programme: Programme) -> dict[str, int]:
    """How many rows each table holds."""
    with staff(programme):
        return {one._meta.label: one._base_manager.count() for one in apps.get_models()}


def _running() -> Edition:
    return Edition.objects.exclude(questionnaire=None).latest("year")


def state_of(model: type, **where: str) -> str | None:
    return model.objects.filter(**where).values_list("state", flat=True).first()


def test_seeding_runs_as_the_role_that_owns_nothing(demo):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == settings.DB_RUNTIME_ROLE


def test_seeding_twice_equals_once(demo):
    before = rows(demo)
    call_command("demo", verbosity=0)
    assert rows(demo) == before


@pytest.mark.parametrize(
    ("country", "story"), STORIES, ids=[story["slug"] for _country, story in STORIES]
)
def test_each_government_stands_where_its_story_ends(countries, country, story):
    code = story["government"]["code"]
    with staff(countries[country]):
        here, running = {"government__code": code}, _running()
        now = here | {"participation__edition": running}
        documents = set(Seal.objects.filter(**here).values_list("kind", flat=True))
        found = (
            state_of(Application, **here),
            state_of(Diagnosis, **now),
            state_of(Plan, **now),
            documents,
            state_of(MonitoringReport, **here),
        )
    assert found == REACHED[story["until"]]


def test_every_path_is_walked_by_a_government():
    assert {story["until"] for _country, story in STORIES} == set(REACHED) == set(PATHS)


def test_a_returning_government_finds_what_time_did_to_its_proof(demo, client):
    with staff(demo):
        years = Diagnosis.objects.filter(government__name="Volta Exemplar")
        told = years.values_list("state", "questionnaire__version").order_by("pk")
        assert list(told) == [("consented", "2021"), ("open", "2024")]
        year = _running().year
        lead = User.objects.get(email="referencia.volta@exemplo.org")
    client.force_login(lead)
    found = client.get(f"/br/desk/9900177/{year}/last-edition/").context["found"]
    reasons = {code: one.anew.value for code, one in found.by_code.items() if one.anew}
    lost = {"D2.6": "expired", "D3.2": "link", "D1.3": "withdrawn"}
    assert {code: reasons[code] for code in lost} == lost
    looks = {code: list(map(str, one.looks)) for code, one in found.by_code.items() if one.looks}
    assert (looks["D4.3"], looks["D2.1"]) == (["newer"], ["adjusted"])
    assert found.waiting > found.anew


def test_what_tells_the_steps_apart_is_there(demo):
    with staff(demo):
        assert Application.objects.filter(government__name="Lagoa Imaginária").count() == 2
        half = Answer.objects.filter(government__name="Vila Exemplo")
        assert 30 < half.count() < 70
        assert half.values("department").distinct().count() > 4
        assert PieceVersion.objects.exclude(file=None).exists()
        assert PieceVersion.objects.exclude(link="").exists()
        requested = Verdict.objects.filter(outcome="requested")
        assert set(requested.values_list("government__name", "released")) == {
            ("Porto Modelo", True),
            ("Monte Simulado", False),
        }
        left = Participation.objects.exclude(withdrawn_at=None).get()
        assert left.withdrawal.step == Step.DIAGNOSIS


@pytest.mark.parametrize(
    ("country", "name"), [("br", "Serra Fictícia"), ("ar", "Ribera Alegórica")]
)
def test_the_eligible_government_lacks_nothing(countries, country, name):
    with staff(countries[country]):
        found = Participation.objects.get(government__name=name)
        assert eligibility_of(found).complete


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_running_edition_could_be_published_by_its_own_rules(countries, country):
    with staff(countries[country]):
        running = _running()
        assert list(unready(running, running.windows.values_list("step", flat=True))) == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_invented_government_is_in_the_official_registry(countries, country):
    path = settings.BASE_DIR / f"migracidades/content/{country}/registry/governments.csv"
    with path.open(encoding="utf-8") as file:
        official = {row["code"] for row in csv.DictReader(file)}
    invented = {one["government"]["code"] for one in read(country, "stories")}
    assert not official & invented
    assert all(code.startswith(FICTIONAL) for code in invented)
    with staff(countries[country]):
        assert Government.objects.filter(code__in=official).count() == len(official)
        assert Government.objects.count() == len(official | invented)


def test_past_editions_hold_published_facts_alone(demo):
    with staff(demo):
        past = Edition.objects.filter(questionnaire=None)
        named = {one.year: one.published_certifications.count() for one in past}
        assert named == {2020: 16, 2021: 37, 2022: 13, 2023: 5, 2024: 8}
        assert not PublishedCertification.objects.filter(source="").exists()
        invented = {"beneficiary__code__startswith": FICTIONAL}
        assert not PublishedCertification.objects.filter(**invented).exists()
        assert not past.filter(windows__isnull=False).exists()


def test_argentina_names_whom_its_sources_name(argentina):
    with staff(argentina):
        past = Edition.objects.get(year=2023)
        assert past.participations.count() == 11
        certified = PublishedCertification.objects.select_related("beneficiary")
        assert [str(one.beneficiary) for one in certified] == ["Rosario (Santa Fe)"]
    page = Client().get("/ar/editions/2023/admitted/").content.decode()
    assert "La Quiaca" in page
    assert "reconquistasf.com.ar" in page
    assert "Admitido el" not in page  # nobody knows the day


def test_a_workshop_is_ahead_and_others_were_held(argentina):
    with staff(argentina):
        told = Event.objects.values_list("government__name", "state")
        assert dict(told) == {
            "Paso Ficticio": "planned",
            "Colonia Ensayo": "held",
            "Ribera Alegórica": "held",
            "Pampa Demostrativa": "held",
        }


@pytest.mark.parametrize(("year", "total", "named"), [(2020, 27, 16), (2022, 54, 13)])
def test_the_register_tells_the_total_beside_the_names(demo, year, total, named):
    page = Client().get(f"/br/register/{year}/")
    assert page.context["edition"].figures["certified"] == total
    assert page.context["named"] == named
    assert page.context["edition"].figures["source"] in page.content.decode()


def test_the_register_of_the_running_edition_names_who_holds_a_seal(demo):
    with staff(demo):
        year = _running().year
    rows = Client().get(f"/br/register/{year}/").context["page_obj"]
    assert {one.government.name for one in rows} == {
        "Campo Ilustrativo",
        "Pouso Demonstrativo",
        "Estado Exemplo",
    }


def test_what_happened_left_its_traces(demo):
    with staff(demo):
        acts = set(AuditEntry.objects.values_list("act", flat=True))
        kinds = set(MailMessage.objects.values_list("kind", flat=True))
    assert {"application.admit", "diagnosis.submit", "plan.accept", "seal.issue"} <= acts
    assert {"invitation", "diagnosis_returned", "plan_accepted", "extension"} <= kinds


@pytest.mark.parametrize("country", COUNTRIES)
def test_only_documents_wait_for_the_worker(countries, country):
    with staff(countries[country]):
        left = OutboxEntry.objects.exclude(state="done").values_list("handler", "state")
        waiting = Counter(left)
        drawn = ("seal.render", "diagnosis.copy", "diagnosis.blank_form")
        assert set(waiting) == {(one, "pending") for one in drawn}
        assert waiting["seal.render", "pending"] == Seal.objects.filter(file=None).count()
        assert waiting["diagnosis.copy", "pending"] == Round.objects.filter(copy=None).count()
        assert waiting["diagnosis.blank_form", "pending"] == BlankForm.objects.count() > 1


def test_it_is_refused_where_people_really_work(demo, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("demo")


def test_figures_are_published_ones_and_the_invented_say_so(countries):
    for country, programme in countries.items():
        with staff(programme):
            for one in Figure.objects.select_related("subject"):
                invented = one.subject.code.startswith(FICTIONAL)
                assert ("inventado" in one.source["es"]) == invented
                assert set(one.source) == set(programme.languages)
            told = {one["government"]["code"] for one in read(country, "stories")}
            known = set(Figure.objects.values_list("subject__code", flat=True))
            assert told <= known
    with staff(countries["br"]):
        corumba = Figure.objects.filter(subject__code="5003207", year=2020)
        assert dict(corumba.values_list("key", "value")) == {
            "population": 112058,
            "registered_migrants": 2398,
        }


def test_the_next_version_is_being_written_without_faults(demo):
    with staff(demo):
        draft = Draft.objects.select_related("programme").get()
        read_now = judged(draft)
        assert read_now.faults == []
        asked = read_now.form.by_code
        assert asked["D4.10"].figure == "registered_migrants"
        assert missing_texts(read_now.form, "es") == missing_texts(read_now.form, "en") == []
