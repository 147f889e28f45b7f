"""Twenty megabytes from a real browser to the real server, over a line that is cut."""

import hashlib
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from certification.evidence.models import PieceVersion
from migracidades.files.storing import open_file
from tests import cycle
from tests.web import Server, cookies_of, session_of, webs
from tests.world import Country

pytestmark = pytest.mark.django_db(transaction=True)

MB = 1024 * 1024
SIZE = 20 * MB
WHOLE_LINE = (4 * MB, 9 * MB, 15 * MB)
PATIENCE = 120_000


class Line:
    """Carries what a browser and a server say to each other, and is cut after so many bytes.

    Cut, it ends what is open in the middle of a word. ``dead`` it takes nothing at all.
    """

    def __init__(self, port: int, cuts: tuple[int, ...] = ()):
        self._port, self._cuts = port, list(cuts)
        self.carried, self.cut, self.dead_after = 0, 0, 0
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def dead(self) -> bool:
        return bool(self.dead_after) and self.carried >= self.dead_after

    def end(self) -> None:
        self._listener.close()
        self._hang_up()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                here, _address = self._listener.accept()
                if self.dead:
                    here.close()
                    continue
                there = socket.create_connection(("127.0.0.1", self._port))
                self._open += [here, there]
                for pair in ((here, there, True), (there, here, False)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while piece := one.recv(16 * 1024):
                self.carried += len(piece) if up else 0
                if self.dead or (self._cuts and self.carried >= self._cuts[0]):
                    self._hang_up()
                    return
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        if not self.dead and self._cuts:
            self._cuts.pop(0)
        self.cut += 1
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()


@pytest.fixture(scope="module")
def servers(django_db_setup) -> Iterator[list[Server]]:
    with webs(connection.settings_dict["NAME"], count=1) as found:
        yield found


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    """Twenty megabytes in which no two parts are alike."""
    path = tmp_path_factory.mktemp("sent") / "Decreto de acolhida.csv"
    path.write_bytes(random.Random(20261124).randbytes(SIZE // 2).hex().encode())
    return path


@pytest.fixture
def br(world) -> Country:
    cycle.diagnosis(world.br)
    return world.br


def opened(browser: Browser, line: Line, br: Country) -> Page:
    site = f"http://127.0.0.1:{line.port}"
    context = browser.new_context(base_url=site, locale="pt-BR")
    session = cookies_of(session_of(br.people["lead"])).items()
    context.add_cookies([{"url": site, "name": name, "value": value} for name, value in session])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def kept(br: Country) -> PieceVersion:
    with br.desk():
        return PieceVersion.objects.select_related("file").get()


def at_question(page: Page) -> None:
    page.goto("/br/desk/9900011/2026/dimensions/1/")
    page.locator("#D1\\.1 [data-evidence] summary").first.click()


def test_it_arrives_whole_over_a_line_that_is_cut_three_times(browser, servers, br, table):
    line = Line(servers[0].port, WHOLE_LINE)
    page = opened(browser, line, br)
    at_question(page)
    page.set_input_files("#file-D1\\.1", table)
    expect(page.locator("#D1\\.1 [name=held]")).to_be_checked(timeout=PATIENCE)
    page.click("#D1\\.1 form[enctype] button")
    expect(page.locator("#D1\\.1 article.mc-evidence")).to_contain_text(table.name)
    line.end()
    page.context.close()
    assert line.cut >= len(WHOLE_LINE)
    assert line.carried < SIZE * 1.25, "what had come was not sent again"
    stored = kept(br).file
    assert stored.size == SIZE
    assert stored.sha256 == hashlib.sha256(table.read_bytes()).hexdigest()
    with open_file(stored) as file:
        assert file.read() == table.read_bytes()


def test_a_page_loaded_anew_goes_on_when_the_file_is_chosen_again(browser, servers, br, table):
    line = Line(servers[0].port)
    page = opened(browser, line, br)
    page.goto("/br/desk/9900011/evidence/")
    page.click("#add summary")
    line.dead_after = line.carried + 10 * MB
    page.set_input_files("#id_file", table)
    expect(page.locator("[data-uploading] [role=status]")).to_contain_text("Sem conexão")
    line.dead_after, before = 0, line.carried
    page.reload()
    page.click("#add summary")
    page.set_input_files("#id_file", table)
    page.click("#add button:not([type=button])")
    page.wait_for_url("**/evidence/*/")
    line.end()
    page.context.close()
    assert line.carried - before < 12 * MB
    assert kept(br).file.sha256 == hashlib.sha256(table.read_bytes()).hexdigest()
