"""The copy of a submission: every answer as it was handed in, whatever is answered afterwards."""

import hashlib
import shutil
import subprocess
from datetime import timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from certification.diagnosis.copying import answers_of_round, keep_copy
from certification.diagnosis.models import AnswerRevision, Diagnosis, Round
from certification.diagnosis.paper.content import Entry
from migracidades.accounts.models import User
from migracidades.kit import pdf
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage
from tests import cycle
from tests.diagnosis.test_pages import DESK, returned, send, text_of

RECEIPT = f"{DESK}/diagnosis/receipts/1/"
COPY = f"{RECEIPT}copy.pdf"


@pytest.fixture
def br(world, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return world.br


@pytest.fixture
def made(br) -> Diagnosis:
    return cycle.diagnosis(br)


def signed_in(br, role: str) -> Client:
    client = Client()
    client.force_login(br.people[role])
    return client


def drawn(br) -> None:
    assert outbox.drain(br.programme) == []


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def poppler(command: str, data: bytes) -> str:
    """What an independent reader makes of a PDF, on one line."""
    assert shutil.which(command), f"{command} is missing: apt-get install poppler-utils"
    read = {"pdftotext": [command, "-", "-"], "pdfinfo": [command, "-"]}[command]
    said = subprocess.run(read, input=data, capture_output=True, check=True).stdout.decode()
    return " ".join(said.split())


def test_it_holds_every_answer_as_it_was_when_the_worker_comes_late(br, made):
    returned(br, made, "D3.2")  # answers in full, submits, is returned
    lead = signed_in(br, "lead")
    assert send(lead, "D3.2", answer="Agora às nove.", base="1").status_code == 302
    drawn(br)
    data = body(lead.get(COPY))
    with br.desk():
        round_ = Round.objects.select_related("copy").get()
        form = cycle.form_for(cycle.loaded(made))
    assert hashlib.sha256(data).hexdigest() == round_.copy.sha256
    assert round_.copy.sha256 in text_of(lead.get(RECEIPT))
    words = poppler("pdftotext", data)
    assert "Agora às nove" not in words
    assert "Texto de teste." in words
    for said in (
        round_.receipt,
        round_.answers_digest,
        "Vila Exemplo BR",
        "em Brasília",
        "Lead br",
    ):
        assert said in words
    for one in form.indicators:
        assert f"{one.code} " in words


def test_it_is_tagged_and_told_apart_by_its_receipt(br, made):
    cycle.submitted(br, made)
    drawn(br)
    response = signed_in(br, "lead").get(COPY)
    with br.desk():
        receipt = Round.objects.get().receipt
    assert f"{receipt}.pdf" in response["Content-Disposition"]
    assert "Tagged: yes" in poppler("pdfinfo", body(response))


def test_it_is_drawn_once(br, made):
    round_ = cycle.submitted(br, made)
    drawn(br)
    with br.staff():
        before = Round.objects.get().copy_id
        keep_copy(programme=br.programme, round_id=round_.pk)
        assert Round.objects.get().copy_id == before


def test_answers_that_are_not_those_of_the_receipt_are_never_drawn(br, made):
    round_ = cycle.submitted(br, made)
    with br.desk():
        round_.submitted_at -= timedelta(days=1)
        with pytest.raises(ValueError, match=round_.receipt):
            answers_of_round(round_)


def test_until_it_is_drawn_its_receipt_says_so(br, made):
    cycle.submitted(br, made)
    told = signed_in(br, "lead").get(COPY, follow=True)
    assert told.redirect_chain[-1][0] == RECEIPT
    assert "em preparação" in text_of(told)


@pytest.mark.parametrize(("role", "status"), [("signatory", 200), ("contributor", 403)])
def test_whoever_answers_a_part_does_not_fetch_the_whole(br, made, role, status):
    cycle.submitted(br, made)
    drawn(br)
    client = signed_in(br, role)
    assert client.get(COPY).status_code == status
    assert (COPY in text_of(client.get(RECEIPT))) is (status == 200)
    with br.desk():
        stored = Round.objects.get().copy_id
    elsewhere = client.get(f"/br/desk/{br.here.code}/files/{stored}/")
    assert elsewhere.status_code == (200 if status == 200 else 404)


def test_the_sibling_does_not(br, made):
    cycle.submitted(br, made)
    drawn(br)
    client = Client()
    client.force_login(br.neighbour)
    assert client.get(COPY).status_code == 404
    assert client.get(COPY.replace(br.here.code, br.sibling.code)).status_code == 404


def test_the_mail_names_the_receipt_the_moment_in_both_zones_and_the_copy(br, made):
    round_ = cycle.submitted(br, made)
    drawn(br)
    with br.staff():
        mail = MailMessage.objects.filter(kind="diagnosis_receipt", to__contains="lead@")[0]
    then = timezone.localtime(round_.submitted_at, ZoneInfo(br.here.time_zone))
    for said in (round_.receipt, round_.answers_digest, f"{then:%Hh%M} em Vila Exemplo BR", COPY):
        assert said in mail.text
    assert "em Brasília)" in mail.text


class TestOverPages:
    """An answer longer than a page, of each length at which something might be cut off."""

    AUTHOR, DETAIL, PROOF, LAST = (
        "Ana Prado, Saúde",
        "Detalhe da nota",
        "Lei 12",
        "últimas palavras",
    )

    def entry(self, lines: int, asks: int = 1, *, detail: str = "", proofs: tuple = ()) -> Entry:
        told = "\n\n".join([*["linha"] * lines, self.LAST])
        answer = AnswerRevision(note=detail, saved_at=timezone.now(), department="Saúde",
                                author=User(full_name="Ana Prado"))  # fmt: skip
        asked = SimpleNamespace(code="D1.1", text="Há setor responsável? " * asks)
        return Entry(asked, answer, told, [*proofs], True)

    def pages(self, entries: list[Entry]) -> list[list[str]]:
        """The lines of each page, every entry begun on one of its own."""
        drawn = "".join(
            f'<div style="break-before: page">{told}</div>'
            for told in (
                render_to_string("diagnosis/paper/entry.html", {"entry": one}) for one in entries
            )
        )
        css = '<link rel="stylesheet" href="house:css/paper.css">'
        html = f'<html lang="pt"><head><title>x</title>{css}</head><body>{drawn}</body></html>'
        data = pdf.render(html, identifier=b"over pages")
        read = ["pdftotext", "-layout", "-", "-"]
        said = subprocess.run(read, input=data, capture_output=True, check=True).stdout.decode()
        found = [[one.strip() for one in page.splitlines()] for page in said.split("\f")]
        return [[one for one in page if one and "/" not in one[:6]] for page in found]

    # Its own lines, and how often its question is repeated, so that breaks fall everywhere.
    LENGTHS = [(lines, asks) for lines in range(34, 44) for asks in (1, 4, 8)]

    def test_its_author_is_on_the_page_of_its_last_words(self):
        for page in self.pages([self.entry(*one) for one in self.LENGTHS]):
            if any(one.startswith(self.AUTHOR) for one in page):
                assert self.LAST in page

    def test_and_so_are_the_beginning_of_its_detail_and_its_evidence(self):
        version = SimpleNamespace(get_kind_display="lei", title=self.PROOF, link="", file=None)
        proof = SimpleNamespace(version=version, where="")
        entries = [self.entry(*one, detail=self.DETAIL, proofs=(proof,)) for one in self.LENGTHS]
        for page in self.pages(entries):
            together = [self.DETAIL in page, any(self.PROOF in one for one in page),
                        any(one.startswith(self.AUTHOR) for one in page)]  # fmt: skip
            assert len(set(together)) == 1
            assert together[0] is (self.LAST in page)
