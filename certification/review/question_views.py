"""One question of a diagnosis for the staff: what was answered before, what was said about it."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from certification.diagnosis import forms, history, remarks
from certification.diagnosis.models import Diagnosis
from certification.diagnosis.sheet import form_for
from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import REVIEWING, holds, needs

from .queries import diagnosis_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*STAFF_ROLES)
def review_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """History and conversation; whoever reviews adds a line to the conversation."""
    diagnosis = diagnosis_or_404(pk)
    indicator = form_for(diagnosis).by_code.get(code)
    if indicator is None:
        raise Http404
    if request.method != "POST":
        return _page(request, diagnosis, indicator)
    if not holds(request, *REVIEWING):
        raise PermissionDenied
    text, send_id = request.POST.get("text", ""), forms.uuid_in(request.POST, "send")
    try:
        remarks.remark(
            diagnosis, indicator, text, author=request.user, send_id=send_id, from_staff=True
        )
    except Refused as refused:
        return _page(request, diagnosis, indicator, text=text, error=refused.message)
    return redirect("admin:review_question", pk=pk, code=code)


def _page(
    request: HttpRequest,
    diagnosis: Diagnosis,
    indicator: Indicator,
    *,
    text: str = "",
    error: str = "",
) -> HttpResponse:
    context = {
        "diagnosis": diagnosis,
        "indicator": indicator,
        "dimension": form_for(diagnosis).dimension(indicator.dimension),
        "versions": history.versions(diagnosis, indicator),
        "remarks": remarks.conversation(diagnosis, indicator),
        "may_write": holds(request, *REVIEWING),
        "send_id": uuid4(),
        "text": text,
        "error": error,
    }
    status = 422 if error else 200
    title = f"{indicator.code} · {diagnosis.government}"
    return staff_page(request, "review/question.html", context, title=title, status=status)
