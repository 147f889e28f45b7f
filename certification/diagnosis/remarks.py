"""The conversation about a question, between colleagues and with the analysis."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.text import plain

from .models import Diagnosis, Remark

LIMIT = 2000


def remark(
    diagnosis: Diagnosis,
    indicator: Indicator,
    text: str,
    *,
    author: Any,
    send_id: UUID,
    from_staff: bool = False,
) -> Remark:
    """Add a line to the conversation; the same ``send_id`` twice is one line.

    It stays open in every state: what is said about an answer changes no answer.
    Raises ``Refused`` for an empty text or one of more than ``LIMIT`` characters.
    """
    said = plain(text)
    if not said:
        raise Refused(_("Write your message; then it is sent."))
    if len(said) > LIMIT:
        raise Refused(
            _("This text is too long: it has %(count)s characters and the limit is %(limit)s.")
            % {"count": len(said), "limit": LIMIT}
        )
    made, _new = Remark.objects.get_or_create(
        diagnosis=diagnosis,
        send_id=send_id,
        defaults={
            "government_id": diagnosis.government_id,
            "indicator_id": indicator.id,
            "text": said,
            "author": author,
            "from_staff": from_staff,
            "written_at": Now(),
        },
    )
    return made


def conversation(diagnosis: Diagnosis, indicator: Indicator) -> list[Remark]:
    """What was said about a question, in order. One query."""
    found = Remark.objects.filter(diagnosis=diagnosis, indicator_id=indicator.id)
    return list(found.select_related("author"))


def talk_beside() -> dict[str, ArraySubquery]:
    """What a query for diagnoses asks besides, for ``counts_in``: no query of its own."""
    said = Remark.objects.filter(diagnosis=OuterRef("pk")).order_by()
    return {"talk": ArraySubquery(said.values("indicator_id"))}


def counts_in(diagnosis: Any) -> dict[int, int]:
    """How many lines there are, by indicator id, of a diagnosis asked with ``talk_beside``."""
    return dict(Counter(diagnosis.talk))


def counts(diagnosis: Diagnosis) -> dict[int, int]:
    """How many lines there are, by indicator id. One query."""
    grouped = Remark.objects.filter(diagnosis=diagnosis).order_by().values_list("indicator_id")
    return dict(grouped.annotate(lines=Count("id")))
