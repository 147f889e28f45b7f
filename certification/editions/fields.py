"""Days as people type them, kept as the instant at which a step opens or closes."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from migracidades.kit.forms import DateField

OPENING, CLOSING = time(0, 0), time(23, 59, 59)


class MomentField(forms.DateTimeField):
    """A day, and an hour for who needs one, in the zone in force.

    A day alone means its first moment for ``OPENING`` and its last second for ``CLOSING``.
    """

    def __init__(self, *, edge: time = CLOSING, **kwargs: Any):
        self.edge = edge
        hours = [f"{day} %H:%M" for day in DateField.FORMATS]
        kwargs.setdefault("input_formats", [*hours, *DateField.FORMATS])
        kwargs.setdefault(
            "help_text", _("Such as 31/12/2025, or 31/12/2025 18:00; in the programme’s time zone.")
        )
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 16, "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        whole = local.time().replace(microsecond=0) == self.edge
        return local.strftime("%d/%m/%Y" if whole else "%d/%m/%Y %H:%M")

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is None or ":" in str(value):
            return moment
        day = timezone.localtime(moment).date()
        return timezone.make_aware(datetime.combine(day, self.edge))
