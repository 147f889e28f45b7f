"""Cleaning of what an applicant and the staff type."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from migracidades.files.forms import UploadField
from migracidades.kit.fields import AddressField, LineField, LinesField

from .models import Application

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

    def groups(self) -> list[tuple[str, str, list[BoundField]]]:
        """The fields under their headings: title, what it means, fields."""
        return [(title, hint, [self[name] for name in names]) for title, hint, names in GROUPS]

    def kept(self) -> dict[str, Any]:
        """The values that are fit to be kept, also when others are not."""
        return {
            name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data
        }


class ReasonForm(forms.Form):
    reason = LinesField(label=_("Reason"), max_length=2000)


class DecisionForm(forms.Form):
    reason = LinesField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        help_text=_("The applicant reads it. A refusal needs one."),
    )
