"""What is asked about suggestions. The newest of a link stands, unless its guest emptied it."""

from django.db.models import Exists, OuterRef, QuerySet

from .content import Content
from .models import Diagnosis, GuestLink, Standing, Suggestion

NOTHING = Content(Standing.ANSWERED, None, "", "", "")


def content_of(one: Suggestion) -> Content:
    """What is suggested, without who suggests it."""
    return Content(one.standing, one.value, one.reason, one.note, "")


def newest_of(link: GuestLink) -> dict[int, Suggestion]:
    """What stands of a link's suggestions, by indicator id, settled or not. One query."""
    return {one.indicator_id: one for one in link.suggestions.order_by("id")}


def waits_beside() -> dict[str, Exists]:
    """What a query for diagnoses asks besides: whether anything is ``suggested`` at all."""
    unsettled = Suggestion.objects.filter(diagnosis=OuterRef("pk"), settled_at=None)
    return {"suggested": Exists(unsettled)}


def waiting(diagnosis: Diagnosis) -> dict[int, list[Suggestion]]:
    """The suggestions nobody has settled, by indicator id, oldest first. One query."""
    unsettled = Suggestion.objects.filter(diagnosis=diagnosis, settled_at=None)
    found: dict[int, list[Suggestion]] = {}
    for one in _standing(unsettled.select_related("link")):
        found.setdefault(one.indicator_id, []).append(one)
    return found


def _standing(suggestions: QuerySet[Suggestion]) -> list[Suggestion]:
    newest = {(one.link_id, one.indicator_id): one for one in suggestions.order_by("id")}
    return sorted(
        (one for one in newest.values() if content_of(one) != NOTHING), key=lambda one: one.pk
    )
