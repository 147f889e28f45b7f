"""The staff's page of the data of an edition, and the files themselves."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from certification.editions.models import Edition
from certification.editions.queries import edition_or_404
from migracidades.files.serving import guarded
from migracidades.kit.staff import staff_page
from migracidades.tenancy.rules import needs, roles_of
from migracidades.tenancy.scope import carried

from .dictionary import about, described_tables
from .downloads import DOWNLOADS, EXPORTING, chunks, taken
from .reading import consented
from .tables import Data


@require_GET
@needs(*EXPORTING)
def dataset(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """What there is to take away of an edition, what is left out, and what each column says."""
    asked = Edition.objects.filter(questionnaire__isnull=False)
    editions = list(asked.select_related("programme", "questionnaire__programme"))
    chosen = [one for one in editions if year in (None, one.year)]
    if not chosen and year:
        raise Http404
    edition = chosen[0] if chosen else None
    context = {"edition": edition, "editions": editions, "downloads": DOWNLOADS.values()}
    if edition:
        data = Data(edition)
        context["governments"] = consented(edition).count()
        context |= {"about": about(data), "tables": described_tables(data)}
    return staff_page(request, "monitoring/dataset.html", context, title=_("Data for analysis"))


@require_GET
@needs(*EXPORTING)
def dataset_file(request: HttpRequest, year: int, file: str) -> StreamingHttpResponse:
    """One of the files, sent while it is made; who took it is written down."""
    edition = edition_or_404(year)
    if file not in DOWNLOADS or edition.questionnaire is None:
        raise Http404
    download = DOWNLOADS[file]
    saved_as = taken(edition, download, roles=roles_of(request))
    response = StreamingHttpResponse(
        carried(lambda: chunks(download, edition)), content_type=download.content_type
    )
    response["Content-Disposition"] = content_disposition_header(True, saved_as)
    return guarded(response)
