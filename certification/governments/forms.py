"""Cleaning: people and governments as they are typed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from migracidades.accounts.models import User
from migracidades.files.forms import UploadField
from migracidades.kit.fields import AddressField, LineField
from migracidades.kit.text import fold
from migracidades.tenancy.models import GOVERNMENT_ROLES, Government, Role

TABLES = ("csv", "txt")
TABLE_MB = 5


class GovernmentField(forms.CharField):
    """A government by its official code, or by its name and state: “Corumbá (MS)”."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", gettext_lazy("Government"))
        kwargs.setdefault(
            "help_text", gettext_lazy("The official code, or the name and state: Corumbá (MS).")
        )
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Government | None:
        text = super().clean(value)
        return self._find(text) if text else None

    def _find(self, text: str) -> Government:
        if by_code := Government.objects.filter(code__iexact=text).first():
            return by_code
        name, _bracket, state = text.partition("(")
        found = Government.objects.filter(sort_name=fold(name))
        if state:
            found = found.filter(state__iexact=state.strip(" )"))
        return self._only(list(found[:2]), text)

    def _only(self, found: list[Government], text: str) -> Government:
        if not found:
            raise ValidationError(
                _("No government here is called “%(text)s” or has this code."),
                params={"text": text},
            )
        if len(found) > 1:
            raise ValidationError(
                _("Several governments are called “%(text)s”. Write the official code."),
                params={"text": text},
            )
        return found[0]


class InviteForm(forms.Form):
    """Whom to invite to which seat. ``roles``: those that may be offered."""

    email = AddressField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    department = LineField(label=gettext_lazy("Department"), max_length=150, required=False)

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, Role(role).label.capitalize()) for role in roles]


class StaffInviteForm(InviteForm):
    """The same, for the programme's staff: a government's role needs a government."""

    government = GovernmentField(required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    field_order = ("email", "role", "government", "department")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role, government = cleaned.get("role"), cleaned.get("government")
        if role in GOVERNMENT_ROLES and government is None and "government" not in self.errors:
            self.add_error("government", _("Say for which government."))
        if role and role not in GOVERNMENT_ROLES and government:
            self.add_error("government", _("This role belongs to the programme: leave it empty."))
        return cleaned


class HandOverForm(forms.Form):
    """Who takes a seat over: a colleague, now; or an address, once they have accepted."""

    all_optional = True  # one of the two, which no single field can say

    colleague = forms.ChoiceField(
        label=gettext_lazy("A colleague of the team"), widget=forms.RadioSelect, required=False
    )
    email = AddressField(
        label=gettext_lazy("Or somebody new, by e-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in colleagues}
        self.fields["colleague"].choices = [(pk, str(one)) for pk, one in self.people.items()]
        if not self.people:
            del self.fields["colleague"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = [name for name in ("colleague", "email") if cleaned.get(name)]
        if len(named) != 1 and not self.errors:
            self.add_error("email", _("Choose a colleague or write an e-mail: one of the two."))
        return cleaned | {"person": self.people.get(cleaned.get("colleague", ""))}


class TableForm(forms.Form):
    """A table of governments."""

    table = UploadField(label=gettext_lazy("Table (CSV)"), allowed=TABLES, limit_mb=TABLE_MB)


class ConfirmForm(forms.Form):
    """What was shown is what is meant: the preview's own seal comes back."""

    seal = forms.CharField(widget=forms.HiddenInput)
