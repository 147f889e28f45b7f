from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from migracidades.ledger.admin import WalledAdmin
from migracidades.tenancy.rules import RULING, holds, staff_roles
from migracidades.tenancy.steps import steps_of

from .forms import EditionForm, WindowForm, WindowFormSet
from .models import Edition, Window


class WindowInline(admin.TabularInline):
    """The calendar of an edition: a line for each step."""

    model = Window
    form, formset = WindowForm, WindowFormSet
    can_delete = False

    def get_formset(self, request: HttpRequest, obj: Edition | None = None, **kwargs: Any) -> Any:
        made = super().get_formset(request, obj, **kwargs)
        made.form.programme = request.programme
        return made

    def get_max_num(self, request: HttpRequest, obj: Edition | None = None, **kwargs: Any) -> int:
        return len(steps_of(request.programme))

    def get_extra(self, request: HttpRequest, obj: Edition | None = None, **kwargs: Any) -> int:
        return len(steps_of(request.programme)) - (obj.windows.count() if obj else 0)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(staff_roles(request.seats))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request, *RULING)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request, *RULING)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(WalledAdmin):
    """An edition's rules and calendar."""

    form = EditionForm
    inlines = (WindowInline,)
    change_form_template = "editions/change_form.html"
    list_display = ("year", "published", "questionnaire", "quota", "ceremony_on")
    list_select_related = ("questionnaire",)
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("year", "published", "questionnaire", "optional_dimensions")}),
        (
            _("The call"),
            {"fields": ("levels", "quota", "application_questionnaire", "separate_signatory")},
        ),
        (
            _("On the road"),
            {
                "fields": (
                    *("signoff_required", "minimum_priorities", "maximum_priorities"),
                    *("days_to_answer", "grace_days", "grace_minutes"),
                    *("course", "course_required_of", "course_by"),
                )
            },
        ),
        (_("The seal"), {"fields": ("signatories", "ceremony_on")}),
        (
            _("Published figures, for editions before this platform"),
            {"classes": ("collapse",), "fields": ("enrolled", "admitted", "certified", "source")},
        ),
    )

    def get_form(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        made = super().get_form(request, obj, **kwargs)
        made.programme = request.programme
        return made

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Edition, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Lines not filled in yet already name their step."""
        held = set(obj.windows.values_list("step", flat=True)) if obj.pk else set()
        missing = [{"step": step} for step in steps_of(request.programme) if step not in held]
        return super().get_formset_kwargs(request, obj, inline, prefix) | {"initial": missing}
