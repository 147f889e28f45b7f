"""The road of a town of Argentina, in Spanish, by the country's own folder of content.

An application in two parts with its letter of intent, a screening with limited places, training
beside the evaluation, a workshop in the town that opens the action plan, and a seal that a
stranger verifies.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, expect

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.sheet import form_for
from dimensions.models import Questionnaire
from migracidades.accounts.models import User
from migracidades.pages.management.commands.load_content import load_folder
from migracidades.tenancy.models import Government, Membership, Programme
from tests import cycle
from tests.world import Country, person
from training.models import Course

from .person import Person
from .steps import Journey, save, write

CONTENT = Path(settings.BASE_DIR) / "migracidades" / "content" / "ar"
LEAD, SIGNATORY = "ana@villanueva.test", "intendenta@villanueva.test"
CODE = "990014"
PEOPLE = {
    "lead_name": "Ana Nogueira",
    "lead_email": LEAD,
    "lead_office": "Directora",
    "lead_department": "Desarrollo Social",
    "alternate_name": "Julio Medina",
    "alternate_email": "julio@villanueva.test",
    "signatory_name": "Cecilia Arrieta",
    "signatory_email": SIGNATORY,
    "signatory_office": "Intendenta",
    "contact_email": "migraciones@villanueva.test",
    "motivation": "Llegan familias todas las semanas y queremos recibirlas con método.",
}
PLAN = {
    "action": "Abrir dos espacios de cuidado con horario de tarde.",
    "department": "Dirección de Mujeres",
    "due_on": "31/12/2027",
    "success": "Cuarenta niñas y niños con cupo.",
}


@pytest.fixture
def stage(transactional_db, site: str) -> Country:
    """Argentina as its folder tells it, with places for two towns, and one nobody has heard of."""
    load_folder(CONTENT)
    programme = Programme.objects.get(slug="ar")
    country = Country(programme, *_towns(programme))
    with country.staff():
        rules = {
            "questionnaire": Questionnaire.objects.get(kind="framework"),
            "application_questionnaire": Questionnaire.objects.get(kind="survey"),
            "course": Course.objects.get(),
        }
        for role in ("coordinator", "analyst", "issuer"):
            user = person(f"{role}@ar.test", role)
            Membership.objects.create(user=user, role=role)
    signing = [{"name": "Elena Sosa", "office": "Coordinadora", "institution": "OIM"}]
    cycle.edition(country, quota=2, course_required_of=["lead"], signatories=signing, **rules)
    return country


def _towns(programme: Programme) -> tuple[Government, Government]:
    country = Country(programme, None, None)
    with country.staff():
        town = Government.objects.create(
            code=CODE,
            level="municipality",
            name="Villa Nueva",
            name_of="Villa Nueva",
            sort_name="villa nueva",
            state="Misiones",
            time_zone="America/Argentina/Cordoba",
        )
        return town, Government.objects.get(name="Reconquista")


@pytest.fixture
def journey(stage: Country, worker, site: str, browser: Browser, tmp_path) -> Journey:
    made = Journey(browser, site, tmp_path, "/ar", "es-AR", CODE, "Villa Nueva")
    made.seat_the_staff()
    return made


def test_the_road_of_a_town(stage: Country, journey: Journey):
    lead = journey.sign_up(LEAD, "Ana Nogueira")
    fill_in_both_parts(journey, lead)
    journey.send_the_application(lead, PEOPLE)
    admit_in_words(journey)
    signatory = journey.join(SIGNATORY, "Cecilia Arrieta")
    journey.await_the_diagnosis(lead)
    lead.go(f"{journey.desk}/")
    lead.sees("2 Formación", "3 Evaluación", "4 Plan de acción", "Taller de diagnóstico")
    journey.train(lead, course="migraciudades-formacion", name="Ana Nogueira")
    answer_two_dimensions(journey, lead)
    answer_the_rest(stage)
    journey.sign_and_submit(lead, signatory)
    review = journey.take_the_review()
    for position in range(1, 9):
        journey.confirm(review, position)
        journey.staff["analyst"].press(".mc-bar button")
    journey.conclude(review)
    hold_the_workshop(journey, lead)
    journey.choose_a_priority(lead, PLAN)
    journey.accept_the_plan()
    code = journey.certify(lead)
    said = " ".join(journey.verify(code).split())
    assert "Certificamos que el gobierno del municipio de Villa Nueva" in said
    lead.go(f"/v/{code}")
    lead.sees("Inscripción, Evaluación, Plan de acción", "Formación MigraCiudades")
    for one in (lead, signatory, *journey.staff.values()):
        assert one.complaints == []


def fill_in_both_parts(journey: Journey, lead: Person) -> None:
    """The profile of the town and its measures, beside its people and the letter of intent."""
    journey.choose_the_town(lead)
    lead.sees("Parte 1: perfil del municipio", "Parte 2: medidas en materia de migración")
    lead.fill(**{"P1.1": "38.400", "P1.4": "Paraguay.", "P2.4": "Una ventanilla."})
    for code, value in (
        *(("P1.2", "census"), ("P1.3", "border"), ("P2.1", "partial")),
        *(("P2.2", "health"), ("P2.3", "no")),
    ):
        lead.page.locator(f"main [name='{code}'][value={value}] + label").click()


def admit_in_words(journey: Journey) -> None:
    """No points and no order: the criteria of the call, and a reason that the town reads."""
    coordinator = journey.open_the_application()
    coordinator.sees("38.400 habitantes", "Migración reciente o de tránsito", "0 de 2")
    coordinator.fill(reason="Zona de frontera, con equipo asignado.")
    coordinator.press("button[name=act][value=admit]")


def answer_two_dimensions(journey: Journey, lead: Person) -> None:
    """Governance, where one answer calls for another, and habitat, which is Argentina's own."""
    page = lead.go(f"{journey.desk}/dimensions/1/")
    lead.sees("Gobernanza local de la migración")
    for code in ("E1.1", "E1.4", "E1.5", "E1.6"):
        save(page, code, "yes")
    save(page, "E1.2", "meets")
    write(page, "E1.3", "31/12/2024")
    journey.attach(page, "E1.1", "organigrama")
    page = lead.go(f"{journey.desk}/dimensions/6/")
    lead.sees("Hábitat")
    for code in ("E6.1", "E6.2", "E6.3", "E6.4"):
        save(page, code, "no")


def answer_the_rest(country: Country) -> None:
    """The other dimensions, by the verb behind the form."""
    country.people["lead"] = User.objects.get(email=LEAD)
    with country.staff():
        made = Diagnosis.objects.get()
        given = set(made.answers.values_list("indicator__code", flat=True))
    with country.desk():
        form = form_for(cycle.loaded(made))
    for one in form.indicators:
        if one.code not in given:
            cycle.answer(country, made, one.code, *cycle.fullest(one))


def hold_the_workshop(journey: Journey, lead: Person) -> None:
    """The plan stays closed until the workshop was held in the town."""
    desk, coordinator = journey.desk, journey.staff["coordinator"]
    yesterday = timezone.localdate() - timedelta(days=1)
    coordinator.go("/admin/events/")
    coordinator.press("main a:has-text('Villa Nueva')")
    coordinator.fill(starts_at=f"{yesterday:%d/%m/%Y} 10:00", place="Casa de la Cultura")
    coordinator.press("form:has(input[value=plan]) button")
    lead.go(f"{desk}/")
    lead.sees("Casa de la Cultura", "previsto")
    page = lead.go(f"{desk}/priorities/")
    lead.sees("Se abre cuando se haya realizado “Taller de diagnóstico”")
    expect(page.locator("a[href$='/priorities/add/']")).to_have_count(0)
    coordinator.press("form:has(input[value=hold]) button")
    lead.go(f"{desk}/")
    lead.sees("realizado")
