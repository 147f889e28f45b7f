"""What an application must hold before it can be sent. Staff read the same judgements."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.editions.calendar import require_open
from certification.editions.models import Edition, Participation, Step
from migracidades.kit.errors import Refused
from migracidades.kit.text import fold
from migracidades.tenancy.models import Government

from . import questionnaire
from .models import Application

NEEDED = {
    "lead_name": gettext_lazy("Write the name of the lead."),
    "lead_email": gettext_lazy("Write the e-mail of the lead, for the invitation."),
    "lead_office": gettext_lazy("Write the office that the lead holds."),
    "lead_department": gettext_lazy("Write the department where the lead works."),
    "alternate_name": gettext_lazy("Write the name of the alternate."),
    "alternate_email": gettext_lazy("Write the e-mail of the alternate, for the invitation."),
    "signatory_name": gettext_lazy("Write the name of who signs for the government."),
    "signatory_email": gettext_lazy("Write the e-mail of who signs, for the invitation."),
    "signatory_office": gettext_lazy("Write the office of who signs for the government."),
    "contact_email": gettext_lazy("Write an institutional e-mail that stays when people change."),
    "motivation": gettext_lazy("Write in a few lines why the government wants to take part."),
    "document": gettext_lazy("Attach the commitment document, signed and scanned."),
}


class Incomplete(Refused):
    """An application that cannot be sent yet: ``faults`` has one sentence per field."""

    def __init__(self, faults: dict[str, str]):
        super().__init__(_("The application is not complete yet."))
        self.faults = faults


def faults(application: Application) -> dict[str, str]:
    """What is missing or wrong, field by field; empty when the application can be sent."""
    unanswered = questionnaire.faults(application)
    return _missing(application) | _not_two_people(application) | unanswered


def _missing(application: Application) -> dict[str, str]:
    return {
        name: str(sentence) for name, sentence in NEEDED.items() if not getattr(application, name)
    }


def _not_two_people(application: Application) -> dict[str, str]:
    found = {}
    if same_person(application, "lead", "alternate"):
        found["alternate_email"] = _("The alternate must be somebody else than the lead.")
    if application.edition.separate_signatory and same_person(application, "lead", "signatory"):
        found["signatory_email"] = _(
            "The lead cannot also sign for the government: this edition asks for two people."
        )
    return found


def same_person(application: Application, one: str, other: str) -> bool:
    """Whether two of lead, alternate and signatory share their e-mail or their name."""
    return bool(_identity(application, one) & _identity(application, other))


def _identity(application: Application, who: str) -> set[str]:
    email = getattr(application, f"{who}_email").casefold()
    return {email, fold(getattr(application, f"{who}_name"))} - {""}


def demand_may_apply(edition: Edition, government: Government) -> None:
    """Raise ``Refused`` unless the call is open to this government and it is not in already."""
    require_open(edition, Step.APPLICATION, government)
    if government.level not in edition.levels:
        raise Refused(level_sentence(edition, government))
    if Participation.objects.filter(edition=edition, government=government).exists():
        raise Refused(
            _("%(government)s already takes part in the %(year)s edition.")
            % {"government": government, "year": edition.year}
        )


def level_sentence(edition: Edition, government: Government) -> str:
    """Which levels may apply, said about a government that may not."""
    programme = edition.programme
    return _("%(government)s cannot apply: the %(year)s edition is for %(levels)s.") % {
        "government": government,
        "year": edition.year,
        "levels": ", ".join(programme.level_name(level) for level in edition.levels),
    }
