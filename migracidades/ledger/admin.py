"""What every admin of this house shares: rights by seat, acts in the audit."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import RULING, holds

from . import audit


class WalledAdmin(admin.ModelAdmin):
    """Rights come from seats, never from flags; every act is written to the audit.

    ``readers`` may look, ``writers`` may add and change; nobody deletes here.
    """

    readers: tuple[str, ...] = STAFF_ROLES
    writers: tuple[str, ...] = RULING
    actions = None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Headed by what the list holds, not by what to do with it."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return holds(request, *self.readers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return holds(request, *self.writers)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return holds(request, *self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """What was decided of the object stands among the decisions: there is no second history."""
        asked = urlencode({"on": self.model._meta.label_lower, "pk": object_id})
        return redirect(f"{reverse('admin:decisions')}?{asked}")

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        audit.record(f"{obj._meta.model_name}.add", obj, actor=request.user)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        changed = [name for one in message for name in one.get("changed", {}).get("fields", [])]
        audit.record(
            f"{obj._meta.model_name}.change",
            obj,
            actor=request.user,
            fields={"changed": [str(name) for name in changed]},
        )
