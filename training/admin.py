from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from migracidades.kit.text import plain
from migracidades.ledger.admin import WalledAdmin
from migracidades.tenancy.models import Role

from .models import Course

TITLES = {f"title_{code.replace('-', '_')}": code for code, _name in settings.LANGUAGES}


class CourseForm(forms.ModelForm):
    """A course with one title field per language."""

    title_pt_br = forms.CharField(label=_("Title in Portuguese"), max_length=200, required=False)
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)

    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")

    class Meta:
        model = Course
        fields = ["code", "provider", "hours", "link"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, language in TITLES.items():
            self.fields[name].initial = self.instance.titles.get(language, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        titles = {code: plain(cleaned.get(name, "")) for name, code in TITLES.items()}
        self.instance.titles = {code: title for code, title in titles.items() if title}
        if not self.instance.titles:
            raise ValidationError(_("Write the title in at least one language."))
        return cleaned


@admin.register(Course)
class CourseAdmin(WalledAdmin):
    writers = (Role.ADMINISTRATOR, Role.COORDINATOR)
    form = CourseForm
    list_display = ["__str__", "code", "provider", "hours"]
    list_per_page = 50
    fields = ["code", *TITLES, "provider", "hours", "link"]
