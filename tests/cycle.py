"""Builders that bring a country of the test world to a step of the cycle, through the real verbs.

Each enters the scope it needs; keyword arguments replace what a builder chooses by itself.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certification.application import applying, questionnaire
from certification.application.deciding import admit
from certification.application.models import Application
from certification.diagnosis.models import Diagnosis, Part, Round, Verdict
from certification.diagnosis.opening import open_diagnosis
from certification.diagnosis.queries import answers_of, with_context
from certification.diagnosis.saving import Saved, save_answer
from certification.diagnosis.sheet import form_for
from certification.diagnosis.signoff import digest_of, sign_off
from certification.diagnosis.submitting import submit
from certification.editions.models import Edition, Participation, Window
from certification.prioritization import planning, priorities
from certification.prioritization.models import Plan
from certification.prioritization.priorities import Wish
from certification.prioritization.queries import diagnosis_behind, plan_of
from certification.review import carrying
from certification.review.judging import Judgement, judge, unjudged
from certification.seal.issuing import issue
from certification.seal.models import Seal
from dimensions import kinds
from dimensions.form import Form, Indicator
from dimensions.loading import load
from dimensions.models import Questionnaire
from migracidades.accounts.models import User
from migracidades.files.accept import check
from migracidades.ledger import outbox
from migracidades.tenancy.models import Government, Membership
from migracidades.tenancy.scope import Side, enter
from migracidades.tenancy.steps import steps_of
from monitoring import carrying as monitoring_acts
from monitoring.models import MonitoringReport
from monitoring.progress import Told, save_progress
from monitoring.queries import lines_of, report_of
from tests.files import samples
from tests.world import Country
from training import checking as training_checks
from training.models import Completion, Course
from training.sending import send_certificate

FRAMEWORK = Path(__file__).with_name("cycle.yaml")
YEAR = 2026
MONTH, HOUR = timedelta(days=30), timedelta(hours=1)
NAMED = ("lead", "alternate", "signatory")


def published_questionnaire(country: Country, *, path: Path = FRAMEWORK) -> Questionnaire:
    """A framework of three dimensions with three indicators each, published."""
    with country.staff():
        return load(country.programme, path).questionnaire


def edition(country: Country, **rules: Any) -> Edition:
    """A published edition of 2026 with every step open from a month ago for two months.

    ``rules`` are fields of ``Edition``; without a questionnaire the small framework is asked.
    """
    if "questionnaire" not in rules:
        rules["questionnaire"] = published_questionnaire(country)
    levels = [one["code"] for one in country.programme.config["levels"]]
    with country.staff():
        made = Edition.objects.create(
            **{"year": YEAR, "published": True, "levels": levels, **rules}
        )
        open_steps(made)
    return made


def open_steps(
    made: Edition, *, opens: timedelta = -MONTH, closes: timedelta = MONTH, steps: Any = None
) -> None:
    """Windows for ``steps``, or all of the road. The caller stands on the staff side."""
    now = timezone.now()
    Window.objects.bulk_create(
        Window(edition=made, step=step, opens_at=now + opens, closes_at=now + closes)
        for step in steps or steps_of(made.programme)
    )


def closed(country: Country, *, ago: timedelta = HOUR) -> None:
    """Every diagnosis closed so long ago: an hour, so that its minutes of grace are over too."""
    with country.staff():
        shut = {"opens_at": timezone.now() - ago - MONTH, "closes_at": timezone.now() - ago}
        Window.objects.filter(step="diagnosis").update(**shut)


# ------------------------------------------------------------------ 1 application
PAGE_OF_PDF = samples.PDF


def people_of(country: Country) -> dict[str, str]:
    """What an application needs, naming who sits in ``country.here`` already."""
    return {
        **{f"{role}_name": country.people[role].full_name for role in NAMED},
        **{f"{role}_email": country.people[role].email for role in NAMED},
        "lead_office": "Coordenadora",
        "lead_department": "Assistência Social",
        "signatory_office": "Prefeito",
        "contact_email": "migracoes@exemplo.org",
        "motivation": "Chegam pessoas todos os dias.",
    }


def drafted(
    country: Country,
    *,
    applicant: User | None = None,
    government: Government | None = None,
    of: Edition | None = None,
    **values: Any,
) -> Application:
    """A draft that could be sent: the lead's own, for ``country.here``, unless told."""
    of, applicant = of or edition(country), applicant or country.people["lead"]
    with enter(country.programme, side=Side.PUBLIC, user=applicant):
        made = applying.start(
            edition=of, government=government or country.here, applicant=applicant
        )
        answers = {"answers": _answers(made)}
        applying.save(application=made, values=people_of(country) | answers | values)
        upload = check(SimpleUploadedFile("compromisso.pdf", PAGE_OF_PDF))
        applying.attach(application=made, upload=upload, actor=applicant)
    return made


def _answers(made: Application) -> dict[str, Any]:
    """The fullest answer to whatever the edition asks an application."""
    asked = questionnaire.form_for(made)
    return {
        one.code: kinds.of(one).clean(fullest(one), one)
        for one in (asked.indicators if asked else ())
    }


def applied(country: Country, **chosen: Any) -> Application:
    """An application that was sent; the arguments are those of ``drafted``."""
    made = drafted(country, **chosen)
    with enter(country.programme, side=Side.PUBLIC, user=made.applicant):
        applying.submit(application=made, actor=made.applicant)
    return made


def admitted(country: Country, **chosen: Any) -> Participation:
    """A government admitted by the coordinator; the arguments are those of ``drafted``."""
    made = applied(country, **chosen)
    with country.staff():
        who = {"actor": country.people["coordinator"], "roles": {"coordinator"}}
        return admit(application=made, **who, reason="Atende aos critérios da chamada.")


# ------------------------------------------------------------------ 2 diagnosis
def diagnosis(
    country: Country,
    *,
    government: Government | None = None,
    of: Edition | None = None,
    **rules: Any,
) -> Diagnosis:
    """An open diagnosis of ``country.here`` (or ``government``) with nothing answered, and all of
    it given to its contributors.
    """
    of = of or edition(country, **rules)
    with country.staff():
        participation, _made = Participation.objects.get_or_create(
            edition=of, government=government or country.here
        )
        made = open_diagnosis(participation)
        assign_all(made)
        return made


def assign_all(made: Diagnosis) -> None:
    """Give every contributor of the government all dimensions. The caller stands in a scope."""
    codes = [one.code for one in form_for(made).dimensions]
    seats = Membership.objects.filter(government=made.government_id, role="contributor")
    for seat in seats.filter(active=True):
        given = {"dimensions": codes, "department": "Assistência Social"}
        whose = {"diagnosis": made, "government_id": made.government_id, "seat": seat}
        Part.objects.get_or_create(**whose, defaults=given | {"assigned_by_id": seat.user_id})


def loaded(made: Diagnosis) -> Diagnosis:
    """The diagnosis as it stands now, with what the verbs need. The caller stands in a scope."""
    return with_context().get(pk=made.pk)


def answer(country: Country, made: Diagnosis, code: str, *raw: str, **more: Any) -> Saved:
    """Save one answer as the lead, on top of nothing unless ``base_version`` says otherwise."""
    person = country.people["lead"]
    with country.desk(made.government_id):
        fresh = loaded(made)
        chosen = {"author": person, "roles": {"lead"}, "base_version": 0, "save_id": uuid4()}
        return save_answer(
            diagnosis=fresh,
            indicator=form_for(fresh).by_code[code],
            raw=raw,
            **chosen | more,
        )


def answer_all(country: Country, made: Diagnosis, **answers: str | tuple[str, ...]) -> None:
    """Answer every question asked with its fullest answer; ``D1_1="no"`` replaces one."""
    with country.desk(made.government_id):
        form = form_for(loaded(made))
    for one in form.indicators:
        chosen = answers.get(one.code.replace(".", "_"), fullest(one))
        answer(country, made, one.code, *([chosen] if isinstance(chosen, str) else chosen))


def fullest(indicator: Indicator) -> tuple[str, ...]:
    """What a form would send for the best answer to a question."""
    if indicator.kind in ("yes_no", "yes_partial_no"):
        return ("yes",)
    if indicator.options:
        best = [one.code for one in indicator.options if one.score or one.score is None]
        return tuple(best if indicator.kind == "multiple" else best[-1:])
    return {"number": ("100",), "date": ("31/12/2024",), "text": ("Texto de teste.",)}[
        indicator.kind
    ]


def sign(country: Country, made: Diagnosis) -> None:
    """The signatory's sign-off of the answers as they stand."""
    with country.desk(made.government_id):
        seen = digest_of(answers_of(made))
        sign_off(made, actor=country.people["signatory"], roles={"signatory"}, seen=seen)


def submitted(country: Country, made: Diagnosis | None = None, **answers: Any) -> Round:
    """A diagnosis answered in full, signed off and handed in by the lead: its first round."""
    made = made or diagnosis(country)
    answer_all(country, made, **answers)
    sign(country, made)
    with country.desk(made.government_id):
        return submit(made, actor=country.people["lead"], roles={"lead"})


# ------------------------------------------------------------------ 2b review
def concluded(country: Country, made: Diagnosis | None = None, **answers: Any) -> Diagnosis:
    """A diagnosis confirmed answer by answer, validated, consented, and what follows from that.

    What is drawn waits for the worker that draws.
    """
    made = submitted(country, made, **answers).diagnosis
    with country.staff():
        found, seat = loaded(made), country.seat("analyst")
        carrying.take(found, seat=seat)
        for indicator in unjudged(found, carrying.asked_codes(found)):
            judge(found, indicator, Judgement(Verdict.Outcome.CONFIRMED), seat=seat)
        carrying.approve(found, actor=seat.user, roles={"analyst"})
        carrying.validate(found, actor=country.people["coordinator"], roles={"coordinator"})
        carrying.consent(found, actor=country.people["issuer"], roles={"issuer"})
    outbox.drain(country.programme, queue="default")
    return found


# ------------------------------------------------------------------ 3 prioritization
def wish(form: Form, code: str = "D1", **other: Any) -> Wish:
    """What a priority says: ``code`` is a dimension, or an indicator of one."""
    indicator = form.by_code.get(code)
    said = {
        "dimension": form.dimension(indicator.dimension if indicator else code),
        "indicator": indicator,
        "action": "Criar o comitê intersetorial.",
        "department": "Gabinete",
        "due_on": timezone.localdate() + MONTH,
        "success": "Decreto publicado.",
    }
    return Wish(**said | other)


def plan_open(country: Country, made: Diagnosis | None = None, **answers: Any) -> Plan:
    """The plan that opens when a diagnosis is concluded."""
    participation = concluded(country, made, **answers).participation
    with country.staff():
        return plan_of(participation)


def plan_proposed(country: Country, plan: Plan | None = None) -> Plan:
    """A plan with as few priorities as the edition asks for, proposed by the lead."""
    plan = plan or plan_open(country)
    who = {"actor": country.people["lead"], "roles": {"lead"}}
    with country.desk(plan.government_id):
        form = form_for(diagnosis_behind(plan))
        for number in range(plan.participation.edition.minimum_priorities):
            priorities.add(plan, wish(form, action=f"Ação {number + 1}"), **who)
        planning.propose(plan, **who)
    return plan


def plan_accepted(country: Country, plan: Plan | None = None) -> Plan:
    """A proposed plan the coordinator has accepted."""
    plan = plan_proposed(country, plan)
    with country.staff():
        planning.accept(plan, actor=country.people["coordinator"], roles={"coordinator"})
    return plan


# ------------------------------------------------------------------ training
def course(country: Country, code: str = "migracidades") -> Course:
    """A course of the programme's school."""
    titles = {"pt-br": "Governança migratória", "en": "Migration governance"}
    facts = {"titles": titles, "provider": "Escola de governo", "hours": 30}
    with country.staff():
        return Course.objects.get_or_create(code=code, defaults=facts)[0]


def completed(country: Country, user: User, *, of: Course | None = None) -> Completion:
    """A certificate the person sent and an analyst accepted."""
    of = of or course(country)
    with enter(country.programme, side=Side.PUBLIC, user=user):
        sent, _fresh = send_certificate(
            course=of,
            actor=user,
            completed_on=timezone.localdate(),
            certificate=check(SimpleUploadedFile("certificado.pdf", PAGE_OF_PDF)),
        )
    with country.staff():
        training_checks.accept(sent, actor=country.people["analyst"], roles={"analyst"})
    return sent


# ------------------------------------------------------------------ 4 certification
def sealed(country: Country, plan: Plan | None = None) -> Seal:
    """The seal of a government whose priorities are accepted, and what follows from it."""
    plan = plan_accepted(country, plan)
    with country.staff():
        who = {"actor": country.people["issuer"], "roles": {"issuer"}}
        seal, _fresh = issue(plan.participation, kind=Seal.Kind.SEAL, **who)
    outbox.drain(country.programme)
    return seal


# ------------------------------------------------------------------ 5 monitoring
def tell_all(country: Country, report: MonitoringReport) -> None:
    """The lead says of each priority that it is done."""
    with country.desk(report.government_id):
        for line in lines_of(report):
            told = Told(status="done", achievements="O comitê se reúne todo mês.")
            who = {"actor": country.people["lead"], "roles": {"lead"}}
            save_progress(report, line.chosen.priority, told, version=0, **who)


def reported(country: Country, report: MonitoringReport | None = None) -> MonitoringReport:
    """A monitoring report that tells of every priority, sent by the lead."""
    if report is None:
        participation = sealed(country).participation
        with country.staff():
            report = report_of(participation)
    tell_all(country, report)
    with country.desk(report.government_id):
        who = {"actor": country.people["lead"], "roles": {"lead"}}
        monitoring_acts.send_report(report, **who)
    return report
