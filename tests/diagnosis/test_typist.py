"""Two people type while everything breaks: what was acknowledged is kept, and no text vanishes.

A seeded typist writes into the same few fields from two browsers; the line is cut, the server dies
before or after it has saved, sessions end, windows close and open again, with a line or without.
Every text carries a word of its own.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from certification.diagnosis.models import Answer, AnswerRevision
from migracidades.accounts.models import User
from tests.diagnosis.at_desk import IS_KEPT, desk, expire, section, sign_in, until
from tests.world import Country

__all__ = ["desk"]
pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("D1.1", "D1.3", "D1.4")
STEPS = 45
WORD = re.compile(r"word\d+")
OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
UNSENT = """() => new Promise((told) => {
    const opening = indexedDB.open("desk", 1);
    opening.onsuccess = () => {
        const all = opening.result.transaction("records").objectStore("records").getAll();
        all.onsuccess = () => {
            opening.result.close();
            told(all.result.filter((one) => one.state !== "saved"));
        };
    };
})"""


@dataclass
class Typist:
    """One person at one browser, and what the server acknowledged to it."""

    person: User
    context: BrowserContext
    site: str
    desk: str
    words: list[str] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    server: str = "up"
    page: Page | None = None

    @property
    def address(self) -> str:
        return f"{self.desk}/dimensions/1/"

    def open(self, *before: str) -> None:
        """A window that shows the dimension, and the addresses ``before`` on its way there."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("requestfinished", self._heard)
        self.page.route("**/answers/**", self._serve)
        for address in (*before, self.address):
            self.page.goto(address, wait_until="domcontentloaded")
        self.page.wait_for_load_state()
        self.page.evaluate(OPEN_ALL)

    def _serve(self, route: Route) -> None:
        if self.server == "up":
            route.continue_()
        elif self.server == "dies after saving":
            route.fetch(max_redirects=0)
            route.abort()
        elif self.server == "restarts":
            route.fulfill(status=502, body="")
        else:
            route.abort()

    def _heard(self, request: Request) -> None:
        if "/answers/" not in request.url or self.server != "up":
            return
        response, code = request.response(), request.url.rstrip("/").rpartition("/")[2]
        if response and response.status == 200:
            self.acknowledged.append((code, parse_qs(request.post_data)["note"][0].strip()))

    def write(self, word: str) -> None:
        code = CODES[len(self.words) % len(CODES)]
        note = self.page.locator(f"[id='note-{code}']")
        note.press("Control+End")
        self.page.keyboard.insert_text(f" {word}")
        note.blur()
        self.words.append(word)

    def nudge(self) -> None:
        self.page.evaluate("() => dispatchEvent(new Event('online'))")

    def mend(self) -> None:
        """Line, server and session are back, and the window is opened once more."""
        self.server = "up"
        self.context.set_offline(False)
        sign_in(self.context, self.person, self.site)

    def settled(self) -> None:
        """Nothing waits any more: it is saved, or its conflict is shown."""
        self.nudge()
        until(self.page, f"async () => (await ({UNSENT})()).every(one => one.state === 'refused')")
        expect(self.page.locator(".mc-saved--waiting")).to_have_count(0)

    def resolve(self) -> int:
        """Keep mine, wherever a choice is shown."""
        shown = 0
        refused = {one["action"] for one in self.page.evaluate(UNSENT)}
        expect(self.page.locator(".mc-conflict")).to_have_count(len(refused))
        for code in CODES:
            choice = section(self.page, code).locator("button[name=over]")
            while choice.count():
                shown += 1
                with self.page.expect_response("**/answers/**"):
                    choice.click()
                self.settled()
        return shown


def reopen(typist: Typist, *before: str) -> None:
    typist.page.close()
    sign_in(typist.context, typist.person, typist.site)
    typist.context.set_offline(False)
    typist.open(*before)


def reopen_without_a_line(typist: Typist) -> None:
    """The next day, in a place without a line: the browser shows what it kept."""
    typist.context.set_offline(True)
    typist.page.close()
    typist.open()


def mishaps(typist: Typist) -> dict[str, Callable[[], None]]:
    def server(state: str) -> Callable[[], None]:
        return lambda: setattr(typist, "server", state)

    return {
        "line cut": lambda: typist.context.set_offline(True),
        "server killed before saving": server("dies before saving"),
        "server killed after saving": server("dies after saving"),
        "server restarting": server("restarts"),
        "session ended": lambda: expire(typist.context),
        "window opened again": lambda: reopen(typist),
        "home opened": lambda: reopen(typist, f"{typist.desk}/"),
        "check opened": lambda: reopen(typist, f"{typist.desk}/diagnosis/check/"),
        "window opened without a line": lambda: reopen_without_a_line(typist),
        "all well": typist.mend,
        "all well, and noticed": lambda: (typist.mend(), typist.nudge()),
    }


def test_a_typist_loses_nothing(br: Country, desk: str, browser: Browser, live_server) -> None:
    chance, befell = random.Random(20261123), set()
    typists = []
    for role in ("lead", "alternate"):
        context = browser.new_context(locale="pt-BR")
        typists.append(Typist(br.people[role], context, live_server.url, desk))
        sign_in(context, br.people[role], live_server.url)
        typists[-1].open()
        until(typists[-1].page, IS_KEPT)

    for number in range(STEPS):
        typist = chance.choice(typists)
        if chance.random() < 0.4:
            name, happen = chance.choice([*mishaps(typist).items()])
            befell.add(name)
            happen()
        typist.write(f"word{number}")

    seen = 0
    for typist in typists * 2:  # what one keeps stands in the way of the other's
        typist.mend()
        reopen(typist, f"{desk}/diagnosis/check/")
        typist.settled()
        seen += typist.resolve()
    for typist in typists:
        typist.settled()
        assert typist.page.evaluate(UNSENT) == [], "nothing is left on the device"

    with br.desk():
        revisions = list(AnswerRevision.objects.select_related("indicator"))
        standing = {one.indicator.code: one for one in Answer.objects.select_related("indicator")}
    kept = {(one.indicator.code, one.note) for one in revisions}
    for typist in typists:
        assert set(typist.acknowledged) <= kept, "what was acknowledged is in the database"
        assert typist.acknowledged
    written = {word for one in revisions for word in WORD.findall(one.note)}
    assert {word for typist in typists for word in typist.words} == written, "no text vanished"
    for code, answer in standing.items():
        newest = max((one.version, one.note) for one in revisions if one.indicator.code == code)
        assert (answer.version, answer.note) == newest
    assert seen, "the seed makes conflicts, and each was shown"
    assert befell == mishaps(typists[0]).keys(), "the seed makes everything happen"
    for typist in typists:
        typist.context.close()
