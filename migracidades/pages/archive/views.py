"""The page of a government's archive, and the archive."""

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from migracidades.files.serving import guarded
from migracidades.tenancy.rules import LEADING, needs, roles_of
from migracidades.tenancy.scope import carried

from .making import archive, files_of, taken


@require_safe
@needs(*LEADING)
def archive_page(request: HttpRequest, code: str) -> HttpResponse:
    """What the archive holds, and the link that makes it."""
    context = {
        "held": files_of(request.government).aggregate(files=Count("pk"), size=Sum("size")),
        "crumbs": [
            (request.government.name, reverse("desk_home", args=[code])),
            (_("Take everything with you"), None),
        ],
    }
    return render(request, "pages/archive.html", context)


@require_GET
@needs(*LEADING)
def archive_file(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """The archive, sent while it is made; who took it is written down."""
    government = request.government
    saved_as = taken(government, roles=roles_of(request))
    pieces = carried(lambda: archive(government))
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, saved_as)
    return guarded(response)
