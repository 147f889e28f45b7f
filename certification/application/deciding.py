"""What the programme decides about an application."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.editions.calendar import clock
from certification.editions.models import Edition, Participation
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger.voice import language_for
from migracidades.ledger.workflow import advance

from .models import Application
from .outcome import note_decision, tell
from .queries import places_taken
from .seating import seat_people
from .workflow import APPLICATION

State = Application.State


@transaction.atomic
def admit(
    *, application: Application, actor: User, roles: Iterable[str], reason: str = ""
) -> Participation:
    """Take a government into its edition: participation, seats, word to the applicant.

    The other applications of the same government are refused in the same move. Twice equals
    once. Raises ``Refused`` when another one is admitted already or no place is left, or without
    a reason where places are limited; ``PermissionDenied`` without the role.
    """
    edition = Edition.objects.select_for_update().get(pk=application.edition_id)
    _demand_only_one(application)
    _demand_place(edition, application)
    _demand_words(edition, reason)
    participation, _made = Participation.objects.get_or_create(
        edition=edition, government=application.government
    )
    facts = {"participation_id": participation.pk}
    if _decide(application, "admit", actor=actor, roles=roles, reason=reason, **facts):
        _refuse_the_others(application, actor=actor, roles=roles)
        seat_people(application, actor=actor, roles=roles)
        tell(application, "application_admitted")
    return participation


@transaction.atomic
def wait(*, application: Application, actor: User, roles: Iterable[str], reason: str = "") -> bool:
    """Put an application on the waiting list; ``False`` when it stands there already.

    Raises ``Refused`` without a reason where places are limited.
    """
    _demand_words(application.edition, reason)
    moved = _decide(application, "wait", actor=actor, roles=roles, reason=reason)
    if moved:
        tell(application, "application_waiting")
    return moved


@transaction.atomic
def refuse(*, application: Application, actor: User, roles: Iterable[str], reason: str) -> bool:
    """Refuse an application; ``False`` when it was before. Raises ``Refused`` without a reason."""
    moved = _decide(application, "refuse", actor=actor, roles=roles, reason=reason)
    if moved:
        tell(application, "application_refused")
    return moved


@transaction.atomic
def reopen(*, application: Application, actor: User, roles: Iterable[str], reason: str) -> bool:
    """Take a refusal back, so that it is decided anew; ``False`` when it is open already.

    Raises ``Refused`` without a reason, or when the government was admitted by another one.
    """
    _demand_only_one(application)
    moved = _decide(application, "reopen", actor=actor, roles=roles, reason=reason)
    if moved:
        tell(application, "application_reopened")
    return moved


def _decide(
    application: Application,
    act: str,
    *,
    actor: User,
    roles: Iterable[str],
    reason: str = "",
    **facts: Any,
) -> bool:
    moved = advance(
        application,
        act,
        table=APPLICATION,
        actor=actor,
        roles=roles,
        reason=reason,
        at=clock(),
        **facts,
    )
    if moved:
        note_decision(application, actor=actor, reason=reason)
    return moved


def _beside(application: Application, *states: str) -> QuerySet[Application]:
    """The other applications of the same government in the same edition."""
    same = Application.objects.filter(
        edition=application.edition_id, government=application.government_id, state__in=states
    )
    return same.exclude(pk=application.pk)


def _demand_only_one(application: Application) -> None:
    if _beside(application, State.ADMITTED).exists():
        raise Refused(
            _("Another application of %(government)s is admitted already; there can be one only.")
            % {"government": application.government}
        )


def _demand_place(edition: Edition, application: Application) -> None:
    if edition.quota is None or application.state == State.ADMITTED:
        return
    if places_taken(edition) >= edition.quota:
        raise Refused(
            ngettext(
                "The only place of the %(year)s edition is taken. Put the application on the"
                " waiting list, or give the edition more places.",
                "All %(quota)s places of the %(year)s edition are taken. Put the application on"
                " the waiting list, or give the edition more places.",
                edition.quota,
            )
            % {"quota": edition.quota, "year": edition.year}
        )


def needs_words(edition: Edition) -> bool:
    """Whether every decision needs a reason: who competes for places reads why, in words."""
    return edition.quota is not None


def _demand_words(edition: Edition, reason: str) -> None:
    if needs_words(edition) and not reason.strip():
        raise Refused(
            _("Places are limited: write in words how the application meets the criteria.")
        )


def _refuse_the_others(application: Application, *, actor: User, roles: Iterable[str]) -> None:
    others = _beside(application, State.SUBMITTED, State.WAITING).select_related(
        "applicant", "government", "edition__programme"
    )
    for other in others:
        language = language_for(other.edition.programme, other.applicant.language)
        with translation.override(language):
            reason = _("Another application of %(government)s was admitted.") % {
                "government": other.government
            }
        refuse(application=other, actor=actor, roles=roles, reason=reason)
