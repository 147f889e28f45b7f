from django.http import Http404, HttpRequest

from .models import Edition, Participation


def current_edition() -> Edition | None:
    """The newest published edition with a calendar: the one people mean by "this year's"."""
    running = Edition.objects.filter(published=True, windows__isnull=False).distinct()
    return running.select_related("programme", "questionnaire", "course").first()


def edition_or_404(year: int) -> Edition:
    edition = Edition.objects.filter(year=year).select_related(
        "programme", "questionnaire", "course"
    )
    return _or_404(edition.first())


def participation_or_404(request: HttpRequest, year: int) -> Participation:
    """The participation of the desk's government in the edition of ``year``."""
    mine = Participation.objects.filter(government=request.government, edition__year=year)
    return _or_404(
        mine.select_related(
            "government", "edition__programme", "edition__questionnaire", "edition__course"
        ).first()
    )


def _or_404(thing):
    if thing is None:
        raise Http404
    return thing
