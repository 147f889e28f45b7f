"""Looking at an address that a stranger typed, without being led where we must not go.

The name is resolved once, every address it has must be public, and the connection goes to the very
addresses that were judged: what a name answers a moment later changes nothing. Each redirect is a
new address and is judged like the first. All of it ends within ``SECONDS``, whatever the other side
does. Nothing is executed, sent along or kept but what is returned.
"""

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO, Any
from urllib.parse import SplitResult, quote, urljoin, urlunsplit

from .addresses import KEPT, as_sent, is_public

SECONDS, REDIRECTS, ADDRESSES = 10.0, 5, 4
# How much of an answer is kept, and how much of it is read to know it again.
LONGEST, WHOLE, PIECE = 512 * 1024, 20 * 1024 * 1024, 64 * 1024
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
HEADERS = {"User-Agent": "MigraCidades link check", "Accept": "*/*", "Accept-Encoding": "identity"}
UNKNOWN = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}

Judge = Callable[[str], bool]


class Unreachable(Exception):
    """Nothing was seen from here, which says nothing of who else sees it: the message says why."""


class Missing(Unreachable):
    """There is nothing for anybody: no such name, or nobody answers at its addresses."""


@dataclass(frozen=True)
class Seen:
    """What stood at an address: the ``status`` of the last answer, where it was, what it said.

    ``body`` is its beginning, and nothing of an error. ``length`` is that of the whole, as it was
    read or stated; ``whole`` the SHA-256 of all of it, where that was read to its end.
    """

    status: int
    address: str
    content_type: str
    body: bytes
    length: int | None = None
    whole: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of its beginning."""
        return sha256(self.body).hexdigest()


def look(url: str, *, allowed: Judge = is_public, ports: frozenset[int] | None = None) -> Seen:
    """Fetch the beginning of what stands at ``url``, redirects followed.

    Raises ``Missing`` for a name nobody knows and a connection that is refused, ``Unreachable`` for
    another scheme or port, an address that ``allowed`` refuses, what is no address, a certificate
    that cannot be traced, no answer in time, and more than ``REDIRECTS`` redirects.
    """
    until = monotonic() + SECONDS
    for _turn in range(REDIRECTS + 1):
        parts = _demand_shape(url, ports)
        seen, onward = _ask(parts, _resolved(parts, allowed, until), until)
        if onward is None:
            return seen
        url = _joined(url, onward)
    raise Unreachable("too many redirects")


def _joined(url: str, onward: str) -> str:
    """Where a redirect leads. Its bytes may be of any encoding, as browsers know."""
    sent = onward.encode("latin-1", "replace")
    try:
        return urljoin(url, sent.decode())
    except UnicodeDecodeError:
        return urljoin(url, quote(sent, safe=KEPT))
    except ValueError as error:
        raise Unreachable(str(error)) from error


def _demand_shape(url: str, ports: frozenset[int] | None) -> SplitResult:
    try:
        parts = as_sent(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise Unreachable(str(error)) from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise Unreachable("not an address of the web")
    if port not in (ports or frozenset(PORTS.values())):
        raise Unreachable(f"port {port}")
    return parts


def _resolved(parts: SplitResult, allowed: Judge, until: float) -> list[str]:
    found = _named(str(parts.hostname), until)
    addresses = list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))
    # One private address among public ones is a trap, not a choice.
    if refused := [one for one in addresses if not allowed(one)]:
        raise Unreachable(f"not a public address: {refused[0]}")
    return addresses[:ADDRESSES]


def _named(host: str, until: float) -> list[Any]:
    """What the resolver knows of a name, asked in a thread: it knows no time limit itself."""
    answers: SimpleQueue[Any] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=_left(until))
    except Empty:
        raise Unreachable("no answer in time") from None
    if isinstance(found, Exception):
        if isinstance(found, socket.gaierror) and found.errno in UNKNOWN:
            raise Missing("nobody knows this name") from found
        raise Unreachable(str(found)) from found
    return list(found)


def _ask(parts: SplitResult, addresses: Sequence[str], until: float) -> tuple[Seen, str | None]:
    connection = _Judged(parts, addresses, until)
    path = urlunsplit(("", "", parts.path, parts.query, ""))
    try:
        connection.request("GET", path, headers=HEADERS)
        with connection.getresponse() as answer:
            onward = answer.getheader("Location") if answer.status in MOVED else None
            return _seen(answer, parts, read=onward is None and answer.status < 400), onward
    except ConnectionRefusedError as error:
        raise Missing("nobody answers there") from error
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()


def _seen(answer: http.client.HTTPResponse, parts: SplitResult, *, read: bool) -> Seen:
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    body, length, whole = _read(answer) if read else (b"", None, "")
    return Seen(answer.status, urlunsplit(parts), kind, body, length, whole)


def _read(answer: http.client.HTTPResponse) -> tuple[bytes, int | None, str]:
    """The beginning, the length and the digest of what is sent, holding no more than the first.

    Without its end (it is too long, or too slow) there is the stated length, if any, and no digest.
    """
    stated, head, digest, read = answer.length, bytearray(), sha256(), 0
    try:
        for piece in _pieces(answer, stated):
            head += piece[: LONGEST - len(head)]
            digest.update(piece)
            read += len(piece)
    except (OSError, http.client.HTTPException, Unreachable):
        if len(head) < LONGEST:
            raise
        return bytes(head), stated, ""
    ended = read <= WHOLE and stated in (None, read)
    return bytes(head), read if ended else stated, digest.hexdigest() if ended else ""


def _pieces(answer: http.client.HTTPResponse, stated: int | None) -> Iterator[bytes]:
    """What is sent, as far as it is of use: nothing beyond the beginning of what is too long."""
    read, most = 0, LONGEST - 1 if stated and stated > WHOLE else WHOLE
    while read <= most and (piece := answer.read1(PIECE)):
        read += len(piece)
        yield piece
    if stated and read < min(stated, most):
        raise http.client.IncompleteRead(b"", stated - read)


def _left(until: float) -> float:
    """The seconds that are left; one slow byte after another ends here."""
    if (left := until - monotonic()) <= 0:
        raise Unreachable("no answer in time")
    return left


class _Judged(http.client.HTTPConnection):
    """A connection to the addresses that were judged, under the name that was asked for."""

    def __init__(self, parts: SplitResult, addresses: Sequence[str], until: float):
        port = parts.port or PORTS[parts.scheme]
        super().__init__(str(parts.hostname), port, timeout=_left(until))
        self._addresses, self._secure, self._until = addresses, parts.scheme == "https", until

    def connect(self) -> None:
        plain = self._reached()
        if self._secure:
            context = ssl.create_default_context()
            plain.settimeout(_left(self._until))
            plain = context.wrap_socket(plain, server_hostname=self.host)
        self.sock = _Timed(plain, self._until)

    def _reached(self) -> socket.socket:
        """The first address that answers. Refused is what all of them refuse."""
        failed: list[OSError] = []
        for address in self._addresses:
            try:
                return socket.create_connection((address, self.port), _left(self._until))
            except OSError as error:
                failed.append(error)
        raise min(failed, key=lambda one: isinstance(one, ConnectionRefusedError))


class _Timed:
    """As much of a socket as ``http.client`` asks for, until a moment."""

    def __init__(self, held: socket.socket, until: float):
        self._held, self._until = held, until

    def makefile(self, _mode: str) -> IO[bytes]:
        return io.BufferedReader(_Reader(self._held, self._until))

    def sendall(self, sent: bytes) -> None:
        self._held.settimeout(_left(self._until))
        self._held.sendall(sent)

    def close(self) -> None:
        self._held.close()


class _Reader(io.RawIOBase):
    """What comes through a socket; each read waits only for what is left of the time."""

    def __init__(self, held: socket.socket, until: float):
        self._held, self._until = held, until
        self._raw = held.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int | None:
        self._held.settimeout(_left(self._until))
        return self._raw.readinto(room)

    def close(self) -> None:
        self._raw.close()
        super().close()
