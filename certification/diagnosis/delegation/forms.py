from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from dimensions.form import Form
from migracidades.kit.fields import AddressField, LineField, LinesField
from migracidades.kit.forms import DateField
from migracidades.tenancy.models import Membership

from ..models import Part
from .assigning import NOTHING_ASKED, Charge

NOBODY, NEW = "nobody", "new"


class PartForm(forms.Form):
    """What a department is given: who answers, which dimensions and questions, until when."""

    department = LineField(
        label=_("Department"),
        max_length=150,
        help_text=_("As people in your government call it: Health, Education, Legal office."),
        error_messages={"required": _("Write which department this is.")},
    )
    who = forms.ChoiceField(
        label=_("Who answers"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who answers, or that nobody signs in.")},
    )
    email = AddressField(
        label=_("E-mail of who is invited"),
        required=False,
        max_length=254,
        help_text=_("Only if you invite somebody: the message leads straight to this part."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    dimensions = forms.MultipleChoiceField(label=_("Whole dimensions"), required=False)
    indicators = forms.MultipleChoiceField(label=_("Single questions"), required=False)
    due = DateField(label=_("Answer until"), required=False)
    message = LinesField(
        label=_("Message to the department"), required=False, rows=3, max_length=2000
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        form: Form,
        seats: Iterable[Membership],
        busy: Iterable[Part] = (),
        **kwargs: Any,
    ):
        """``seats`` are those that may be offered; ``busy`` the other parts that somebody has."""
        super().__init__(*args, **kwargs)
        self.asked, self.seats = form, {str(one.pk): one for one in seats}
        self.busy = list(busy)
        self.fields["who"].choices = [
            *((pk, _named(one)) for pk, one in self.seats.items()),
            (NEW, _("Somebody new, whom I invite by e-mail")),
            (NOBODY, _("Nobody signs in: on paper, or by a link for guests")),
        ]
        self.fields["dimensions"].choices = [(one.code, one.name) for one in form.dimensions]
        self.fields["indicators"].choices = [(one.code, one.text) for one in form.indicators]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("who") == NEW and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail of whom you invite."))
        if not cleaned.get("dimensions") and not cleaned.get("indicators"):
            self.add_error("dimensions", NOTHING_ASKED)
        return cleaned

    @property
    def charge(self) -> Charge:
        """What was asked for, once the form is valid."""
        said = self.cleaned_data
        return Charge(
            department=said["department"],
            dimensions=tuple(said["dimensions"]),
            indicators=tuple(said["indicators"]),
            seat=self.seats.get(said["who"]),
            email=said["email"] if said["who"] == NEW else "",
            due=said["due"],
            message=said["message"],
        )

    @property
    def moment_seen(self) -> datetime | None:
        """When the part that was edited had last been given, as the page said."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def insist(self, moment: datetime) -> None:
        """Let the next save replace what stands now, which the person has been shown."""
        self.data = self.data.copy()
        self.data["seen"] = moment.isoformat()


def _named(seat: Membership) -> str:
    role = seat.get_role_display()
    return (
        f"{seat.user} ({seat.department}, {role})" if seat.department else f"{seat.user} ({role})"
    )


def initial_of(part: Part) -> dict[str, Any]:
    """What ``PartForm`` shows of a part that stands."""
    held = part.seat is not None and part.seat.active
    return {
        "department": part.department,
        "who": str(part.seat_id) if held else NEW if part.email else NOBODY,
        "email": part.email,
        "dimensions": part.dimensions,
        "indicators": part.indicators,
        "due": part.due,
        "message": part.message,
        "seen": part.assigned_at.isoformat(),
    }
