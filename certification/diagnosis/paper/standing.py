"""What stands in a diagnosis, as far as a person sees it, and how that is known again."""

from dataclasses import dataclass
from functools import cached_property

from dimensions.form import Form
from dimensions.scoring import digest

from ..models import AnswerRevision, Diagnosis, Evidence
from ..queries import evidence_by_indicator, with_context
from ..reach import Reach
from ..sheet import form_for
from .content import Chapters, chapters_of
from .models import Paper

# Raised when the drawing changes, so that everything is drawn anew.
LAYOUT = 2


@dataclass(frozen=True)
class Standing:
    """What stands in a diagnosis, and the ``part`` of its form that a person sees of it."""

    diagnosis: Diagnosis
    part: Form
    answers: list[AnswerRevision]
    evidence: dict[int, list[Evidence]]

    @property
    def form(self) -> Form:
        return form_for(self.diagnosis)

    @property
    def whole(self) -> bool:
        """Whether the part is all of the form."""
        return len(self.part.indicators) == len(self.form.indicators)

    @cached_property
    def chapters(self) -> Chapters:
        """What is shown, in the language in force."""
        return chapters_of(self.form, self.answers, self.evidence, self.part)

    def digest(self, language: str) -> str:
        """That of what is shown in a language; of nothing else."""
        asked = self.diagnosis.questionnaire
        shown = [
            [one.indicator.code, one.asked, one.answer.pk if one.answer else None,
             [proof.pk for proof in one.evidence]]
            for _dimension, entries in self.chapters
            for one in entries
        ]  # fmt: skip
        words = [asked.checksum, asked.texts_checksum]
        return digest({"layout": LAYOUT, "language": language, "words": words, "shown": shown})


def standing(diagnosis: Diagnosis, reach: Reach) -> Standing:
    """What stands now within a reach. Two queries."""
    newest = AnswerRevision.objects.filter(diagnosis=diagnosis)
    newest = newest.order_by("indicator_id", "-version").distinct("indicator_id")
    held = Evidence.objects.filter(diagnosis=diagnosis, removed_at=None)
    part = reach.cut(form_for(diagnosis))
    answers = list(newest.select_related("author"))
    return Standing(diagnosis, part, answers, evidence_by_indicator(held))


def shown_by(paper: Paper) -> Standing:
    """What a paper shows, for ever the same."""
    diagnosis = with_context().get(pk=paper.diagnosis_id)
    answers = AnswerRevision.objects.filter(diagnosis=diagnosis, pk__in=paper.answers)
    held = Evidence.objects.filter(diagnosis=diagnosis, pk__in=paper.evidence)
    wanted = frozenset(paper.indicators)
    return Standing(
        diagnosis,
        form_for(diagnosis).only(lambda one: one.code in wanted),
        list(answers.select_related("author")),
        evidence_by_indicator(held),
    )
