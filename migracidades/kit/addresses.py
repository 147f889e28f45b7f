"""Addresses of the internet: which are the whole world's, and how they go over the line."""

import ipaddress
import socket
import string
from collections.abc import Iterator
from urllib.parse import SplitResult, quote, urlsplit

NAT64, COMPATIBLE = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96")
# Local by their standards, whatever this Python's tables say.
LOCAL = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("64:ff9b:1::/48"))
INSIDE = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa")
# What goes as it is, an escape that is there included: what no server minds is not touched.
KEPT = string.punctuation


def is_public(address: str) -> bool:
    """Whether an IP address is one of the whole world's: no private, local or reserved one.

    One that carries a v4 address is as public as that.
    """
    found = ipaddress.ip_address(address)
    return (
        found.is_global
        and not found.is_multicast
        and not any(found in one for one in LOCAL)
        and all(is_public(str(one)) for one in _carried(found))
    )


def _carried(
    found: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> Iterator[ipaddress.IPv4Address]:
    if isinstance(found, ipaddress.IPv4Address):
        return
    if found in NAT64 or found in COMPATIBLE:
        yield ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    yield from (one for one in (found.ipv4_mapped, found.sixtofour) if one)
    yield from found.teredo or ()


def is_inside(url: str) -> bool:
    """Whether an address says by itself that it is known inside a network alone.

    No name is looked up: one that leads inside all the same is found out by who goes there.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    literal = _literal(host)
    if literal is not None:
        return not is_public(literal)
    return any(host == one or host.endswith(f".{one}") for one in INSIDE)


def _literal(host: str) -> str | None:
    """The IP address that a host is, in any way of writing it that connects: 127.1 is one."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def as_sent(url: str) -> SplitResult:
    """An address as it goes over the line: the host as IDNA, the rest percent-encoded.

    What is encoded already stays. Raises ``ValueError`` for what is no address.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    named = host if ":" in host else host.encode("idna").decode("ascii")
    person = parts.netloc.rpartition("@")[0]
    place = f"[{named}]" if ":" in named else named
    return SplitResult(
        parts.scheme,
        (f"{person}@" if person else "") + place + (f":{port}" if port else ""),
        quote(parts.path, safe=KEPT) or "/",
        quote(parts.query, safe=KEPT),
        "",
    )
