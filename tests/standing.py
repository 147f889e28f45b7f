"""A world that stands, committed: governments that have walked the whole road, with canaries.

Every private text of a government holds its ``secret``, whatever the public may read its ``name``;
both say whose they are, so that whatever leaks tells where from. For tests that only look: each
request is taken back, and the rows go when the module is done.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from certification.application.models import Application
from certification.diagnosis import proving
from certification.diagnosis.letters.models import Letter
from certification.diagnosis.models import Diagnosis, Evidence, Part, Suggestion
from certification.diagnosis.queries import with_context
from certification.diagnosis.sheet import form_for
from certification.editions.models import Edition, Participation
from certification.events.planning import plan as plan_event
from certification.evidence.keeping import Told
from certification.governments import importing
from certification.governments.inviting import invite
from certification.prioritization.models import Plan, Priority
from certification.prioritization.queries import plan_of
from certification.seal.models import Seal
from dimensions import drafting, parts
from dimensions.loading import load
from dimensions.models import Draft
from migracidades.accounts.models import User
from migracidades.files.accept import check
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage
from migracidades.tenancy.models import GOVERNMENT_ROLES, Government, Invitation, Membership
from monitoring.edition_reports import request_report
from monitoring.models import EditionReport, MonitoringReport
from tests import cycle, database
from tests.diagnosis import guesting
from tests.governments.conftest import token_for
from tests.world import Country, everybody, person
from training.models import Completion, Course

YEAR = cycle.YEAR
PDF = b"%PDF-1.7\n% stands for a drawn document\n%%EOF\n"
SURVEY = Path(__file__).parent / "dimensions" / "files" / "survey.yaml"
GOVERNMENTS = "código;nível;nome\n{code};municipality;Vila Nova {canary}\n"
COMPLETIONS = "e-mail;nome;data;curso\n{canary}@escola.test;Aluna {canary};02/03/2026;{course}\n"


@dataclass(repr=False)
class Shared:
    """What the governments of a programme have in common."""

    edition: Edition
    course: Course
    report: EditionReport
    governments_table: StoredFile
    completions_table: StoredFile
    staff_seat: Membership
    staff_invitation: Invitation
    draft: Draft


@dataclass(repr=False)
class Estate:
    """One government and a row of everything it has. ``country.here`` is the government."""

    country: Country
    secret: str
    name: str
    shared: Shared
    participation: Participation
    application: Application
    pending: Application
    diagnosis: Diagnosis
    evidence: Evidence
    workbook: StoredFile
    guest_token: str
    suggestion: Suggestion
    plan: Plan
    priority: Priority
    seal: Seal
    monitoring: MonitoringReport
    completion: Completion
    seat: Membership
    invitation: Invitation
    part: Part
    letter: Letter
    token: str
    message: MailMessage


@dataclass(repr=False)
class Standing:
    here: Estate
    sibling: Estate
    other: Estate
    third: Estate
    stranger: User

    @property
    def estates(self) -> tuple[Estate, ...]:
        return self.here, self.sibling, self.other, self.third


@pytest.fixture(scope="module")
def standing(committed: Callable[..., Any]) -> Standing:
    """The world that stands, for every test of the module."""
    return committed(build)


@pytest.fixture(scope="module")
def committed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Any]]:
    """Runs builders and commits what they made; all of it goes when the module is done."""
    media = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), _kept(media):
        yield transaction.atomic(lambda build, *given: build(*given))
        database.empty()


@contextmanager
def _kept(media: Path) -> Iterator[None]:
    """Files in a folder of the test; documents and spreadsheets are not really drawn here."""
    drawn = {"migracidades.kit.pdf.render": PDF, "monitoring.edition_reports.workbook": b"PK"}
    with override_settings(MEDIA_ROOT=str(media)), ExitStack() as stack:
        for target, content in drawn.items():
            stack.enter_context(patch(target, return_value=content))
        yield


def build() -> Standing:
    world = everybody()
    br, ar = shared(world.br, "br"), shared(world.ar, "ar")
    return Standing(
        here=estate(world.br, "br-here", br),
        sibling=estate(team(world.br, world.br.sibling), "br-sibling", br),
        other=estate(world.ar, "ar-here", ar),
        third=estate(world.uy, "uy-here", shared(world.uy, "uy")),
        stranger=world.stranger,
    )


def shared(country: Country, slug: str) -> Shared:
    course = cycle.course(country)
    with country.staff():
        asked = load(country.programme, SURVEY).questionnaire
    edition = cycle.edition(
        country,
        application_questionnaire=asked,
        course=course,
        course_required_of=["lead"],
        signatories=[{"name": "Ana", "office": "Reitora", "institution": "Universidade"}],
        minimum_priorities=1,
    )
    people = country.people
    with country.staff():
        report, _fresh = request_report(edition, actor=people["coordinator"], roles={"coordinator"})
        asked = {"actor": people["administrator"], "roles": {"administrator"}}
        email = f"staff.{slug}@secret.test"
        invitation = invite(email=email, role="analyst", government=None, **asked)
        canary = f"secret-{slug}-staff"
        return Shared(
            edition=edition,
            course=course,
            report=report,
            governments_table=_governments_table(country, canary),
            completions_table=_completions_table(country, course, canary),
            staff_seat=Membership.objects.get(user=people["observer"]),
            staff_invitation=invitation,
            draft=_drafted(edition, canary, **asked),
        )


def _drafted(edition: Edition, canary: str, **asked: Any) -> Draft:
    made = drafting.begin(edition.questionnaire, version="next", **asked)
    head = parts.part(made.tree, parts.HEAD)
    told = head | {"title": {"pt-br": canary}}
    return drafting.change(
        made, parts.HEAD, told, seen=parts.fingerprint(head), actor=asked["actor"]
    )


def _governments_table(country: Country, canary: str) -> StoredFile:
    text = GOVERNMENTS.format(code="9900037", canary=canary)
    upload = check(SimpleUploadedFile("governos.csv", text.encode()))
    return importing.receive(upload, country.programme)


def _completions_table(country: Country, course: Course, canary: str) -> StoredFile:
    text = COMPLETIONS.format(canary=canary, course=course.code)
    upload = check(SimpleUploadedFile("escola.csv", text.encode()))
    actor = country.people["coordinator"]
    return store(upload, purpose=StoredFile.Purpose.IMPORT, user=actor)


def team(country: Country, government: Government) -> Country:
    """The same programme seen from another government, with a team of its own and nobody else."""
    people = {role: person(f"{role}@{government.code}.test") for role in GOVERNMENT_ROLES}
    with country.staff():
        Membership.objects.filter(government=government).delete()
        for role, user in people.items():
            Membership.objects.create(user=user, role=role, government=government)
    return replace(country, here=government, people=country.people | people)


def estate(country: Country, place: str, common: Shared) -> Estate:
    """Walk ``country.here`` down the whole road, and mark whatever it writes."""
    secret, name = f"secret-{place}", f"Town-{place}"
    _rename(country, secret, name)
    lead = country.people["lead"]
    told = {"of": common.edition, "motivation": secret}
    pending = cycle.applied(country, applicant=_passer_by(secret), **told)
    participation = cycle.admitted(country, **told)
    outbox.drain(country.programme)
    _workshop(country, participation, secret)
    proof = _prove(country, participation, secret)
    with country.staff():
        diagnosis = Diagnosis.objects.get(participation=participation)
        cycle.assign_all(diagnosis)
    guest_token = guesting.token_of(country, diagnosis, secret)
    diagnosis = cycle.concluded(country, diagnosis, D3_2=f"Protocolo {secret}")
    completion = cycle.completed(country, lead, of=common.course)
    with country.staff():
        plan = plan_of(participation)
    seal = cycle.sealed(country, plan)
    invitation = _invited(country, secret)
    with country.staff():
        MailMessage.objects.filter(government=country.here).update(subject=secret)
        Priority.objects.filter(plan=plan).update(action=f"Criar {secret}", success=secret)
        return Estate(
            country=country,
            secret=secret,
            name=name,
            shared=common,
            participation=participation,
            application=Application.objects.get(government=country.here, applicant=lead),
            pending=pending,
            diagnosis=diagnosis,
            evidence=proof,
            workbook=_sent_in(country, secret),
            guest_token=guest_token,
            suggestion=Suggestion.objects.get(government=country.here),
            plan=plan,
            priority=Priority.objects.filter(plan=plan).first(),
            seal=Seal.objects.get(pk=seal.pk),
            monitoring=MonitoringReport.objects.get(participation=participation),
            completion=completion,
            seat=Membership.objects.get(government=country.here, role="contributor"),
            invitation=invitation,
            part=_part(country.here, secret),
            letter=_letter(diagnosis, lead, secret),
            token=token_for(country, invitation.email),
            message=MailMessage.objects.filter(government=country.here).first(),
        )


def _letter(diagnosis: Diagnosis, by: User, secret: str) -> Letter:
    """One that waits for the worker, whatever a person writes of it marked."""
    words = ("letterhead", "number", "department", "addressee", "message", "signer",
             "signer_office", "signer_department", "return_name", "return_phone")  # fmt: skip
    told = dict.fromkeys(words, secret) | {"return_email": f"{secret}@br.test"}
    here = {"diagnosis": diagnosis, "government_id": diagnosis.government_id, "requested_by": by}
    asked = {"indicators": ["D1.1"], "language": "pt-br", "send_id": uuid4()}
    return Letter.objects.create(**here, **asked, **told)


def _part(government: Government, secret: str) -> Part:
    """The contributor's, named and written to so that it is known again."""
    mine = Part.objects.filter(government=government)
    mine.update(department=f"Saúde {secret}", message=f"Responda, {secret}")
    return mine.get()


def _workshop(country: Country, participation: Participation, secret: str) -> None:
    with country.staff():
        found = Participation.objects.select_related("edition__programme")
        plan_event(
            participation=found.get(pk=participation.pk),
            code="workshop",
            starts_at=timezone.now() + cycle.MONTH,
            place=f"Sala {secret}",
            actor=country.people["coordinator"],
            roles={"coordinator"},
        )
    outbox.drain(country.programme)


def _rename(country: Country, secret: str, name: str) -> None:
    with country.staff():
        Government.objects.filter(pk=country.here.pk).update(
            name=name, name_of=f"de {name}", sort_name=name.lower()
        )
        country.here.refresh_from_db()
    for role in GOVERNMENT_ROLES:
        user = country.people[role]
        user.full_name, user.email = f"{role.title()} {secret}", f"{secret}.{role}@town.test"
        user.save()
        EmailAddress.objects.filter(user=user).update(email=user.email)


def _passer_by(secret: str) -> User:
    return person(f"{secret}.passer@town.test", f"Passer {secret}")


def _prove(country: Country, participation: Participation, secret: str) -> Evidence:
    upload = check(SimpleUploadedFile(f"{secret}.pdf", cycle.PAGE_OF_PDF + secret.encode()))
    with country.desk():
        found = with_context().get(participation=participation)
        added = proving.add(
            diagnosis=found,
            indicators=[form_for(found).by_code["D1.1"]],
            told=Told("law", f"Lei {secret}"),
            file=upload,
            actor=country.people["lead"],
            roles={"lead"},
        )
    return added.evidence[0]


def _sent_in(country: Country, secret: str) -> StoredFile:
    """What somebody sent in as the spreadsheet of a dimension."""
    upload = check(SimpleUploadedFile(f"{secret}.csv", secret.encode()))
    actor = country.people["lead"]
    return store(upload, purpose=StoredFile.Purpose.IMPORT, user=actor, government=country.here)


def _invited(country: Country, secret: str) -> Invitation:
    with country.desk():
        return invite(
            email=f"{secret}.new@town.test",
            role="contributor",
            government=country.here,
            actor=country.people["lead"],
            roles={"lead"},
        )
