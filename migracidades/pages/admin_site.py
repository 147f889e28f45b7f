"""The programme's admin: Django's own, behind the one door everybody uses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from migracidades.accounts.second_factor import must_set_up
from migracidades.kit import pdf
from migracidades.ledger.admin import WalledAdmin
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import RULING, holds, roles_of, staff_roles


class ProgrammeAdminSite(AdminSite):
    site_header = site_title = "MigraCidades"
    index_title = _("Programme desk")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(staff_roles(request.seats)) and not must_set_up(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None):
        """Anonymous: sign-in. Staff without second factor: its set-up. Member 403, stranger 404."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if staff_roles(request.seats):
            return self._second_factor(request)
        if request.seats:
            raise PermissionDenied
        raise Http404

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Keep what a programme owns; libraries offer their tables of everybody in vain."""
        if admin_class is not None and issubclass(admin_class, WalledAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """The door answers at once: there is no detour over a sign-in page of the admin's own."""
        opened = super().admin_view(view, cacheable)

        @wraps(opened)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                return self.login(request)
            return opened(request, *args, **kwargs)

        return guarded

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None):
        """A person's password is the account's affair, wherever they work."""
        return redirect("account_change_password")

    def get_urls(self) -> list:
        """The admin's own addresses, with the rooms' staff pages beside them."""
        # Models are not loaded yet when this module is.
        from .urls import staff

        guarded = [
            path(str(one.pattern), self.admin_view(one.callback), name=one.name) for one in staff
        ]
        return [*guarded, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None):
        """The programme desk: what waits, then the records."""
        # Models are not loaded yet when this module is.
        from migracidades.ledger.views import READERS

        from .programmes import ADDRESS
        from .staff_desk import bouncing, doors, lapsed, parked

        desk = {
            "doors": doors(request.programme, roles_of(request)),
            "parked": parked(),
            "lapsed": lapsed(),
            "bouncing": bouncing() if holds(request, *READERS) else 0,
            "sees_jobs": holds(request, *RULING),
            "pango_line": pdf.missing_line(),
            "programmes": ADDRESS if holds(request, Role.OPERATOR) else "",
        }
        return super().index(request, desk | (extra_context or {}))

    def _second_factor(self, request: HttpRequest) -> HttpResponse:
        if not must_set_up(request.user):
            return redirect("admin:index")
        messages.info(request, _("Staff sign in with a second factor. Please set one up first."))
        return redirect("mfa_index")
