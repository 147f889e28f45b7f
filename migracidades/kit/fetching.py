"""Looking at an address that a stranger typed, without being led where we must not go.

The name is resolved once, every address it has must be public, and the connection goes to the very
address that was judged: what a name answers a moment later changes nothing. Each redirect is a new
address and is judged like the first. Nothing is executed, sent along or kept but what is returned.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

SECONDS, REDIRECTS, LONGEST = 10.0, 5, 512 * 1024
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
HEADERS = {"User-Agent": "MigraCidades link check", "Accept": "*/*", "Accept-Encoding": "identity"}

Judge = Callable[[str], bool]


class Unreachable(Exception):
    """The address leads nowhere that we go; the message says why, for logs and tests."""


@dataclass(frozen=True)
class Seen:
    """What stood at an address: the ``status`` of the last answer, where it was, what it said.

    ``body`` is its beginning; ``digest`` that of this beginning.
    """

    status: int
    address: str
    content_type: str
    body: bytes

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the whole world's: no private, local or reserved one."""
    found = ipaddress.ip_address(address)
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or is_public(str(inner)))


def look(url: str, *, allowed: Judge = is_public, ports: frozenset[int] | None = None) -> Seen:
    """Fetch the beginning of what stands at ``url``, redirects followed.

    Raises ``Unreachable`` for another scheme or port, an address that ``allowed`` refuses, a name
    nobody knows, no answer in time, and more than ``REDIRECTS`` redirects.
    """
    until = monotonic() + SECONDS
    for _turn in range(REDIRECTS + 1):
        parts = _demand_shape(url, ports)
        seen, onward = _ask(parts, _resolved(parts, allowed), until)
        if onward is None:
            return seen
        url = urljoin(url, onward)
    raise Unreachable("too many redirects")


def _demand_shape(url: str, ports: frozenset[int] | None) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise Unreachable(str(error)) from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise Unreachable("not an address of the web")
    if port not in (ports or frozenset(PORTS.values())):
        raise Unreachable(f"port {port}")
    return parts


def _resolved(parts: SplitResult, allowed: Judge) -> str:
    try:
        found = socket.getaddrinfo(str(parts.hostname), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("nobody knows this name") from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    # One private address among public ones is a trap, not a choice.
    if refused := [one for one in addresses if not allowed(one)]:
        raise Unreachable(f"not a public address: {refused[0]}")
    return addresses[0]


def _ask(parts: SplitResult, address: str, until: float) -> tuple[Seen, str | None]:
    connection = _Judged(parts, address, timeout=_left(until))
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        onward = answer.getheader("Location") if answer.status in MOVED else None
        body = b"" if onward else _beginning(answer, until)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return Seen(answer.status, urlunsplit(parts), kind, body), onward


def _beginning(answer: http.client.HTTPResponse, until: float) -> bytes:
    body = b""
    while len(body) < LONGEST and (piece := answer.read1(min(64 * 1024, LONGEST - len(body)))):
        body += piece
        _left(until)
    return body


def _left(until: float) -> float:
    """The seconds that are left; one slow byte after another ends here."""
    if (left := until - monotonic()) <= 0:
        raise Unreachable("no answer in time")
    return left


class _Judged(http.client.HTTPConnection):
    """A connection to the address that was judged, under the name that was asked for."""

    def __init__(self, parts: SplitResult, address: str, *, timeout: float):
        port = parts.port or PORTS[parts.scheme]
        super().__init__(str(parts.hostname), port, timeout=timeout)
        self._address, self._secure = address, parts.scheme == "https"

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
