import re

import pytest
from django.utils import translation

from certification.governments.inviting import invite
from migracidades.ledger.models import MailMessage
from tests.world import Country


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def token_for(country: Country, email: str) -> str:
    """The token that the newest invitation mailed to an address holds."""
    with country.staff():
        message = MailMessage.objects.filter(kind="invitation", to__contains=email).latest(
            "created_at"
        )
    return re.search(r"/invitations/([\w-]+)/", message.text)[1]


def invited(country: Country, email: str = "nova@exemplo.test", **asked) -> str:
    """The token of an invitation that the lead sends, or who is named otherwise."""
    asked = {"role": "contributor", "actor": "lead", **asked}
    actor = asked.pop("actor")
    staff = actor in ("administrator", "operator", "coordinator")
    with country.staff() if staff else country.desk():
        asked.setdefault("government", country.here)
        invite(email=email, actor=country.people[actor], roles={actor}, **asked)
    return token_for(country, email)
