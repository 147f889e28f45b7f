"""Cleaning of an edition's calendar."""

from itertools import pairwise
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from migracidades.kit.text import plain
from migracidades.tenancy.models import Programme
from migracidades.tenancy.steps import choices_of, name_of, steps_of

from .calendar import clock
from .fields import CLOSING, OPENING, MomentField
from .models import Window
from .moving import Dates, Move, has_begun, objections
from .rules import unready


class WindowForm(forms.ModelForm):
    """When a step opens and closes. ``programme`` is set by the admin."""

    programme: Programme

    opens_at = MomentField(label=gettext_lazy("Opens"), edge=OPENING, help_text="")
    closes_at = MomentField(label=gettext_lazy("Closes"), edge=CLOSING, help_text="")

    class Meta:
        model = Window
        fields = ("step", "opens_at", "closes_at")
        widgets: ClassVar = {"step": forms.HiddenInput}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "step" in self.fields:
            self.fields["step"].choices = choices_of(self.programme)

    @property
    def step(self) -> str:
        return self.initial.get("step") or self.instance.step

    @property
    def step_name(self) -> str:
        return name_of(self.programme, self.step)

    @property
    def move(self) -> Move | None:
        """What a valid form changes in a window that stands."""
        dates = {"opens_at", "closes_at"}
        if not self.instance.pk or not dates & set(self.changed_data):
            return None
        was = Dates(self.initial["opens_at"], self.initial["closes_at"])
        becomes = Dates(self.cleaned_data["opens_at"], self.cleaned_data["closes_at"])
        return Move(self.step, was, becomes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("A step closes after it opens."))
        return cleaned


class WindowFormSet(forms.BaseInlineFormSet):
    """The calendar: a published edition has all of it, in the order of the road."""

    @property
    def by_road(self) -> list[WindowForm]:
        road = {step: place for place, step in enumerate(steps_of(self.form.programme))}
        return sorted(self.forms, key=lambda one: road.get(one.step, len(road)))

    @property
    def moves(self) -> list[Move]:
        """What valid forms change in an edition that governments stand in."""
        found = (one.move for one in self.forms) if has_begun(self.instance) else ()
        return [one for one in found if one]

    def clean(self) -> None:
        super().clean()
        if not self.instance.published or any(self.errors):
            return
        steps = {form.cleaned_data.get("step") for form in self.forms} - {None}
        if found := list(unready(self.instance, steps)):
            raise ValidationError(found)
        self._judge_moves()
        self._judge_order()

    def _judge_order(self) -> None:
        """Steps may run side by side, but none begins before the one before it on the road."""
        filled = [
            (one, opens) for one in self.by_road if (opens := one.cleaned_data.get("opens_at"))
        ]
        for (before, earlier), (one, opens) in pairwise(filled):
            if opens < earlier:
                sentence = _("It cannot open before “%(step)s”, which comes first on the road.")
                one.add_error("opens_at", sentence % {"step": before.step_name})

    def _judge_moves(self) -> None:
        now = clock()
        moved = {one.step: one for one in self.moves}
        for form in self.forms:
            if form.step in moved:
                for field, sentence in objections(moved[form.step], now).items():
                    form.add_error(field, sentence)
        if moved and not any(self.errors) and not plain(self.data.get("reason", "")):
            raise ValidationError(
                _("Write below why the calendar changes: everybody taking part is told.")
            )
