"""The first answer on a poor line: Chromium with nothing kept, 400 kbit/s, 400 ms to and fro.

Wall time from asking for a dimension until its first answer stands there as saved. No proxy
compresses the page here and no handshake is waited for: the one costs about what the other saves.
"""

import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from migracidades.kit import embedded, processes
from tests.bench.clock import Row
from tests.bench.scene import Scene
from tests.chromium import how_to_launch
from tests.diagnosis.at_desk import IS_KEPT, until
from tests.web import Server, cookies_of, session_of

SPEED = 400_000 / 8
LINE = {"offline": False, "latency": 400, "downloadThroughput": SPEED, "uploadThroughput": SPEED}
DIMENSIONS = (2, 3, 4, 5, 6)  # one for each round: nobody has answered there
CHOICE = "[data-answer] fieldset:first-of-type .mc-choice label"
SAVED = "[data-line] .mc-saved:not(.mc-saved--waiting, .mc-saved--failed)"


def row(scene: Scene) -> Row:
    """Of a process of its own, whose log counts what went over the line."""
    session = cookies_of(session_of(scene.lead))
    site = Server("arriving", instance="bench", GRANIAN_LOG_ACCESS_ENABLED="true")
    desk = f"http://{site.host}/br/desk/{scene.code}/{scene.year}"
    cookies = [
        {"name": name, "value": value, "url": f"http://{site.host}"}
        for name, value in session.items()
    ]
    log = embedded.log("bench", "arriving")
    try:
        site.wait("/health/live")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**how_to_launch())
            addresses = [f"{desk}/dimensions/{number}/" for number in (1, *DIMENSIONS)]
            visits = [_visit(browser, one, cookies, log) for one in addresses]
            browser.close()
    finally:
        processes.end(site.process)
    took, first, later = (median(one) for one in zip(*visits[1:], strict=True))
    return Row(
        "first answer at 400 kbit/s, 400 ms",
        took,
        "s",
        limit="≤ 5 s, 8 requests, then 1",
        note=f"wall; {first:.0f} requests, a later visit {later:.0f}",
    )


def _visit(
    browser: Browser, address: str, cookies: list[dict[str, str]], log: Path
) -> tuple[float, int, int]:
    """How long it took, and how often the server was asked at the first and at a later visit."""
    context = browser.new_context(locale="pt-BR")
    context.add_cookies(cookies)
    before = _asked(log)
    page = _on_a_poor_line(context)
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(CHOICE).first.click()
    page.locator(SAVED).first.wait_for()
    took = time.perf_counter() - began
    until(page, IS_KEPT)
    after = _asked(log)
    _on_a_poor_line(context).goto(address, wait_until="networkidle")
    again = _asked(log)
    context.close()
    return took, after - before - 1, again - after  # without the save


def _on_a_poor_line(context: BrowserContext) -> Page:
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    return page


def _asked(log: Path) -> int:
    return log.read_text().count('"GET ') + log.read_text().count('"POST ')
