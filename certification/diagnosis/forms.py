from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from migracidades.files.forms import UploadField
from migracidades.kit.fields import LineField, LinkField
from migracidades.tenancy.proofs import PROOFS

from .models import Standing
from .questions import Unproved


class EvidenceForm(forms.Form):
    """Cleans one piece of evidence; the page draws it by hand, once per question."""

    kind = forms.ChoiceField(label=_("kind of proof"), choices=[*PROOFS.items()])
    file = UploadField(label=_("file"), required=False)
    link = LinkField(label=_("link"), required=False)
    title = LineField(label=_("title"), required=False, max_length=200)
    where = LineField(label=_("where to look (page, section)"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = [name for name in ("file", "link") if self.cleaned_data.get(name)]
        if len(given) != 1 and not {"file", "link"} & set(self.errors):
            self.add_error("file", _("Send a file or give a link: one of the two."))
        return self.cleaned_data


def unproved(sent: EvidenceForm) -> Unproved | None:
    """What to show of evidence that could not be kept; ``None`` when it was."""
    if sent.is_valid():
        return None
    errors = {name: " ".join(one) for name, one in sent.errors.items()}
    general = errors.pop(NON_FIELD_ERRORS, "")
    return Unproved(sent.data.dict(), errors | ({"general": general} if general else {}))


def typed(data: QueryDict, code: str, suffix: str = "") -> dict[str, Any]:
    """What the form of one question sent, as ``save_answer`` takes it. Nothing is lost here.

    ``suffix`` ends the names of what every question has, where several share a form.
    """
    return {
        "raw": tuple(data.getlist(f"answer-{code}")),
        "standing": data.get(f"standing{suffix}") or Standing.ANSWERED,
        **{name: data.get(f"{name}{suffix}", "") for name in ("reason", "note", "department")},
    }


def meant_for(data: QueryDict, person: str) -> bool:
    """Whether whoever sends a form is whom its page was made for; a form may leave that open."""
    return data.get("person", person) == person


def version(data: QueryDict) -> int:
    """The version that was edited; ``over`` names the one that a person chose to replace."""
    return number_in(data, "over") or number_in(data, "base")


def number_in(data: QueryDict, name: str) -> int:
    """A version as a form sends it; 0 for anything else."""
    given = data.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def since(data: QueryDict) -> datetime | None:
    """When the page of a save was opened, by this server's clock; a page may leave that open."""
    given = data.get("since", "")
    in_reach = given.isdecimal() and len(given) < 11
    return datetime.fromtimestamp(int(given), tz=UTC) if in_reach else None


def save_id(data: QueryDict) -> UUID:
    """The save's own id; a form that sends none is a save of its own."""
    return uuid_in(data, "save")


def uuid_in(data: QueryDict, name: str) -> UUID:
    try:
        return UUID(data.get(name, ""))
    except ValueError:
        return uuid4()
