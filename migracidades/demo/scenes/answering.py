"""Step 2: the departments answer and prove, the signatory signs off, the lead hands in."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import uuid4

from certification.diagnosis import proving
from certification.diagnosis.models import Diagnosis
from certification.diagnosis.queries import answers_of, sheet_of
from certification.diagnosis.saving import save_answer
from certification.diagnosis.signoff import digest_of, sign_off
from certification.diagnosis.submitting import submit
from certification.evidence.keeping import Told
from certification.evidence.validity import lives_of
from dimensions.form import Dimension, Indicator
from migracidades.demo.papers import paper
from migracidades.demo.replies import reply
from migracidades.demo.story import Story


def answer_all(story: Story) -> None:
    _answer(story)


def answer_some(story: Story) -> None:
    """The dimensions that the story names, without the questions it leaves open."""
    left = story.told.get("open_questions", ())
    _answer(story, only=story.told["answered"], left_open=left)


def sign(story: Story) -> None:
    with story.at_desk("signatory"):
        diagnosis = story.diagnosis
        seen = digest_of(answers_of(diagnosis))
        sign_off(diagnosis, seen=seen, **story.by("signatory"))


def hand_in(story: Story) -> None:
    with story.at_desk("lead"):
        submit(story.diagnosis, **story.by("lead"))


def _answer(story: Story, *, only: Collection[str] = (), left_open: Collection[str] = ()) -> None:
    with story.at_desk("lead"):
        diagnosis = story.diagnosis
        sheet = sheet_of(diagnosis)
    asked, dimensions = sheet.asked, sheet.form.dimensions
    for dimension, letters in zip(dimensions, story.told["answers"].split(), strict=True):
        if not only or dimension.code in only:
            desk = _Desk(story, diagnosis, _who_answers(story, dimension))
            with story.at_desk(desk.role):
                asked = desk.answer(dimension, letters, asked=asked, left_open=left_open)


def _who_answers(story: Story, dimension: Dimension) -> str:
    contributor = story.told.get("contributor", {})
    return "contributor" if dimension.code in contributor.get("dimensions", ()) else "lead"


def _in_register(story: Story) -> set[str]:
    """The questions that a piece of the story's register proves."""
    return {code for told in story.told.get("register", ()) for code in told.get("proves", {})}


@dataclass(frozen=True)
class _Desk:
    """Who answers a dimension."""

    story: Story
    diagnosis: Diagnosis
    role: str

    def answer(
        self,
        dimension: Dimension,
        letters: str,
        *,
        asked: Collection[str],
        left_open: Collection[str],
    ) -> Collection[str]:
        """Answer what is asked and prove the first full answer, or all; returns what is asked then.

        A story in which all is ``proven`` proves by its register what it names there.
        """
        dealt, proven = cycle(letters), False
        every, elsewhere = self.story.told.get("proven"), _in_register(self.story)
        for indicator in dimension.indicators:
            letter = next(dealt)
            if indicator.code not in asked or indicator.code in left_open:
                continue
            asked = self.save(indicator, letter)
            if every and letter in "yp" and indicator.code not in elsewhere:
                self.prove(indicator, by_link=True)
            elif not every and letter == "y" and indicator.evidence_kinds and not proven:
                self.prove(indicator, by_link=dimension.position % 2 == 0)
                proven = True
        return asked

    def save(self, indicator: Indicator, letter: str) -> Collection[str]:
        saved = save_answer(
            diagnosis=self.diagnosis,
            indicator=indicator,
            author=self.story.people[self.role],
            roles={self.role},
            base_version=0,
            save_id=uuid4(),
            **reply(self.story.programme.slug, indicator, letter),
        )
        return saved.sheet.asked

    def prove(self, indicator: Indicator, *, by_link: bool) -> None:
        title = self.story.read("replies")["replies"][indicator.code]["proof"]
        kind = indicator.evidence_kinds[0]
        proving.add(
            diagnosis=self.diagnosis,
            indicators=[indicator],
            told=Told.of_new(lives_of(self.story.programme), kind=kind, title=title),
            **(self._link(indicator) if by_link else self._file(indicator, title)),
            **self.story.by(self.role),
        )

    def _link(self, indicator: Indicator) -> dict[str, Any]:
        return {"link": f"https://example.org/{self._name(indicator)}"}

    def _file(self, indicator: Indicator, title: str) -> dict[str, Any]:
        mark, town = self.story.read("words")["mark"], str(self.story.government)
        file = paper(self._name(indicator), title, town, mark=mark)
        return {"file": file, "where": "p. 1"}

    def _name(self, indicator: Indicator) -> str:
        return f"{self.story.told['slug']}-{indicator.code.replace('.', '-').lower()}"
