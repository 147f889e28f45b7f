"""The antivirus: a stub of its daemon on a real socket, and what becomes of what it finds."""

import socket
import struct
import threading
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory

from certification.evidence.keeping import Told, keep
from certification.evidence.models import PieceVersion
from migracidades.files import clamd, held
from migracidades.files.accept import check
from migracidades.files.models import StoredFile
from migracidades.files.storing import path_of, store, store_bytes
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage, OutboxEntry
from tests.files.test_held import at_desk

# What every antivirus takes for a virus, and no computer for a program; in two halves here, so that
# nobody's antivirus takes this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN = b"a;b\n" * 50_000


class Clamd:
    """Speaks INSTREAM as the daemon does. ``says`` is its answer, whatever it hears."""

    def __init__(self, listener: socket.socket, says: bytes = b"", most: int = 1024 * 1024):
        self.listener, self.says, self.most = listener, says, most
        self.heard: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as words:
                line.sendall(self.says or self._answer(words))

    def _answer(self, words) -> bytes:
        assert words.read(10) == b"zINSTREAM\0"
        heard = b""
        while length := struct.unpack("!L", words.read(4))[0]:
            heard += words.read(length)
            if len(heard) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.heard.append(heard)
        return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in heard else b"stream: OK\0"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def daemon(listener, settings) -> Clamd:
    settings.CLAMD = address_of(listener)
    return Clamd(listener)


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"{host}:{port}"


def sent(content: bytes, name: str = "dados.csv"):
    return check(SimpleUploadedFile(name, content))


class TestAsking:
    def test_it_hears_every_byte_and_its_word_is_taken(self, daemon, settings):
        assert clamd.threat_in(BytesIO(CLEAN), settings.CLAMD) == ""
        assert clamd.threat_in(BytesIO(EICAR), settings.CLAMD) == "Win.Test.EICAR_HDB-1"
        assert daemon.heard == [CLEAN, EICAR]

    def test_it_is_found_at_a_path_as_well(self, tmp_path):
        path = str(tmp_path / "clamd")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            Clamd(listener)
            assert clamd.threat_in(BytesIO(EICAR), path)

    @pytest.mark.parametrize("says", [b"stream: Something ERROR\0", b"\0", b"nonsense"])
    def test_an_answer_that_is_none_is_an_error_by_name(self, listener, says):
        Clamd(listener, says)
        address = address_of(listener)
        with pytest.raises(clamd.NotScanned, match=address):
            clamd.threat_in(BytesIO(b""), address)

    def test_so_is_nobody_and_who_takes_no_more(self, listener):
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        with pytest.raises(clamd.NotScanned, match="refused"):
            clamd.threat_in(BytesIO(b""), f"127.0.0.1:{port}")
        Clamd(listener, most=10)
        address = address_of(listener)
        with pytest.raises(clamd.NotScanned):
            clamd.threat_in(BytesIO(bytes(8 * 1024 * 1024)), address)

    def test_who_says_nothing_is_not_waited_for(self, listener, monkeypatch):
        monkeypatch.setattr(clamd, "PATIENCE", 0.05)
        address = address_of(listener)
        with pytest.raises(clamd.NotScanned, match="timed out"):
            clamd.threat_in(BytesIO(b""), address)


def state_of(br, stored: StoredFile) -> tuple[str, str]:
    with br.staff():
        return StoredFile.objects.values_list("scan", "threat").get(pk=stored.pk)


@pytest.fixture
def br(world):
    return world.br


class TestWhatPeopleSend:
    def test_it_is_scanned_by_the_worker(self, br, daemon):
        with at_desk(br):
            stored = store(sent(CLEAN), purpose="evidence")
        assert state_of(br, stored) == ("unscanned", "")
        assert outbox.drain(br.programme) == []
        assert state_of(br, stored) == ("clean", "")
        with br.staff():
            assert not MailMessage.objects.exists()

    def test_what_the_house_makes_is_not(self, br, daemon):
        with br.staff():
            store_bytes(EICAR, "selo.csv", "text/csv", purpose="seal", government=br.here)
            assert not OutboxEntry.objects.exists()

    def test_without_a_daemon_nobody_is_asked(self, br, settings):
        settings.CLAMD = ""
        with at_desk(br):
            store(sent(CLEAN), purpose="evidence")
        with br.staff():
            assert not OutboxEntry.objects.exists()

    def test_while_it_is_away_files_are_taken_and_asked_about_later(self, br, listener, settings):
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            settings.CLAMD = address_of(nobody)
        with at_desk(br):
            stored = store(sent(EICAR), purpose="evidence")
        (waiting,) = outbox.drain(br.programme)
        assert waiting.state == OutboxEntry.State.PENDING
        assert "NotScanned" in waiting.error
        settings.CLAMD = address_of(listener)
        Clamd(listener)
        assert outbox.drain(br.programme) == []
        assert state_of(br, stored) == ("infected", "Win.Test.EICAR_HDB-1")

    def test_what_was_swept_meanwhile_is_no_failure(self, br, daemon):
        with at_desk(br):
            stored = store(sent(CLEAN), purpose="evidence")
        with br.staff():
            StoredFile.objects.update(swept_at="2026-01-01T00:00Z")
        path_of(stored).unlink()
        assert outbox.drain(br.programme) == []


class TestWhatItFinds:
    @pytest.fixture
    def infected(self, br, daemon) -> StoredFile:
        """It proves something when it is found."""
        with at_desk(br):
            stored = held.hold(sent(EICAR, "planilha.csv"))
            told, who = Told("report", "Planilha"), br.people["lead"]
            keep(br.here.pk, told, file=stored, actor=who, roles={"lead"})
        assert outbox.drain(br.programme) == []
        return stored

    @pytest.mark.parametrize(
        ("role", "address"),
        [
            ("lead", "/br/desk/9900011/files/{}/"),
            ("lead", "/br/files/{}/"),
            ("analyst", "/br/admin/files/{}/"),
        ],
    )
    def test_nobody_gets_it_and_a_page_says_what_to_do(self, br, client, infected, role, address):
        client.force_login(br.people[role])
        told = client.get(address.format(infected.pk))
        assert told.status_code == 403
        assert "Win.Test.EICAR_HDB-1" in told.content.decode()
        assert EICAR not in told.content

    def test_a_stranger_learns_nothing_of_it(self, br, client, infected):
        client.force_login(br.neighbour)
        for desk in ("9900011", "9900029"):
            told = client.get(f"/br/desk/{desk}/files/{infected.pk}/")
            assert told.status_code == 404

    def test_who_leads_is_told_once_where_another_takes_its_place(self, br, infected):
        with br.staff():
            outbox.emit("file.infected", file_id=str(infected.pk))
        outbox.drain(br.programme)
        with br.staff():
            found = list(MailMessage.objects.filter(kind="file_infected"))
        assert {one.to.split("<")[1].rstrip(">") for one in found} == {
            br.people["lead"].email,
            br.people["alternate"].email,
        }
        assert all("“planilha.csv”" in one.subject for one in found)
        assert all("/br/desk/9900011/evidence/" in one.text for one in found)

    def test_the_register_shows_it_and_no_link_leads_to_it(self, br, client, infected):
        client.force_login(br.people["lead"])
        shown = client.get("/br/desk/9900011/evidence/?state=infected").content.decode()
        assert "Planilha" in shown
        assert "contém vírus" in shown
        with br.staff():
            piece = PieceVersion.objects.get().piece_id
        page = client.get(f"/br/desk/9900011/evidence/{piece}/").content.decode()
        assert "contém vírus" in page
        assert str(infected.pk) not in page

    def test_it_is_in_no_archive_and_in_no_form(self, br, client, infected):
        client.force_login(br.people["lead"])
        sent_away = client.get("/br/desk/9900011/archive.zip").streaming_content
        with ZipFile(BytesIO(b"".join(sent_away))) as archive:
            assert "files.json" in archive.namelist()
            assert not [name for name in archive.namelist() if "planilha" in name]
        with at_desk(br), pytest.raises(ValidationError) as refused:
            held.held(infected.pk)
        assert refused.value.code == "virus"

    def test_sent_again_it_is_refused(self, br, infected):
        with at_desk(br), pytest.raises(ValidationError) as refused:
            held.hold(sent(EICAR, "planilha.csv"))
        assert refused.value.code == "virus"


def test_only_the_staff_reads_that_a_file_was_not_scanned(br, client):
    with at_desk(br):
        stored = store(sent(CLEAN), purpose="evidence")
    request = RequestFactory().get("/")
    request.government = br.here
    link = Template("{% load files %}{% file_link stored %}")
    with br.staff():
        assert "não verificado" in link.render(Context({"stored": stored, "request": request}))
    with at_desk(br):
        assert "verificado" not in link.render(Context({"stored": stored, "request": request}))
