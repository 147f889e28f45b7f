from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dimensions.models import Dimension
from migracidades.ledger.admin import WalledAdmin
from migracidades.tenancy.rules import RULING, holds, staff_roles
from migracidades.tenancy.steps import steps_of

from .calendar import overlapping, timeline
from .forms import EditionForm
from .models import Edition, Window
from .moving import has_begun, record_moves
from .window_forms import WindowForm, WindowFormSet


class WindowInline(admin.StackedInline):
    """The calendar of an edition: each step in the order of the road."""

    model = Window
    template = "editions/windows.html"
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
    list_display = ("year", "published", "asked", "quota", "ceremony_on")
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

    @admin.display(description=_("questionnaire"), ordering="questionnaire")
    def asked(self, edition: Edition) -> str:
        return str(edition.questionnaire or "–")

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """Without what this programme has none of, and with what an edition under way asks."""
        hidden = (
            () if Dimension.objects.filter(optional=True).exists() else ("optional_dimensions",)
        )
        shown = [
            (title, {**told, "fields": [one for one in told["fields"] if one not in hidden]})
            for title, told in super().get_fieldsets(request, obj)
        ]
        if obj and has_begun(obj):
            shown.append((_("Why a step is moved"), {"fields": ("reason",)}))
        return shown

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        edition = context.get("original")
        stages = timeline(edition) if edition else []
        context |= {"timeline": stages, "overlapping": overlapping(stages)}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        moves = [move for one in formsets for move in one.moves]
        super().save_related(request, form, formsets, change)
        if moves:
            reason = form.cleaned_data["reason"]
            record_moves(form.instance, moves, reason=reason, actor=request.user)

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
