from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dimensions.form import Form
from migracidades.kit.fields import LineField, LinesField
from migracidades.kit.forms import DateField

from .models import Plan, Priority
from .priorities import Wish
from .queries import Chance
from .rules import date_fault


class PriorityForm(forms.Form):
    """One priority, chosen among the dimensions of the government's own diagnosis."""

    dimension = forms.ChoiceField(
        label=_("Dimension"), error_messages={"required": _("Choose a dimension.")}
    )
    indicator = forms.ChoiceField(
        label=_("Indicator with potential"),
        required=False,
        help_text=_("If the priority is about one indicator, choose it."),
    )
    action = LinesField(
        label=_("Action"),
        rows=4,
        max_length=2000,
        help_text=_("What will be done, in a few sentences."),
        error_messages={"required": _("Write what will be done.")},
    )
    department = LineField(
        label=_("Responsible department"),
        max_length=150,
        error_messages={"required": _("Write which department answers for it.")},
    )
    due_on = DateField(
        label=_("Date"),
        error_messages={"required": _("Write until when it will be done.")},
    )
    success = LinesField(
        label=_("Indicator of success"),
        rows=3,
        max_length=2000,
        help_text=_("How one will know that it was done: a number, a document, a service."),
        error_messages={"required": _("Write how one will know that it was done.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(
        self,
        *args: Any,
        form: Form,
        chances: Iterable[Chance],
        kept: int | None = None,
        **kwargs: Any,
    ):
        """``kept``: the key of the indicator that stands now; it may stay without potential."""
        super().__init__(*args, **kwargs)
        self.asked = form
        names = [(one.code, f"{one.position}. {one.name}") for one in form.dimensions]
        self.fields["dimension"].choices = [("", _("Choose one")), *names]
        self.fields["indicator"].choices = [("", _("The dimension as a whole"))] + [
            (str(chance.dimension.name), _offered(chance, kept)) for chance in chances
        ]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if fault := date_fault(day):
            raise ValidationError(fault, code="date")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        indicator = self.asked.by_code.get(cleaned.get("indicator", ""))
        if indicator and cleaned.get("dimension") not in (None, indicator.dimension):
            self.add_error(
                "indicator",
                _("This indicator belongs to another dimension. Choose that dimension above."),
            )
        return cleaned

    def insist(self, version: int) -> None:
        """Let the next save replace what stands now, which the person has been shown."""
        self.data = self.data.copy()
        self.data["version"] = version

    @property
    def wish(self) -> Wish:
        """What was asked for, once the form is valid."""
        said = self.cleaned_data
        return Wish(
            dimension=self.asked.dimension(said["dimension"]),
            indicator=self.asked.by_code.get(said["indicator"]),
            action=said["action"],
            department=said["department"],
            due_on=said["due_on"],
            success=said["success"],
        )


def _offered(chance: Chance, kept: int | None) -> list[tuple[str, str]]:
    offered = {one.id for one in chance.potential} | {kept}
    return [
        (one.code, f"{one.code} {one.text}")
        for one in chance.dimension.indicators
        if one.id in offered
    ]


def initial_of(priority: Priority, form: Form) -> dict[str, Any]:
    """What ``PriorityForm`` shows of a priority that stands."""
    dimensions = {one.id: one.code for one in form.dimensions}
    indicators = {one.id: one.code for one in form.indicators}
    return {
        "dimension": dimensions.get(priority.dimension_id, ""),
        "indicator": indicators.get(priority.indicator_id, ""),
        "action": priority.action,
        "department": priority.department,
        "due_on": priority.due_on,
        "success": priority.success,
        "version": priority.version,
    }


class ReturnForm(forms.Form):
    """Why a plan goes back."""

    comment = LinesField(
        label=_("Comment to the government"),
        rows=4,
        max_length=2000,
        help_text=_("Say what to change, priority by priority. The government reads it."),
        error_messages={"required": _("Write what the government should change.")},
    )


class QueueForm(forms.Form):
    """What the list of plans shows."""

    all_optional = True

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Plan.State.choices]
    )
