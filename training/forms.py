from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from migracidades.files.forms import UploadField
from migracidades.files.kinds import SCANS
from migracidades.kit.fields import LinesField
from migracidades.kit.forms import DateField
from migracidades.tenancy.models import Government

from .models import Completion, Course
from .rules import date_fault


class CertificateForm(forms.Form):
    """The certificate of a person who is signed in; who they are is taken from the account."""

    completed_on = DateField(
        label=_("Date of completion"),
        error_messages={"required": _("Write the date that stands on the certificate.")},
    )
    certificate = UploadField(
        label=_("Certificate"),
        allowed=SCANS,
        error_messages={"required": _("Choose the file of your certificate.")},
    )
    government = forms.ModelChoiceField(
        None,
        label=_("Government you work for"),
        help_text=_("You hold a seat in more than one: which one is this for?"),
        empty_label=_("Choose one"),
    )

    def __init__(self, *args: Any, governments: list[Government], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.governments = governments
        if len(governments) < 2:
            del self.fields["government"]
            return
        keys = [one.pk for one in governments]
        self.fields["government"].queryset = Government.objects.filter(pk__in=keys)

    def clean_completed_on(self):
        day = self.cleaned_data["completed_on"]
        if fault := date_fault(day):
            raise ValidationError(fault, code="date")
        return day

    @property
    def chosen_government(self) -> Government | None:
        """The government named, the only one there is, or none."""
        if "government" in self.fields:
            return self.cleaned_data["government"]
        return self.governments[0] if self.governments else None


class ReasonForm(forms.Form):
    """A reason that somebody else will read."""

    reason = LinesField(
        label=_("Reason"),
        rows=4,
        max_length=2000,
        help_text=_("The person reads it. Say what to put right."),
        error_messages={"required": _("Write the reason: the person needs it to put it right.")},
    )


class ImportForm(forms.Form):
    """A school's list."""

    table = UploadField(
        label=_("List of completions"),
        allowed=("csv", "txt"),
        limit_mb=5,
        help_text=_(
            "A CSV file with columns for e-mail, name and date of completion. The date is written"
            " 31/12/2025 or 2025-12-31."
        ),
    )
    course = forms.ModelChoiceField(
        None,
        to_field_name="code",
        required=False,
        label=_("Course"),
        empty_label=_("The file names the course"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.all()


class FilterForm(forms.Form):
    """What the list of completions shows."""

    all_optional = True

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Completion.State.choices]
    )
    course = forms.ModelChoiceField(
        None, to_field_name="code", required=False, label=_("Course"), empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.all()
