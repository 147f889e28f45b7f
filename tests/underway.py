"""Governments in the middle of the road, for tests that look at pages: one for each state."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certification.application.models import Application
from certification.diagnosis.models import Diagnosis, Verdict
from certification.editions.models import Edition, Participation
from certification.governments.inviting import invite
from certification.prioritization import planning
from certification.prioritization.models import Plan
from certification.review import carrying
from certification.review.judging import Judgement, judge
from certification.seal.issuing import change
from certification.seal.models import Seal
from migracidades.accounts.models import User
from migracidades.files.accept import check
from migracidades.tenancy.models import Government, Invitation
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.diagnosis import guesting
from tests.governments.conftest import token_for
from tests.standing import Estate, Standing, build, team
from tests.world import Country, person
from training.models import Completion
from training.sending import send_certificate

REQUEST = Judgement(Verdict.Outcome.REQUESTED, comment="Envie o decreto inteiro.")


@dataclass(repr=False)
class Underway:
    """Who stands where, beside the three of the world that stands."""

    standing: Standing
    answering: Country
    guest_token: str
    returned: Country
    judging: Diagnosis
    drafting: Country
    proposed: Plan
    sent_back: Country
    withdrawn: Country
    revoked: Seal
    applicant: User
    draft: Application
    pending: Completion
    expired: str

    @property
    def here(self) -> Estate:
        return self.standing.here


def walk() -> Underway:
    """Everything at once; the caller commits it."""
    standing = build()
    country, edition = standing.here.country, standing.here.shared.edition
    towns = [_town(country, number) for number in range(6)]
    answering, returned, judging, drafting, proposed, sent_back = towns
    guest_token = _answer_some(answering, edition)
    _return(returned, edition)
    applicant = person("applicant@town.test", "Aline Prado")
    return Underway(
        standing=standing,
        answering=answering,
        guest_token=guest_token,
        returned=returned,
        judging=_taken(judging, edition),
        drafting=_plan_drafted(drafting, edition),
        proposed=cycle.plan_proposed(proposed, _open_plan(proposed, edition)),
        sent_back=_plan_returned(sent_back, edition),
        withdrawn=_withdrawn(_town(country, 6), edition),
        revoked=_revoked(standing.sibling),
        applicant=applicant,
        draft=_drafted(_town(country, 7), edition, applicant),
        pending=_pending(country, standing.here),
        expired=_expired(country),
    )


def _town(country: Country, number: int) -> Country:
    with country.staff():
        government = Government.objects.create(
            code=f"99001{number:02}",
            level="municipality",
            name=f"Vila {number}",
            name_of=f"de Vila {number}",
            sort_name=f"vila {number}",
            state="MS",
            region="CO",
            time_zone="America/Campo_Grande",
        )
    return team(country, government)


def _asked(country: Country, edition: Edition) -> Diagnosis:
    return cycle.diagnosis(country, government=country.here, of=edition)


def _answer_some(country: Country, edition: Edition) -> str:
    """Two answers and a guest's suggestion; the token of the guest."""
    made = _asked(country, edition)
    cycle.answer(country, made, "D1.1", "partial")
    cycle.answer(country, made, "D2.2", "12")
    return guesting.token_of(country, made, "de Saúde")


def _taken(country: Country, edition: Edition) -> Diagnosis:
    """In review, with one request and one confirmation so far."""
    made = cycle.submitted(country, _asked(country, edition)).diagnosis
    with country.staff():
        found, seat = cycle.loaded(made), country.seat("analyst")
        carrying.take(found, seat=seat)
        asked = cycle.form_for(found).by_code
        judge(found, asked["D1.1"], REQUEST, seat=seat)
        judge(found, asked["D1.2"], Judgement(Verdict.Outcome.CONFIRMED), seat=seat)
        return found


def _return(country: Country, edition: Edition) -> None:
    found = _taken(country, edition)
    with country.staff():
        who = {"actor": country.people["analyst"], "roles": {"analyst"}}
        carrying.return_(found, message="Falta um documento.", **who)


def _open_plan(country: Country, edition: Edition) -> Plan:
    return cycle.plan_open(country, _asked(country, edition), D1_1="no", D3_1="partial")


def _plan_drafted(country: Country, edition: Edition) -> Country:
    _open_plan(country, edition)
    return country


def _plan_returned(country: Country, edition: Edition) -> Country:
    plan = cycle.plan_proposed(country, _open_plan(country, edition))
    with country.staff():
        who = {"actor": country.people["coordinator"], "roles": {"coordinator"}}
        planning.send_back(plan, comment="Diga quem responde pela ação.", **who)
    return country


def _withdrawn(country: Country, edition: Edition) -> Country:
    from certification.editions.withdrawing import withdraw

    made = _asked(country, edition)
    with country.desk():
        participation = Participation.objects.select_related("edition").get(
            pk=made.participation_id
        )
        lead = country.people["lead"]
        withdraw(participation=participation, reason="Eleição", actor=lead, roles={"lead"})
    return country


def _revoked(estate: Estate) -> Seal:
    country = estate.country
    with country.staff():
        seal = Seal.objects.get(pk=estate.seal.pk)
        change(seal, "revoke", actor=country.people["issuer"], roles={"issuer"}, reason="Engano.")
        return seal


def _drafted(country: Country, edition: Edition, applicant: User) -> Application:
    return cycle.drafted(country, applicant=applicant, of=edition, lead_email="")


def _pending(country: Country, here: Estate) -> Completion:
    user = country.people["alternate"]
    with enter(country.programme, side=Side.PUBLIC, user=user):
        upload = check(SimpleUploadedFile("certificado.pdf", cycle.PAGE_OF_PDF))
        sent, _fresh = send_certificate(
            course=here.shared.course,
            actor=user,
            completed_on=timezone.localdate(),
            certificate=upload,
        )
    return sent


def _expired(country: Country) -> str:
    email = "tarde@town.test"
    who = {"actor": country.people["lead"], "roles": {"lead"}}
    with country.desk():
        made = invite(email=email, role="contributor", government=country.here, **who)
        Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    return token_for(country, email)
