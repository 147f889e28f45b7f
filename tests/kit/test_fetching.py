"""Looking at strangers' addresses: what answers is seen, and no way leads inside."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from migracidades.kit.fetching import LONGEST, Unreachable, is_public, look


class Site(BaseHTTPRequestHandler):
    """A page, a long page, redirects outwards and inwards, and one that counts its visitors."""

    def do_GET(self):
        self.server.visited.append(self.path)
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to?"))
            self.end_headers()
            return
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"x" * (2 * LONGEST) if self.path == "/long" else b"<title>Lei 1</title>")

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
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


def test_no_end_of_redirects_is_an_end(fetch, site):
    with pytest.raises(Unreachable, match="too many"):
        fetch("/to?/to?/to?/to?/to?/to?/to?/law")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1"),
        *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "ff02::1"),
    ],
)
def test_what_is_not_the_whole_worlds_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["200.160.2.3", "2001:12ff:0:2::3"])
def test_what_is_is(address):
    assert is_public(address)


def test_by_default_our_own_servers_are_not_to_be_seen(site):
    site.visited = []
    with pytest.raises(Unreachable, match="not a public address"):
        look(f"http://127.0.0.1:{site.server_port}/", ports=frozenset([site.server_port]))
    assert site.visited == []
