from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from migracidades.ledger import audit
from migracidades.tenancy.scope import Side, required

from .guarding import shown_at_desk
from .models import StoredFile
from .serving import respond

PURPOSE = StoredFile.Purpose
# What tells of persons; who of the staff fetched it is written down.
PERSONAL = (PURPOSE.EVIDENCE, PURPOSE.CERTIFICATE, PURPOSE.COMMITMENT, PURPOSE.SIGNATURE)


@require_safe
def download(request: HttpRequest, pk: UUID, code: str = "") -> HttpResponseBase:
    """A file to whom the wall shows it at this address; anybody else is told there is none.

    One in which a virus was found is nobody's: a page says what to do.
    """
    stored = StoredFile.objects.filter(pk=pk, swept_at=None).first()
    if stored is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if stored is None:
        raise Http404
    if required().side is Side.GOVERNMENT and not shown_at_desk(request, stored):
        raise Http404
    if stored.is_infected:
        return render(request, "files/infected.html", {"stored": stored}, status=403)
    if required().side is Side.STAFF and stored.purpose in PERSONAL:
        audit.record("file.download", stored, fields={"purpose": stored.purpose})
    return respond(stored)
