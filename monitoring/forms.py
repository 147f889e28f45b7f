from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.editions.models import Edition
from migracidades.files.forms import UploadField
from migracidades.kit.fields import LinesField, LinkField

from .models import MonitoringReport, Progress
from .progress import Told


class ProgressForm(forms.Form):
    """What became of one priority."""

    status = forms.ChoiceField(
        label=_("Where it stands"),
        choices=Progress.Status.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it stands.")},
    )
    achievements = LinesField(
        label=_("Achievements"),
        required=False,
        rows=5,
        help_text=_("What was done, and what the indicator of success says by now."),
    )
    challenges = LinesField(
        label=_("Challenges"),
        required=False,
        rows=4,
        help_text=_("What made it hard, and what was changed or dropped for that reason."),
    )
    link = LinkField(label=_("Evidence: a link"), required=False)
    file = UploadField(label=_("Evidence: a file"), required=False)
    drop_file = forms.BooleanField(label=_("Take the file away"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, kept: Progress | None = None, **kwargs: Any):
        """``kept``: what stands now."""
        super().__init__(*args, initial=_initial(kept), **kwargs)
        if kept is None or kept.file_id is None:
            del self.fields["drop_file"]
        else:
            self.fields["file"].label = _("Evidence: another file in the place of this one")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            self._ask_again_for_the_file()
        return cleaned

    def refuse(self, message: str) -> None:
        """Say why what was typed is not saved; it stays in the form."""
        self.add_error(None, message)
        self._ask_again_for_the_file()

    def _ask_again_for_the_file(self) -> None:
        # A browser does not send back what it chose before.
        if self.cleaned_data.get("file"):
            self.add_error("file", _("It could not be kept yet. Please choose the file again."))

    def insist(self, version: int) -> None:
        """Let the next save replace what stands now, which the person has been shown."""
        self.data = self.data.copy()
        self.data["version"] = version

    @property
    def told(self) -> Told:
        """What was said, once the form is valid."""
        said = dict(self.cleaned_data)
        del said["version"]
        return Told(**said)


def _initial(kept: Progress | None) -> dict[str, Any]:
    if kept is None:
        return {"version": 0}
    names = ("status", "achievements", "challenges", "link", "version")
    return {name: getattr(kept, name) for name in names}


class FeedbackForm(forms.Form):
    """What the programme says of a report."""

    feedback = LinesField(
        label=_("Feedback to the government"),
        rows=6,
        help_text=_("The government reads it. Say what you see and, if so, what you ask for."),
        error_messages={"required": _("Write the feedback: the government waits for it.")},
    )


class QueueForm(forms.Form):
    """What the list of reports shows."""

    all_optional = True

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *MonitoringReport.State.choices],
    )


class RequestForm(forms.Form):
    """Of which edition a report is asked for."""

    edition = forms.ModelChoiceField(
        None, label=_("Edition"), to_field_name="year", empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.filter(published=True)
