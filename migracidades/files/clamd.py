"""Asks ClamAV's daemon what it makes of some bytes, by its own protocol (INSTREAM)."""

import socket
import struct
from typing import BinaryIO

CHUNK = 64 * 1024
PATIENCE = 60.0  # seconds without a word
LONGEST = 4096


class NotScanned(Exception):
    """The antivirus gave no answer that counts; the message says which or why."""


def threat_in(file: BinaryIO, address: str) -> str:
    """The name of what was found in a file; empty when that is nothing. Raises ``NotScanned``.

    ``address`` is ``host:port``, or the path of a socket.
    """
    try:
        with _connected(address) as line:
            said = _asked(line, file)
    except OSError as error:
        raise NotScanned(f"clamd at {address}: {error}") from error
    told = said.removeprefix("stream: ")
    if told == "OK":
        return ""
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")
    raise NotScanned(f"clamd at {address}: {told or 'no answer'}")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        line.connect(address)
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)


def _asked(line: socket.socket, file: BinaryIO) -> str:
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(CHUNK):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it says why: the file is larger than it was told to take
    return _answer(line)


def _answer(line: socket.socket) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) < LONGEST and (piece := line.recv(LONGEST)):
        heard += piece
    return heard.split(b"\0")[0].decode(errors="replace").strip()
