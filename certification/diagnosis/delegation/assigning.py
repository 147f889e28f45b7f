"""Who leads gives departments their parts of a diagnosis, changes them and takes them back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.editions.calendar import periods
from certification.editions.models import Step
from certification.governments import inviting
from dimensions.form import Form
from migracidades.kit.errors import Refused
from migracidades.kit.text import plain
from migracidades.ledger import audit, outbox
from migracidades.tenancy.models import Membership, Role
from migracidades.tenancy.rules import ANSWERING

from .. import rules
from ..models import Diagnosis, Part
from ..queries import with_context
from ..sheet import form_for

NOTHING_ASKED = gettext_lazy("Choose at least one dimension or one question.")


@dataclass(frozen=True)
class Charge:
    """What a part says: whose it is, what is asked of them and until when.

    ``seat`` or ``email``, whom an invitation is sent, or neither: on paper, or by a guest's link.
    """

    department: str
    dimensions: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    seat: Membership | None = None
    email: str = ""
    due: date | None = None
    message: str = ""


class Unfit(Refused):
    """What ``field`` of a charge says cannot be."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


class Stale(Refused):
    """Somebody changed the part after the page was opened; ``stands`` is what it says now."""

    def __init__(self, stands: Part):
        who = {"who": stands.assigned_by, "department": stands.department}
        super().__init__(
            _("Meanwhile %(who)s changed the part of %(department)s. Compare, then save again.")
            % who
        )
        self.stands = stands


def charge_of(part: Part) -> Charge:
    return Charge(
        department=part.department,
        dimensions=tuple(part.dimensions),
        indicators=tuple(part.indicators),
        seat=part.seat,
        email=part.email,
        due=part.due,
        message=part.message,
    )


def open_parts(diagnosis: Diagnosis) -> QuerySet[Part]:
    """The parts that stand, with who sits there and who gave them."""
    found = Part.objects.filter(diagnosis=diagnosis, ended_at=None)
    return found.select_related("seat__user", "assigned_by", "ready_by")


def assign(diagnosis: Diagnosis, charge: Charge, *, actor: Any, roles: Iterable[str]) -> Part:
    """Give a department its part; the same twice, as by a double click, is one part.

    Raises ``PermissionDenied`` for a wrong role, ``Unfit`` for a part that says nothing or cannot
    be, or when the seat or the address has another part already, and as ``inviting.invite`` does.
    """
    roles = set(roles)
    locked, meant = _locked(diagnosis, roles), _settled(diagnosis, charge)
    for one in open_parts(locked):
        if charge_of(one) == meant:
            return one
    _demand_one_part(locked, meant)
    made = Part(diagnosis=locked, government_id=locked.government_id)
    return _kept(made, meant, actor=actor, roles=roles)


def assign_all(
    diagnosis: Diagnosis, charges: Iterable[Charge], *, actor: Any, roles: Iterable[str]
) -> list[Part]:
    """Give several departments their parts where nobody has one yet; else nothing is given.

    Raises as ``assign`` does.
    """
    roles = set(roles)
    if open_parts(_locked(diagnosis, roles)).exists():
        return []
    return [assign(diagnosis, one, actor=actor, roles=roles) for one in charges]


def change(
    part: Part, charge: Charge, *, seen: datetime | None, actor: Any, roles: Iterable[str]
) -> Part:
    """Let a part say something else; ``seen`` is its ``assigned_at`` on the page it was edited on.

    What its department had marked as ready is not any more once other questions are asked.
    Raises as ``assign`` does, and ``Stale`` when somebody changed it since ``seen``.
    """
    roles = set(roles)
    locked = _locked(part.diagnosis, roles)
    found = Part.objects.select_related("seat__user", "assigned_by").get(pk=part.pk)
    meant, stood = _settled(locked, charge), charge_of(found)
    if meant == stood and found.ended_at is None:
        return found
    if found.ended_at:
        raise Refused(_("This part was ended meanwhile. Give it anew if it is still wanted."))
    if seen != found.assigned_at:
        raise Stale(found)
    _demand_one_part(locked, meant, but=found)
    if (meant.dimensions, meant.indicators) != (stood.dimensions, stood.indicators):
        found.ready_at = found.ready_by = None
    if stood.seat and stood.seat != meant.seat:
        _tell_ended(found, stood.seat)
    return _kept(found, meant, actor=actor, roles=roles)


def end(part: Part, *, actor: Any, roles: Iterable[str]) -> None:
    """Take a part back: its department sees these questions no more; what it answered stays.

    Ending it twice ends it once. Raises ``PermissionDenied`` for a wrong role.
    """
    _locked(part.diagnosis, set(roles))
    if not Part.objects.filter(pk=part.pk, ended_at=None).update(ended_at=Now()):
        return
    audit.record("part.end", part, actor=actor)
    if part.seat:
        _tell_ended(part, part.seat)


def _kept(part: Part, charge: Charge, *, actor: Any, roles: set[str]) -> Part:
    invited_before, seat_before = part.email, part.seat_id
    for name, value in vars(charge).items():
        setattr(part, name, list(value) if isinstance(value, tuple) else value)
    part.assigned_by, part.assigned_at = actor, Now()
    part.save()
    part.refresh_from_db()
    audit.record("part.assign", part, actor=actor, fields={"seat": part.seat_id})
    if charge.email and charge.email != invited_before:
        _invite(part, actor=actor, roles=roles)
    if part.seat:
        changed = part.seat_id == seat_before
        here = {"part_id": part.pk, "government_id": part.government_id}
        outbox.emit("part.assigned", changed=changed, **here)
    return part


def _invite(part: Part, *, actor: Any, roles: set[str]) -> None:
    inviting.invite(
        email=part.email,
        role=Role.CONTRIBUTOR,
        government=part.diagnosis.government,
        department=part.department,
        actor=actor,
        roles=roles,
    )


def invite_again(part: Part, *, actor: Any, roles: Iterable[str]) -> None:
    """Send whom a part waits for a new link. Raises ``PermissionDenied`` or ``Refused``."""
    _locked(part.diagnosis, set(roles))
    if part.email:
        _invite(part, actor=actor, roles=set(roles))


def _tell_ended(part: Part, seat: Membership) -> None:
    outbox.emit(
        "part.ended", part_id=part.pk, user_id=seat.user_id, government_id=part.government_id
    )


def _locked(diagnosis: Diagnosis, roles: set[str]) -> Diagnosis:
    """The diagnosis, held: of two who assign at once the second sees what the first did."""
    rules.demand(rules.may_assign(roles))
    return with_context().select_for_update(of=("self",), no_key=True).get(pk=diagnosis.pk)


def _settled(diagnosis: Diagnosis, charge: Charge) -> Charge:
    """The charge as it is kept: texts plain, codes in the order of the form, a known address's
    seat in the place of the address.
    """
    form = form_for(diagnosis)
    charge = replace(
        charge,
        department=plain(charge.department),
        message=plain(charge.message),
        dimensions=tuple(one.code for one in form.dimensions if one.code in charge.dimensions),
        indicators=_singly(form, charge),
        email="" if charge.seat else charge.email.strip().lower(),
    )
    _demand_whole(diagnosis, charge)
    if charge.email and (held := _seat_at(diagnosis, charge.email)):
        return replace(charge, seat=held, email="")
    return charge


def _singly(form: Form, charge: Charge) -> tuple[str, ...]:
    """The single questions that are not in a dimension given as a whole."""
    return tuple(
        one.code
        for one in form.indicators
        if one.code in charge.indicators and one.dimension not in charge.dimensions
    )


def _demand_whole(diagnosis: Diagnosis, charge: Charge) -> None:
    if not charge.department:
        raise Unfit("department", _("Write which department this is."))
    if not charge.dimensions and not charge.indicators:
        raise Unfit("dimensions", str(NOTHING_ASKED))
    if charge.due:
        _demand_in_time(diagnosis, charge.due)


def _demand_in_time(diagnosis: Diagnosis, due: date) -> None:
    period = periods(diagnosis.participation.edition, diagnosis.government).get(Step.DIAGNOSIS)
    if period is None:
        return
    last = period.closes_at.astimezone(ZoneInfo(diagnosis.government.time_zone)).date()
    if due > last:
        day = formats.date_format(last, "SHORT_DATE_FORMAT")
        said = _("The whole diagnosis is due on %(day)s: choose that day or an earlier one.")
        raise Unfit("due", said % {"day": day})


def _seat_at(diagnosis: Diagnosis, email: str) -> Membership | None:
    here = Membership.objects.filter(government=diagnosis.government_id, active=True)
    return here.filter(user__email=email, role__in=ANSWERING).order_by("id").first()


def _demand_one_part(diagnosis: Diagnosis, charge: Charge, *, but: Part | None = None) -> None:
    others = open_parts(diagnosis)
    others = others.exclude(pk=but.pk) if but else others
    if charge.seat:
        held = others.filter(seat=charge.seat).first()
    else:
        held = others.filter(email=charge.email).first() if charge.email else None
    if held:
        said = _("This person has a part already, %(department)s: change that one instead.")
        raise Unfit("who", said % {"department": held.department})
