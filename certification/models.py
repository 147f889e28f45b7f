"""One app label, one migration history: the facts themselves stand in the rooms."""

from .application.models import Application
from .diagnosis.letters.models import Letter
from .diagnosis.models import (
    Answer,
    AnswerRevision,
    Diagnosis,
    Evidence,
    GuestLink,
    Part,
    Remark,
    Round,
    Suggestion,
    Verdict,
)
from .diagnosis.paper.models import BlankForm, Paper
from .editions.models import Edition, Extension, Participation, Window, Withdrawal
from .events.models import Event
from .evidence.models import LinkVisit, Piece, PieceVersion
from .governments.models import Figure
from .prioritization.models import Plan, Priority
from .review.models import Assignment, Scorecard
from .seal.models import PublishedCertification, Seal

__all__ = [
    "Answer",
    "AnswerRevision",
    "Application",
    "Assignment",
    "BlankForm",
    "Diagnosis",
    "Edition",
    "Event",
    "Evidence",
    "Extension",
    "Figure",
    "GuestLink",
    "Letter",
    "LinkVisit",
    "Paper",
    "Part",
    "Participation",
    "Piece",
    "PieceVersion",
    "Plan",
    "Priority",
    "PublishedCertification",
    "Remark",
    "Round",
    "Scorecard",
    "Seal",
    "Suggestion",
    "Verdict",
    "Window",
    "Withdrawal",
]
