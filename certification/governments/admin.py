from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from migracidades.kit.text import fold
from migracidades.ledger.admin import WalledAdmin
from migracidades.tenancy.models import Government

from .registry import ZONES


class GovernmentForm(forms.ModelForm):
    class Meta:
        labels = {
            "lat": gettext_lazy("Latitude"),
            "lon": gettext_lazy("Longitude"),
            "valid_from": gettext_lazy("In the registry since"),
            "source": gettext_lazy("Source"),
        }

    def clean_time_zone(self) -> str:
        zone = self.cleaned_data["time_zone"]
        if zone not in ZONES:
            raise ValidationError(
                _("The time zone “%(zone)s” is unknown. Write it like America/Sao_Paulo."),
                params={"zone": zone},
            )
        return zone


@admin.register(Government)
class GovernmentAdmin(WalledAdmin):
    """The registry: looked up and corrected here, filled by tables."""

    form = GovernmentForm
    change_list_template = "governments/change_list.html"
    list_display = ("name", "code", "level", "state", "region")
    list_filter = ("level", "region")
    list_per_page = 50
    search_fields = ("code",)
    fields = (
        *("code", "level", "name", "name_of", "state", "region"),
        *("time_zone", "seat_name", "lat", "lon", "valid_from", "source"),
    )
    readonly_fields = ("code", "level", "valid_from", "source")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Government], search_term: str
    ) -> tuple[QuerySet[Government], bool]:
        """By code, or by name without regard to case and accents."""
        text = search_term.strip()
        if not text:
            return queryset, False
        by_name = Q(sort_name__contains=fold(text)) if fold(text) else Q()
        return queryset.filter(Q(code__istartswith=text) | by_name), False

    def save_model(self, request: HttpRequest, obj: Government, form: Any, change: bool) -> None:
        obj.sort_name = fold(obj.name)
        super().save_model(request, obj, form, change)
