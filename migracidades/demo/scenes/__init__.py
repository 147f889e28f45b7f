"""How far each story goes: its scenes in order, each played through the rooms' own verbs."""

from collections.abc import Callable

from migracidades.demo.story import Story

from .answering import answer_all, answer_some, hand_in, sign
from .applying import admit, apply, apply_again, delegate, invite_a_colleague, let_wait, take_seats
from .asking import ask_guests
from .certifying import declare, learn, leave, seal, send_certificate, send_report, tell_progress
from .meeting import meet, summon
from .planning import accept, choose, propose
from .registering import keep_register, renew, visit_links
from .returning import lose_some_proof, take_part_last_year
from .reviewing import approve, begin, consent, give_more_time, judge_all, send_back, validate

Scene = Callable[[Story], None]

_ADMITTED = (apply, admit, take_seats, delegate)
_SUBMITTED = (*_ADMITTED, answer_all, keep_register, sign, hand_in, visit_links)
_APPROVED = (*_SUBMITTED, judge_all, approve)
_CONCLUDED = (*_APPROVED, validate, consent)
_MET = (*_CONCLUDED, summon, meet)
_PROPOSED = (*_MET, choose, propose)
_ELIGIBLE = (*_PROPOSED, accept, learn)
_SEALED = (*_ELIGIBLE, seal)

PATHS: dict[str, tuple[Scene, ...]] = {
    "applied": (apply,),
    "contested": (apply, apply_again),
    "waiting": (apply, let_wait),
    "admitted": _ADMITTED,
    "half": (
        *_ADMITTED,
        invite_a_colleague,
        answer_some,
        keep_register,
        renew,
        visit_links,
        ask_guests,
    ),
    "submitted": _SUBMITTED,
    "summoned": (*_SUBMITTED, summon),
    "reviewing": (*_SUBMITTED, begin),
    "returned": (*_SUBMITTED, send_back, give_more_time, renew),
    "approved": _APPROVED,
    "validated": (*_APPROVED, validate),
    "drafting": (*_MET, choose),
    "proposed": (*_PROPOSED, send_certificate),
    "eligible": _ELIGIBLE,
    "declared": (*_ELIGIBLE, declare),
    "sealed": _SEALED,
    "reported": (*_SEALED, tell_progress, send_report),
    "withdrawn": (*_ADMITTED, answer_some, leave),
    "again": (take_part_last_year, *_ADMITTED, lose_some_proof),
}
