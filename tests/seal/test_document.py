"""The document as strangers read it: poppler, an independent QR decoder, the verification page."""

import hashlib
import shutil
import subprocess
from copy import deepcopy

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certification.seal.document import words_of
from certification.seal.issuing import change, issue
from certification.seal.models import Seal
from migracidades.files.storing import open_file
from migracidades.kit import pdf
from migracidades.ledger import outbox


@pytest.fixture
def seal(ready, settings, tmp_path) -> Seal:
    """A seal issued and drawn, its bytes in a folder of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path)
    with ready.country.staff():
        issue(
            ready.participation,
            kind="seal",
            actor=ready.country.people["issuer"],
            roles={"issuer"},
        )
    assert outbox.drain(ready.country.programme) == []
    with ready.country.staff():
        return Seal.objects.select_related("file").get()


@pytest.fixture
def document(seal, ready, tmp_path):
    """Its bytes on disk."""
    path = tmp_path / "seal.pdf"
    with ready.country.staff(), open_file(seal.file) as stored:
        path.write_bytes(stored.read())
    return path


def test_a_text_changed_after_issuing_changes_no_document(ready):
    """What was said when it was issued is what is drawn, however long the worker took."""
    country = ready.country
    with country.staff():
        who = {"actor": country.people["issuer"], "roles": {"issuer"}}
        issued, _made = issue(ready.participation, kind="seal", **who)
        before = words_of(issued.facts)["meaning"]
        country.programme.config = deepcopy(country.programme.config)
        country.programme.config["seal"]["meaning"]["pt-br"] = "Outra frase."
        country.programme.save()
        assert words_of(Seal.objects.get().facts)["meaning"] == before != "Outra frase."


def run(*command: str) -> str:
    assert shutil.which(command[0]), f"{command[0]} is missing: apt-get install poppler-utils"
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_poppler_reads_what_the_seal_says(seal, document):
    text = run("pdftotext", "-layout", str(document), "-")
    words = " ".join(text.split())
    for said in (
        "Vila Exemplo BR",
        "Mato Grosso do Sul",
        "9900011",
        seal.code,
        "2026",
        "Ana Souza",
    ):
        assert said in words
    assert "Certifica o engajamento" in words
    assert "DEMONSTRAÇÃO" in words


def test_it_is_one_tagged_page_with_its_own_fonts(document):
    info = run("pdfinfo", str(document))
    assert "Pages:           1" in info
    assert "Tagged:          yes" in info
    fonts = run("pdffonts", str(document)).splitlines()[2:]
    assert fonts
    assert all("Public-Sans" in line and " yes yes " in line for line in fonts)


def test_the_qr_leads_to_the_verification_page(seal, document, tmp_path, client, settings):
    run("pdftoppm", "-r", "150", "-png", "-singlefile", str(document), str(tmp_path / "page"))
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "page.png"))
    assert code.text == f"{settings.SITE_URL}/br/v/{seal.code}"
    page = client.get(code.text.removeprefix(settings.SITE_URL))
    assert page.status_code == 200
    assert "Vila Exemplo BR" in page.content.decode()


def test_the_stored_file_is_the_document(seal, document, client):
    digest = hashlib.sha256(document.read_bytes()).hexdigest()
    assert seal.sha256 == seal.file.sha256 == digest
    response = client.get(f"/br/v/{seal.code}/document.pdf")
    assert b"".join(response.streaming_content) == document.read_bytes()
    assert response["Content-Disposition"].startswith("attachment")


def test_drawing_again_changes_nothing(seal, ready):
    with ready.country.staff():
        outbox.emit("seal.issued", seal_id=seal.pk, government_id=seal.government_id)
    assert outbox.drain(ready.country.programme) == []
    with ready.country.staff():
        assert Seal.objects.get().sha256 == seal.sha256


class TestVerification:
    @pytest.mark.parametrize("typing", ["{0}", "{1}", "{2}", " {0} "])
    def test_a_code_is_found_however_it_was_typed(self, seal, client, typing):
        typed = typing.format(seal.code, seal.code.lower(), seal.code.replace("-", " "))
        response = client.post("/br/verify/", {"code": typed}, follow=True)
        assert response.request["PATH_INFO"] == f"/br/v/{seal.code}"

    def test_the_very_file_is_recognised_and_a_changed_one_is_not(self, seal, document, client):
        data = document.read_bytes()
        sent = {"document": SimpleUploadedFile("selo.pdf", data)}
        assert client.post("/br/verify/", sent)["Location"].endswith(f"/v/{seal.code}?file=same")
        sent = {"document": SimpleUploadedFile("selo.pdf", data + b"\n")}
        response = client.post("/br/verify/", sent)
        assert response.status_code == 200
        assert response.context["form"].errors["document"]

    def test_an_unknown_code_keeps_what_was_typed(self, seal, client):
        response = client.get("/br/v/2222-2222")
        assert response.status_code == 404
        assert "2222-2222" in response.content.decode()

    def test_another_programme_does_not_know_it(self, seal, client):
        assert client.get(f"/ar/v/{seal.code}").status_code == 404
        assert client.get(f"/ar/v/{seal.code}/document.pdf").status_code == 404

    def test_a_revocation_shows_at_once_with_its_reason(self, seal, ready, client):
        with ready.country.staff():
            change(
                seal,
                "revoke",
                actor=ready.country.people["issuer"],
                roles={"issuer"},
                reason="Emitido para o governo errado.",
            )
        response = client.get(f"/br/v/{seal.code}")
        page = response.content.decode()
        assert "Emitido para o governo errado." in page
        assert "mc-statement--error" in page
        assert "no-store" in response["Cache-Control"]
        assert seal.code not in client.get("/br/register/2026/").content.decode()


def test_without_pango_the_seal_waits_as_long_as_it_takes(ready, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(pdf, "missing_line", lambda: pdf.PANGO_LINE)
    with ready.country.staff():
        issue(
            ready.participation,
            kind="seal",
            actor=ready.country.people["issuer"],
            roles={"issuer"},
        )
    for _try in range(outbox.MAX_ATTEMPTS + 1):
        waiting = {one.handler: one for one in outbox.drain(ready.country.programme)}
        assert waiting["seal.render"].state == "pending"
    assert "apt-get install" in waiting["seal.render"].error
    monkeypatch.undo()
    assert outbox.drain(ready.country.programme) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "file:///etc/passwd", "house:../x"])
def test_a_document_fetches_nothing_from_outside(address):
    with pytest.raises((ValueError, FileNotFoundError)):
        pdf.render(f'<html lang="pt"><img src="{address}" alt="">', identifier=b"x")
