"""Looking at strangers' addresses: what answers is seen, and no way leads inside."""

import socket
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from migracidades.kit import fetching
from migracidades.kit.fetching import LONGEST, Missing, Unreachable, look

LONG = b"x" * (2 * LONGEST)
# More drops than anybody waits for, each well within the time that a single read is given.
DROPS, BETWEEN = 80, 0.05


class Site(BaseHTTPRequestHandler):
    """A page, a long page, redirects outwards and inwards, and one that counts its visitors."""

    def do_GET(self):
        self.server.visited.append(self.path)
        name, _mark, rest = self.path.removeprefix("/").partition("?")
        getattr(self, f"_{name}", self._page)(rest)

    def _to(self, onward):
        self._head(302, Location=unquote(onward, "latin-1") if onward[:1] == "%" else onward)

    def _page(self, _rest, body=b"<title>Lei 1</title>"):
        self._head(404 if self.path == "/gone" else 200, **{"Content-Type": "text/html; a=b"})
        self.wfile.write(body)

    def _long(self, _rest):
        self._page("", LONG)

    def _cut(self, _rest):
        """It says that it is longer than it is."""
        self._head(200, **{"Content-Length": str(3 * LONGEST)})
        self.wfile.write(LONG)

    def _huge(self, stated):
        self._head(200, **{"Content-Length": stated})
        self.wfile.write(LONG)

    def _drops(self, where):
        """One byte after another: of the heading, of the page, or of the page behind its head."""
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
        if where != "heading":
            self.wfile.write(b"\r\n\r\n" + (LONG if where == "end" else b""))
        try:
            for _drop in range(DROPS):
                self.wfile.write(b"x")
                self.server.over.wait(BETWEEN)
            self.wfile.write(b"\r\n\r\n")
        except OSError:
            pass

    def _head(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.over = threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.over.set()
    server.shutdown()


@pytest.fixture
def fetch(site):
    """``look`` at a path of the site, which alone counts as public here."""
    site.visited = []
    ports = frozenset([site.server_port])
    outside = {"127.0.0.1"}

    def fetched(path: str):
        address = f"http://127.0.0.1:{site.server_port}{path}"
        return look(address, allowed=outside.__contains__, ports=ports)

    return fetched


def test_a_page_is_seen_with_its_beginning(fetch):
    seen = fetch("/law")
    assert (seen.status, seen.content_type) == (200, "text/html")
    assert seen.body == b"<title>Lei 1</title>"
    assert len(fetch("/long").body) == LONGEST


def test_a_page_that_is_gone_says_so(fetch):
    assert fetch("/gone").status == 404


def test_a_document_is_known_by_all_of_it(fetch):
    seen = fetch("/long")
    assert (seen.length, seen.whole) == (len(LONG), sha256(LONG).hexdigest())
    assert seen.digest == sha256(LONG[:LONGEST]).hexdigest()


def test_of_what_is_too_long_the_beginning_is_read_and_the_length_believed(fetch, monkeypatch):
    monkeypatch.setattr(fetching, "WHOLE", LONGEST)
    stated = fetch(f"/huge?{9 * LONGEST}")
    assert (stated.length, stated.whole, len(stated.body)) == (9 * LONGEST, "", LONGEST)
    silent = fetch("/long")
    assert (silent.length, silent.whole, len(silent.body)) == (None, "", LONGEST)


def test_what_breaks_off_is_known_by_its_beginning(fetch):
    seen = fetch("/cut")
    assert (seen.length, seen.whole, len(seen.body)) == (3 * LONGEST, "", LONGEST)


@pytest.mark.parametrize("where", ["heading", "page"])
def test_one_slow_byte_after_another_is_no_answer_in_time(fetch, monkeypatch, where):
    monkeypatch.setattr(fetching, "SECONDS", 20 * BETWEEN)
    with pytest.raises(Unreachable):
        fetch(f"/drops?{where}")


def test_a_slow_end_leaves_the_beginning(fetch, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 20 * BETWEEN)
    seen = fetch("/drops?end")
    assert (len(seen.body), seen.whole) == (LONGEST, "")


def test_a_resolver_that_keeps_silent_is_no_answer_in_time(monkeypatch, site):
    monkeypatch.setattr(fetching, "SECONDS", BETWEEN)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_n: site.over.wait(DROPS * BETWEEN))
    with pytest.raises(Unreachable, match="in time"):
        look("http://example.org/")


@pytest.mark.parametrize(
    ("errno", "missing"),
    [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False), (socket.EAI_FAIL, False)],
)
def test_a_name_nobody_knows_is_missing_and_a_resolver_at_rest_says_nothing(
    monkeypatch, errno, missing
):
    def fails(*_asked, **_named):
        raise socket.gaierror(errno, "said")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(Unreachable) as raised:
        look("http://example.org/")
    assert isinstance(raised.value, Missing) is missing


def test_a_refused_connection_is_missing_when_every_address_refuses(site, monkeypatch):
    with socket.socket() as shut:  # bound and not listening: whoever knocks is refused
        shut.bind(("127.0.0.1", 0))
        port = shut.getsockname()[1]
        where = {"allowed": lambda _address: True, "ports": frozenset([port, site.server_port])}
        with pytest.raises(Missing):
            look(f"http://127.0.0.1:{port}/", **where)
    places = [(2, 1, 6, "", (address, 0)) for address in ("127.0.0.2", "127.0.0.1")]
    truly = socket.getaddrinfo

    def known(host, *asked, **named):
        return places if host == "example.org" else truly(host, *asked, **named)

    monkeypatch.setattr(socket, "getaddrinfo", known)
    assert look(f"http://example.org:{site.server_port}/", **where).status == 200


def test_refused_here_and_silent_there_is_not_missing(monkeypatch):
    places = [(2, 1, 6, "", (address, 0)) for address in ("192.0.2.1", "192.0.2.2")]

    def connect(place, _seconds):
        raise ConnectionRefusedError if place[0] == "192.0.2.1" else TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_named: places)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable) as raised:
        look("http://example.org/", allowed=lambda _address: True)
    assert not isinstance(raised.value, Missing)


def test_a_certificate_that_cannot_be_traced_is_not_missing(site, monkeypatch):
    with pytest.raises(Unreachable, match="SSL") as raised:
        look(
            f"https://127.0.0.1:{site.server_port}/",
            allowed=lambda _address: True,
            ports=frozenset([site.server_port]),
        )
    assert not isinstance(raised.value, Missing)


def test_redirects_are_followed(fetch):
    assert fetch("/to?/law").address.endswith("/law")


@pytest.mark.parametrize(
    "onward",
    [
        "http://127.0.0.2:{port}/secret",
        "http://localhost6:{port}/",
        "http://[::1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://127.0.0.1:22/",
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/",
        "http://user:word@127.0.0.1:{port}/",
        "//169.254.169.254:{port}/latest/meta-data/",
    ],
)
def test_no_redirect_leads_inside(fetch, site, onward):
    with pytest.raises(Unreachable):
        fetch("/to?" + onward.format(port=site.server_port))
    assert len(site.visited) == 1


@pytest.mark.parametrize(
    "onward",
    ["http://[x", "http://[::1", "//[", "http://a..b/", "http://127.0.0.1:port/", "http://\u2100/"],
)
def test_a_redirect_to_what_is_no_address_leads_nowhere(fetch, onward):
    with pytest.raises(Unreachable):
        fetch("/to?" + "".join(f"%{byte:02x}" for byte in onward.encode()))


@pytest.mark.parametrize(
    ("sent", "visited"),
    [
        ("/migração/lei.pdf?ação=sim", "/migra%C3%A7%C3%A3o/lei.pdf?a%C3%A7%C3%A3o=sim"),
        ("/a b/c%20d", "/a%20b/c%20d"),
        ("/to?%2Fmigra%C3%A7%C3%A3o", "/migra%C3%A7%C3%A3o"),
        ("/to?%2Fmigra%E7%E3o", "/migra%E7%E3o"),
    ],
    ids=["of utf-8", "encoded in part", "redirected", "redirected by an old server"],
)
def test_a_path_with_accents_is_asked_for_as_browsers_do(fetch, site, sent, visited):
    assert fetch(sent).status == 200
    assert site.visited[-1] == visited


def test_a_host_with_accents_is_asked_for_by_its_registered_name(monkeypatch):
    asked = []

    def unknown(host, *_asked, **_named):
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "said")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Missing):
        look("http://município.example/")
    assert asked == ["xn--municpio-g2a.example"]


def test_no_end_of_redirects_is_an_end(fetch, site):
    with pytest.raises(Unreachable, match="too many"):
        fetch("/to?/to?/to?/to?/to?/to?/to?/law")


def test_by_default_our_own_servers_are_not_to_be_seen(site):
    site.visited = []
    with pytest.raises(Unreachable, match="not a public address"):
        look(f"http://127.0.0.1:{site.server_port}/", ports=frozenset([site.server_port]))
    assert site.visited == []
