"""Cleaning: what whoever leads writes of a letter."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from migracidades.kit.fields import AddressField, LineField, LinesField
from migracidades.kit.forms import DateField

from ..sharing_forms import QuestionsForm

SIGNED = ("signer", "signer_office", "signer_department")
RETURNED = ("return_name", "return_email", "return_phone")
TOLD = (
    *("letterhead", "number", "department", "addressee", "message", "due", "language"),
    *SIGNED,
    *RETURNED,
)


class LetterForm(QuestionsForm):
    """A letter to a department; the page draws the questions by dimension."""

    letterhead = LineField(
        label=_("Name of the government on the letter"),
        max_length=200,
        help_text=_("As your official letters have it."),
    )
    number = LineField(
        label=_("Number of the letter"),
        max_length=40,
        required=False,
        help_text=_("With its year, such as 12/2026. Left empty, a line is left to write it."),
    )
    department = LineField(label=_("Department"), max_length=150)
    addressee = LineField(label=_("To whom in the department"), max_length=150, required=False)
    due = DateField(
        label=_("Answer until"),
        required=False,
        help_text=_(
            "Until the end of that day. Left empty, the letter names the end of the diagnosis."
        ),
    )
    signer = LineField(label=_("Who signs the letter"), max_length=150)
    signer_office = LineField(label=_("Office of who signs"), max_length=150, required=False)
    signer_department = LineField(
        label=_("Department of who signs"), max_length=150, required=False
    )
    return_name = LineField(label=_("To whom the department returns it"), max_length=150)
    return_email = AddressField(label=_("E-mail"), max_length=254)
    return_phone = LineField(label=_("Telephone"), max_length=40, required=False)
    message = LinesField(
        label=_("A paragraph of your own"), rows=4, max_length=2000, required=False
    )
    language = forms.ChoiceField(label=_("Language of the letter"))
    send = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(one, names[one]) for one in languages]

    @property
    def told(self) -> dict[str, Any]:
        """What the letter keeps of a valid form, beside its questions."""
        return {name: self.cleaned_data[name] for name in TOLD}
