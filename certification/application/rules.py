"""Who may do what with an application."""

from django.http import HttpRequest

from migracidades.accounts.models import User
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import holds

from .models import Application
from .workflow import APPLICANT, DECIDING

READING = STAFF_ROLES


def roles_for(application: Application, actor: User) -> set[str]:
    """The role a person has in an application itself: it is theirs, or it is not."""
    return {APPLICANT} if application.applicant_id == actor.pk else set()


def may_decide(request: HttpRequest) -> bool:
    """Whether the person at this address admits and refuses."""
    return holds(request, *DECIDING)
