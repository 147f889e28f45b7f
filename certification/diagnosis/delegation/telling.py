"""What is mailed about parts: to whoever has one, and to whoever leads when one is ready."""

from typing import Any

from django.urls import reverse

from migracidades.accounts.models import User
from migracidades.ledger import mail, outbox
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING

from ..models import Part
from ..queries import with_context
from ..sheet import form_for
from .shares import reach_of_part


def _known(part_id: int) -> tuple[Part, dict[str, Any]]:
    """A part, and what every message about it says."""
    part = Part.objects.select_related("seat__user", "assigned_by", "ready_by").get(pk=part_id)
    diagnosis = with_context().get(pk=part.diagnosis_id)
    government, year = diagnosis.government, diagnosis.participation.edition.year
    form = reach_of_part(part).cut(form_for(diagnosis))
    return part, {
        "part": part,
        "government": government,
        "year": year,
        "dimensions": form.dimensions,
        "questions": len(form.indicators),
        "link": mail.absolute(reverse("diagnosis", args=[government.code, year])),
    }


@outbox.on("part.assigned", name="part.tell_assigned")
def tell_assigned(*, part_id: int, changed: bool, **_payload: object) -> None:
    """Tell whoever sits there what is asked of them, once for each time it is given or changed."""
    part, context = _known(part_id)
    if part.seat is None or not part.seat.active or part.ended_at:
        return
    mail.send(
        "part_assigned",
        to=part.seat.user,
        context=context | {"changed": changed},
        need=f"part:{part.pk}:{part.assigned_at.isoformat()}:{part.seat.user_id}",
        government=part.government_id,
    )


@outbox.on("part.ended", name="part.tell_ended")
def tell_ended(*, part_id: int, user_id: int, **_payload: object) -> None:
    """Tell who had it that it is theirs no more."""
    part, context = _known(part_id)
    moment = (part.ended_at or part.assigned_at).isoformat()
    mail.send(
        "part_ended",
        to=User.objects.get(pk=user_id),
        context=context,
        need=f"part-ended:{part.pk}:{moment}:{user_id}",
        government=part.government_id,
    )


@outbox.on("part.ready", name="part.tell_ready")
def tell_ready(*, part_id: int, **_payload: object) -> None:
    """Tell those who lead that a department is ready, unless they said so themselves."""
    part, context = _known(part_id)
    if part.ready_at is None:
        return
    here = [context["government"].code, context["year"]]
    context["link"] = mail.absolute(reverse("parts", args=here))
    for seat in team_of(context["government"]).filter(role__in=LEADING):
        if seat.user_id == part.ready_by_id:
            continue
        mail.send(
            "part_ready",
            to=seat.user,
            context=context,
            need=f"part-ready:{part.pk}:{part.ready_at.isoformat()}:{seat.user_id}",
            government=part.government_id,
        )
