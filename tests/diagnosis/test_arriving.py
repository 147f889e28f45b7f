"""The first moments of a dimension on a poor line: what comes late must not cost an answer."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from certification.diagnosis.models import AnswerRevision
from tests.diagnosis.at_desk import SAVED, desk, field, kept, line, section

__all__ = ["desk"]
pytestmark = pytest.mark.django_db(transaction=True)
PAINTED = """() => new Promise((told) => {
    const seen = new PerformanceObserver((list) => told(list.getEntries().length));
    seen.observe({ type: "paint", buffered: true });
})"""


def held_back(page: Page, files: str) -> list[Route]:
    """Keep back what a page asks of these files, until somebody lets it go on."""
    waiting: list[Route] = []
    page.route(files, lambda route: waiting.append(route))
    return waiting


def test_what_was_answered_before_the_scripts_came_is_saved(br, page, desk):
    scripts = held_back(page, "**/*.js")
    page.goto(f"{desk}/dimensions/2/", wait_until="commit")
    section(page, "D2.1").locator("[id='answer-D2.1-fr'] + label").click()
    field(page, "D2.2").fill("antes dos programas")
    for one in scripts:
        one.continue_()
    expect(line(page, "D2.1")).to_have_text(SAVED)
    expect(line(page, "D2.2")).to_have_text(SAVED)
    assert (kept(br, "D2.1").value, kept(br, "D2.2").value) == (["fr"], "antes dos programas")
    with br.desk():
        assert AnswerRevision.objects.count() == 2, "what nobody touched is not saved"


def test_neither_font_nor_scripts_are_waited_for(page, desk):
    late = held_back(page, re.compile(r"\.(js|woff2|svg)$"))
    page.goto(f"{desk}/dimensions/2/", wait_until="commit")
    expect(field(page, "D2.2")).to_be_editable()
    assert page.evaluate(PAINTED) > 0
    assert len(late) >= 2
    for one in late:
        one.continue_()
