"""What a reader of the register of evidence looks for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from migracidades.kit.fields import LineField
from migracidades.tenancy.proofs import PROOFS

from .register import State, Wanted


class LookForm(forms.Form):
    """Everything may stay empty, and what is not known is as good as empty."""

    all_optional = True

    q = LineField(label=_("Title or file"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    year = forms.TypedChoiceField(label=_("Edition"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("all")), *PROOFS.items()]
        self.fields["state"].choices = [("", _("not withdrawn")), *State.choices]
        self.fields["year"].choices = [("", _("all")), *[(one, str(one)) for one in years]]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        kind, state = told.get("kind", ""), told.get("state", "")
        return Wanted(told.get("q", ""), kind, state, told.get("year"))
