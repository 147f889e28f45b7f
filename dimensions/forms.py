"""Cleaning of how a version begins, how it is published, how its translations are corrected."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from dimensions.form import Text
from dimensions.sheets import label_of
from migracidades.kit.fields import LineField, LinesField

LARGEST_FILE = 5 * 1024 * 1024


class BeginForm(forms.Form):
    version = LineField(
        label=_("Name of the new version"), max_length=20, help_text=_("Such as 2027.")
    )


class ImportForm(forms.Form):
    """A questionnaire's file."""

    file = forms.FileField(
        label=_("YAML file"),
        help_text=_("As “Download as YAML” gives it."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large for a questionnaire."))
        return sent


class PublishForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I have looked at the preview, and this is what will be asked"),
        error_messages={"required": _("Tick the box to confirm.")},
    )


class CorrectionForm(forms.Form):
    """The texts of one part in one language, and why they are changed."""

    reason = LinesField(
        label=_("Reason"), rows=2, max_length=1000,
        help_text=_("Kept with the correction, with your name."),
    )  # fmt: skip

    def __init__(self, texts: Mapping[str, Text], language: str, data: Mapping | None = None):
        super().__init__(data)
        for name, text in texts.items():
            self.fields[name] = LinesField(
                label=label_of(name), rows=3, required=False,
                initial=text.words.get(language, ""), help_text=_source(text),
            )  # fmt: skip
            self.fields[name].widget.attrs["lang"] = language
        self.order_fields([*texts, "reason"])

    def words(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name != "reason"}


def _source(text: Text) -> str:
    return text.read(text.fallbacks[-1]) if text.fallbacks else ""
