"""Cleaning of what an applicant and the staff type."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from certification.editions.models import Edition
from dimensions.fields import fields_of, typed
from dimensions.kind import Value
from migracidades.files.forms import UploadField
from migracidades.kit.fields import AddressField, LineField, LinesField

from .models import Application
from .questionnaire import figures_beside, form_for

KINDS = ("pdf", "jpg", "jpeg", "png")


LINES = {
    "lead_name": _("Name of the lead"),
    "lead_office": _("Office of the lead"),
    "lead_department": _("Department of the lead"),
    "lead_phone": _("Telephone of the lead (optional)"),
    "alternate_name": _("Name of the alternate"),
    "alternate_office": _("Office of the alternate (optional)"),
    "alternate_department": _("Department of the alternate (optional)"),
    "signatory_name": _("Name of who signs"),
    "signatory_office": _("Office of who signs"),
}
ADDRESSES = {
    "lead_email": _("E-mail of the lead"),
    "alternate_email": _("E-mail of the alternate"),
    "signatory_email": _("E-mail of who signs"),
    "contact_email": _("Institutional e-mail"),
}
MOTIVATION = _("Why the government wants to take part")
GROUPS = (
    (
        _("Lead"),
        _("Answers the diagnosis and completes the course of the edition."),
        ("lead_name", "lead_email", "lead_office", "lead_department", "lead_phone"),
    ),
    (
        _("Alternate"),
        _("Works with the lead and stands in for them."),
        ("alternate_name", "alternate_email", "alternate_office", "alternate_department"),
    ),
    (
        _("Signatory"),
        _("Signs the commitment document and the diagnosis for the government."),
        ("signatory_name", "signatory_email", "signatory_office"),
    ),
    (
        _("The government"),
        "",
        ("contact_email", "motivation"),
    ),
    (_("Commitment document"), "", ("document",)),
)


class ApplicationForm(forms.ModelForm):
    """A draft: everything may be missing, but what is there must be fit to be kept."""

    all_optional = True
    document = UploadField(label=_("Signed commitment document"), allowed=KINDS, required=False)

    class Meta:
        model = Application
        fields = (*LINES, *ADDRESSES, "motivation")
        labels = {**LINES, **ADDRESSES, "motivation": MOTIVATION}
        field_classes = {
            **dict.fromkeys(LINES, LineField),
            **dict.fromkeys(ADDRESSES, AddressField),
            "motivation": LinesField,
        }
        help_texts = {
            "contact_email": _("Of the government rather than of a person; it may be published."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.asked = form_for(self.instance)
        if self.asked:
            self.fields |= fields_of(self.asked, figures_beside(self.instance, self.asked))
            self.initial |= typed(self.asked, self.instance.answers)

    def groups(self) -> list[tuple[str, str, list[BoundField]]]:
        """The fields under their headings: title, what it means, fields; the document last."""
        *people, document = GROUPS
        parts = [
            (one.name, one.about, [ask.code for ask in one.indicators])
            for one in (self.asked.dimensions if self.asked else ())
        ]
        every = (*people, *parts, document)
        return [(title, hint, [self[name] for name in names]) for title, hint, names in every]

    def kept(self) -> dict[str, Any]:
        """The values that are fit to be kept, also when others are not."""
        fit = {
            name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data
        }
        return fit | {"answers": self._answers()} if self.asked else fit

    def _answers(self) -> dict[str, Value]:
        """The answers as they are now; one that cannot be kept leaves the one before."""
        given = {
            one.code: self.cleaned_data[one.code]
            for one in self.asked.indicators
            if one.code in self.cleaned_data
        }
        held = self.instance.answers | given
        return {code: value for code, value in held.items() if value is not None}


class ReasonForm(forms.Form):
    reason = LinesField(label=_("Reason"), max_length=2000)


class DecisionForm(forms.Form):
    """Why. Optional for some decisions, unless the edition's places are limited."""

    reason = LinesField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        help_text=_("The applicant reads it. A refusal needs one."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if edition.quota is not None:
            self.all_optional = True  # the verbs ask for it, with a sentence of their own
            self.fields["reason"].help_text = _(
                "In words, by the criteria of the call: no points, no order. The applicant reads"
                " it; every decision needs one, because places are limited."
            )
