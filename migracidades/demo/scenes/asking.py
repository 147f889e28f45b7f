"""Step 2, for departments that do not sign in: the lead sends a link, a guest suggests by it."""

from typing import Any
from uuid import uuid4

from certification.diagnosis.models import Standing
from certification.diagnosis.sharing import share
from certification.diagnosis.sheet import form_for
from certification.diagnosis.suggesting import suggest
from dimensions.form import Indicator
from migracidades.demo.replies import reply
from migracidades.demo.story import Story
from migracidades.tenancy.scope import Side, enter


def ask_guests(story: Story) -> None:
    """The link that the story tells of, and what its guest suggests: a letter for each question."""
    asked = story.told["guest"]
    with story.at_desk("lead"):
        by_code = form_for(story.diagnosis).by_code
        link = share(
            diagnosis=story.diagnosis,
            indicators=[by_code[code] for code in asked["questions"]],
            department=asked["department"],
            send_id=uuid4(),
            **story.by("lead"),
        )
    typed = {
        code: _typed(story, by_code[code], letter) for code, letter in asked["suggests"].items()
    }
    with enter(story.programme, side=Side.PUBLIC):
        who = {"name": asked["name"], "department": asked["department"]}
        suggest(link.token, typed, **who, send_id=uuid4())


def _typed(story: Story, indicator: Indicator, letter: str) -> dict[str, Any]:
    told = reply(story.programme.slug, indicator, letter)
    return {"standing": Standing.ANSWERED, **told, "department": ""}
