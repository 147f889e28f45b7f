from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from certification.diagnosis.models import Diagnosis
from certification.editions.queries import participation_or_404

from . import queries


@require_GET
def scorecard(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The government's own scorecard, once the review is concluded."""
    participation = participation_or_404(request, year)
    diagnosis = (
        Diagnosis.objects.filter(participation=participation)
        .select_related("questionnaire__programme", "government", "participation__edition")
        .first()
    )
    if diagnosis is None:
        raise Http404
    concluded = diagnosis.state == Diagnosis.State.CONSENTED
    card = queries.scorecard_of(diagnosis) if concluded else None
    rows = queries.card_rows(diagnosis, card) if card else []
    context = {
        "participation": participation,
        "diagnosis": diagnosis,
        "rows": rows,
        "shares": [row.share for row in rows],
    }
    return render(request, "review/scorecard.html", context)
