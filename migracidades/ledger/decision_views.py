"""The decisions of a programme, as they were written down: who did what, when and why."""

import json
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from migracidades.kit.listing import Column, Listing
from migracidades.kit.staff import staff_page
from migracidades.tenancy.rules import needs

from .acts import NOBODY, act_of, object_of
from .models import AuditEntry
from .views import PAGE_SIZE, READERS


@require_safe
@needs(*READERS)
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision, the newest first; ``?on=`` of one kind of object, with ``pk`` of one."""
    on, key = request.GET.get("on", ""), request.GET.get("pk", "")
    found = AuditEntry.objects.order_by("-at", "-id").select_related("actor", "government")
    if on:
        found = found.filter(object_label=on)
    if on and key:
        found = found.filter(object_id=key)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "table": _table(page),
        "on": on,
        "key": key,
        "objects": _objects(),
    }
    return staff_page(request, "ledger/decisions.html", context, title=_("Decisions"))


def _objects() -> list[tuple[str, str]]:
    labels = AuditEntry.objects.exclude(object_label="").order_by().values_list("object_label")
    return sorted(((one, object_of(one)) for (one,) in labels.distinct()), key=lambda one: one[1])


def _table(entries: Iterable[AuditEntry]) -> Listing:
    return Listing(
        caption=_("Decisions"),
        columns=[
            Column(_("When")),
            Column(_("Who")),
            Column(_("What")),
            Column(_("Government")),
            Column(_("Reason")),
        ],
        rows=[
            (
                date_format(timezone.localtime(one.at), "SHORT_DATETIME_FORMAT"),
                one.actor or NOBODY,
                _what(one),
                one.government or "",
                one.reason,
            )
            for one in entries
        ],
    )


def _what(entry: AuditEntry) -> SafeString:
    """The object and the act, with what was written down of it folded below."""
    said = f"{object_of(entry.object_label)} {entry.object_id}: {act_of(entry)}".strip(" :")
    if not entry.fields:
        return format_html("{}", said)
    told = json.dumps(entry.fields, ensure_ascii=False, indent=1)
    return format_html(
        "{}<details><summary>{}</summary><pre>{}</pre></details>", said, _("As written down"), told
    )
