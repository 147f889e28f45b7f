from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.editions.fields import MomentField
from migracidades.kit.fields import LineField, LinesField


class EventForm(forms.Form):
    """Day, hour and place of an event; the hour is the government's own."""

    starts_at = MomentField(
        label=gettext_lazy("Day and hour"),
        help_text=gettext_lazy("Such as 31/12/2025 18:00, by the government’s clock."),
    )
    place = LineField(
        label=gettext_lazy("Place"),
        max_length=200,
        help_text=gettext_lazy("Room and address, so that everybody finds it."),
    )

    def clean_starts_at(self) -> Any:
        # A day alone would mean its last second.
        if ":" not in str(self.data.get(self.add_prefix("starts_at"))):
            raise ValidationError(_("Add the hour, such as 31/12/2025 18:00."))
        return self.cleaned_data["starts_at"]


class ReopenForm(forms.Form):
    """Why what was recorded is taken back."""

    reason = LinesField(label=gettext_lazy("Reason"), rows=3, max_length=1000)
