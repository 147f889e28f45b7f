"""Two ways to work a page: with a pointer, and with the keys alone."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

FURTHEST = 150
SAVED = ".mc-saved:not(.mc-saved--waiting, .mc-saved--failed)"


@dataclass
class Pointer:
    """Clicks and fills. ``script``: whether pages have theirs; else each answer has a button."""

    page: Page
    script: bool = True

    def follow(self, selector: str) -> None:
        """Use a link or a button that leads to another page."""
        self._leading(lambda: self.page.locator(selector).first.click())

    def unfold(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def choose(self, code: str, *values: str) -> None:
        for value in values:
            self.page.locator(f"[id='answer-{code}-{value}'] + label").click()

    def write(self, name: str, text: str) -> None:
        """Type into the control of that id, and leave it."""
        self.page.locator(f"[id='{name}']").fill(text)
        self.page.locator(f"[id='{name}']").blur()

    def press(self, selector: str) -> None:
        """Use a button whose answer, with scripts, is shown in the same page."""
        if self.script:
            self.page.locator(selector).first.click()
        else:
            self.follow(selector)

    def keep(self, code: str) -> None:
        """See an answer saved, by its button where nothing else does it."""
        if not self.script:
            self.follow(f"[id='{code}'] form[data-answers] button")
        expect(self.section(code).locator(f"[data-line] {SAVED}")).to_be_visible()

    def section(self, code: str) -> Locator:
        return self.page.locator(f"section[id='{code}']")

    def _leading(self, act: Callable[[], None]) -> None:
        before = self.page.url
        with self.page.expect_navigation() as led:
            act()
        assert led.value.status == 200, (before, self.page.url)
        assert not self.page.locator(".mc-summary").count(), self.page.url


class Keys(Pointer):
    """Tab, Space, Enter, the arrows and letters: nothing that has to be pointed at."""

    def reach(self, selector: str) -> None:
        """Go on with Tab until the cursor stands there."""
        for _ in range(FURTHEST):
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: Tab does not reach {selector}")

    def follow(self, selector: str) -> None:
        self.reach(selector)
        self._leading(lambda: self.page.keyboard.press("Enter"))

    def unfold(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def choose(self, code: str, *values: str) -> None:
        if self.page.locator(f"[name='answer-{code}']").first.get_attribute("type") == "checkbox":
            for value in values:
                self.reach(f"[id='answer-{code}-{value}']")
                self.page.keyboard.press("Space")
            return
        self.reach(f"[name='answer-{code}']")
        self.page.keyboard.press("Space")
        for _ in range(FURTHEST):
            if self.page.evaluate("document.activeElement.value") == values[0]:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {values[0]} of {code}")

    def write(self, name: str, text: str) -> None:
        self.reach(f"[id='{name}']")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def press(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Enter")
