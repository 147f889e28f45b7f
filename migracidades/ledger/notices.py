"""What a mail server writes when it could not deliver a message (RFC 3464), read for what we need.

Whoever writes to our address writes such a notice as easily as a server does. It is believed of the
message it names by our own ``Message-ID``, which only those know through whose hands it went.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from uuid import UUID

MOST = 1024 * 1024
HEX = "[0-9a-f]"
OURS = re.compile(rf"<({HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}})@[^<>@\s]+>")
ENVELOPE = re.compile(rf"\+({HEX}{{32}})@")
ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
RETURNED_HEADERS = ("text/rfc822-headers", "message/rfc822-headers")
# Exim's way before it spoke RFC 3464, and still where it is told to.
EXIM, EXIM_SAYS = "X-Failed-Recipients", re.compile(r"failed:\s*(.+?)(?:\n-{4,}|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Notice:
    """``message_id`` is the key of the message that came back; ``said`` the server's reason."""

    message_id: UUID
    said: str


def read(data: bytes) -> Notice | None:
    """The notice that a message of ours failed for good; ``None`` for anything else.

    What is only late may still arrive: it is no failure. Beyond ``MOST`` bytes nothing is read.
    """
    try:
        message = message_from_bytes(data[:MOST])
        said, key = _reason(message), _key(message)
    except RecursionError:  # parts in parts in parts: nobody's server writes such a thing
        return None
    return Notice(UUID(key), " ".join(said.split())[:500]) if said and key else None


def _reason(message: Message) -> str:
    """Why it failed; nothing when no recipient's part says that it did."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            return next(filter(None, map(_failure, _blocks(part))), "")
    if EXIM in message:
        found = EXIM_SAYS.search(_text(message))
        return found[1] if found else str(message[EXIM])
    return ""


def _blocks(part: Message) -> list[Message]:
    held = part.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def _failure(recipient: Message) -> str:
    if not re.match(r"\s*failed\b", str(recipient.get("Action", "")), re.IGNORECASE):
        return ""
    code = str(recipient.get("Diagnostic-Code", "")).partition(";")[2]
    return code.strip() or str(recipient.get("Status", "")).strip() or "failed"


def _key(message: Message) -> str:
    """The id of the message that came back, from its own headers, else from the envelope's."""
    for headers in _returned(message):
        if found := OURS.search(headers):
            return found[1]
    for name in ADDRESSED:
        if found := ENVELOPE.search(str(message.get(name, ""))):
            return found[1]
    return ""


def _returned(message: Message) -> Iterator[str]:
    """The ``Message-ID`` of whatever was sent back: whole, its headers, or quoted in the text."""
    for part in message.walk():
        if part is not message and "Message-ID" in part:
            yield str(part["Message-ID"])
        elif part.get_content_type() in RETURNED_HEADERS:
            yield _text(part)
    if EXIM in message:
        yield _text(message)


def _text(part: Message) -> str:
    held = part.get_payload(decode=True)
    return held.decode("utf-8", "replace") if isinstance(held, bytes) else ""
