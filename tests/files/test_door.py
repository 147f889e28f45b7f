"""Two gigabytes at the door of the real server: one sentence, and no memory spent."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.web import Server, webs

pytestmark = pytest.mark.django_db(transaction=True)

MB = 1024 * 1024
SENT = 2048 * MB
ADDRESS = "/br/desk/9900011/evidence/"
WORDS = "grande demais"


@pytest.fixture(scope="module")
def server(django_db_setup) -> Iterator[Server]:
    with webs(connection.settings_dict["NAME"], count=1) as (found,):
        yield found


def peak(server: Server) -> int:
    """The most memory that a process of the server ever held, in bytes."""
    return max(_peak(one) for one in _family(server.process.pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from _family(int(child))


def _peak(pid: int) -> int:
    (line,) = [
        one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in one
    ]
    return int(line.split()[1]) * 1024


def told(server: Server, head: str, *, piece: bytes, times: int) -> str:
    """What the server says to a request that goes on and on, until it will hear no more."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(f"POST {ADDRESS} HTTP/1.1\r\nHost: {server.host}\r\n{head}\r\n\r\n".encode())
        with suppress(OSError):  # it stopped listening, and said why before
            for _time in range(times):
                line.sendall(piece)
        return _heard(line).decode(errors="replace")


def _heard(line: socket.socket) -> bytes:
    heard = b""
    with suppress(OSError):
        while piece := line.recv(65536):
            heard += piece
    return heard


FORM = "Content-Type: multipart/form-data; boundary=x"
KILO = f"{1024 * 1024:x}\r\n".encode() + bytes(MB) + b"\r\n"
WAYS = {
    "says its size": (f"{FORM}\r\nContent-Length: {SENT}", bytes(MB)),
    "says no size": (f"{FORM}\r\nTransfer-Encoding: chunked", KILO),
    "is no form": (f"Content-Type: application/pdf\r\nContent-Length: {SENT}", bytes(MB)),
}


@pytest.mark.parametrize(("head", "piece"), WAYS.values(), ids=WAYS)
def test_it_is_turned_away_with_a_sentence_and_flat_memory(server, head, piece):
    told(server, head, piece=piece, times=1)
    before = peak(server)
    heard = told(server, head, piece=piece, times=SENT // MB)
    assert heard.startswith("HTTP/1.1 413")
    assert WORDS in heard
    assert peak(server) - before < 16 * MB
    server.ask("GET", "/health/live")


def test_the_sentence_is_in_the_language_of_whoever_sent_it(world):
    sent = {"CONTENT_LENGTH": str(SENT)}
    for spoken, words in (("pt-BR", WORDS), ("es", "demasiado grande"), ("en", "too large")):
        headers = {"Accept-Language": spoken}
        refused = Client().generic("POST", ADDRESS, headers=headers, **sent)
        assert refused.status_code == 413
        assert words in refused.content.decode()


@pytest.mark.parametrize("told", ["-1", "many", "1e9"])
def test_a_size_that_is_no_number_is_no_size(world, told):
    refused = Client().generic("POST", ADDRESS, CONTENT_LENGTH=told)
    assert refused.status_code == 413


def test_what_the_proxy_turned_away_is_told_by_the_site(world, client):
    refused = client.post(ADDRESS, headers={"X-Too-Large": str(SENT)})
    assert refused.status_code == 413
    assert WORDS in refused.content.decode()


def test_a_little_too_much_is_told_beside_the_field(world, client, settings, tmp_path):
    settings.MEDIA_ROOT, settings.MAX_UPLOAD_MB = str(tmp_path), 1
    client.force_login(world.br.people["lead"])
    file = SimpleUploadedFile("lei.pdf", bytes(MB + 1))
    told = client.post(ADDRESS, {"kind": "law", "file": file})
    assert told.status_code == 422
    assert "o limite" in told.content.decode()
