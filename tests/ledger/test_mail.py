"""Mail: one row per need, in the person's language, sent by the worker or kept on a page."""

import socket
from email import message_from_bytes, policy
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core.mail import send_mail
from django.urls import reverse

from migracidades.kit.errors import Refused
from migracidades.ledger import mail, outbox, parked, speaking
from migracidades.ledger.models import AuditEntry, MailMessage, OutboxEntry
from migracidades.tenancy.scope import Side, enter

HERE = Path(__file__).parent
HOSTILE = "Ana\r\nBcc: everybody@example.org"


@pytest.fixture(autouse=True)
def kinds(settings):
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], HERE / "templates"]}]
    settings.EMAIL_BACKEND = "migracidades.ledger.mail_backend.LedgerBackend"
    settings.SITE_URL = "https://cidades.example"


@pytest.fixture
def smtp(settings):
    """A mail server that keeps what it receives."""

    received = []

    class Keep(Message):
        def handle_message(self, message):
            received.append(message)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(Keep(), hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    settings.EMAIL_PORT = port
    yield received
    server.stop()


def write(country, **changed):
    message = {"to": country.people["lead"], "context": {"place": "Vila D'Oeste"}} | changed
    with country.staff():
        return mail.send("test", **message)


def kept(country, **which):
    with country.staff():
        return list(MailMessage.objects.filter(**which))


def test_written_in_the_persons_language_and_kept_without_a_server(world):
    lead = world.br.people["lead"]
    lead.language = "es"
    lead.full_name = 'José "Zé"'
    write(world.br, to=lead, government=world.br.here)
    assert outbox.drain(world.br.programme) == []
    (message,) = kept(world.br)
    assert (message.state, message.language, message.kind) == ("kept", "es", "test")
    assert message.government_id == world.br.here.pk
    assert message.to == r'"José \"Zé\"" <lead@br.test>'
    assert message.subject.endswith(": Vila D'Oeste"), "one line, not escaped"
    assert "Vila D'Oeste" in message.text
    assert "Vila D&#x27;Oeste" in message.html
    assert "https://cidades.example/br/" in message.text


@pytest.mark.parametrize(
    ("asked", "own", "spoken"), [(None, "", "pt-br"), ("en", "es", "en"), ("fr", "es", "pt-br")]
)
def test_whose_language_counts(world, asked, own, spoken):
    world.br.people["lead"].language = own
    assert write(world.br, language=asked).language == spoken


def test_links_are_absolute_and_carry_the_programme(world):
    with speaking(world.br.programme):
        assert mail.absolute(reverse("demo_mail")) == "https://cidades.example/br/demo-mail/"


def test_markup_in_a_name_stays_text(world):
    write(world.br, context={"place": "<script>alert(1)</script>"})
    (message,) = kept(world.br)
    assert "<script>" not in message.html
    assert "<script>" in message.text


def test_the_same_need_is_mailed_once(world):
    for _ in range(2):
        write(world.br, need="reminder:1")
    write(world.br, need="reminder:2")
    write(world.ar, need="reminder:1")
    write(world.br)
    write(world.br)
    assert outbox.drain(world.br.programme) == []
    assert len(kept(world.br, state="kept")) == 4
    assert len(kept(world.ar)) == 1


@pytest.mark.parametrize("side", list(Side))
def test_every_side_may_write_and_only_the_staff_reads(world, side):
    government = world.br.here if side is Side.GOVERNMENT else None
    with enter(world.br.programme, side=side, government=government):
        mail.send("test", to="a@example.org", context={"place": "x"}, need="once")
        mail.send("test", to="a@example.org", context={"place": "x"}, need="once")
        assert MailMessage.objects.exists() is (side is Side.STAFF)
    assert len(kept(world.br)) == 1


@pytest.mark.parametrize(
    "to", ["", "no address", "a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org"]
)
def test_what_is_no_address_is_refused(world, to):
    with pytest.raises(Refused):
        write(world.br, to=to)


def test_a_name_smuggles_no_header_in(world):
    world.br.people["lead"].full_name = HOSTILE
    with pytest.raises(Refused):
        write(world.br)


def test_a_subject_smuggles_no_header_in(world, smtp):
    write(world.br, context={"place": HOSTILE})
    assert outbox.drain(world.br.programme) == []
    assert smtp[0]["Bcc"] is None


def test_a_server_receives_text_and_html(world, smtp):
    world.br.people["lead"].full_name = "João Conceição"
    message = write(world.br, context={"place": "São José"})
    assert outbox.drain(world.br.programme) == []
    (received,) = smtp
    received = message_from_bytes(received.as_bytes(), policy=policy.default)
    assert received["To"] == "João Conceição <lead@br.test>"
    assert received["Subject"].endswith("São José")
    assert received["Message-ID"] == f"<{message.pk}@cidades.example>"
    assert received["Content-Language"] == "pt-br"
    assert "São José" in received.get_body(["plain"]).get_content()
    assert "São José" in received.get_body(["html"]).get_content()
    (sent,) = kept(world.br)
    assert (sent.state, sent.attempts, sent.error) == ("sent", 1, "")
    assert sent.sent_at
    assert outbox.drain(world.br.programme) == []
    assert len(smtp) == 1


def test_a_server_that_is_down_is_tried_again(world, settings, smtp):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    write(world.br)
    assert len(outbox.drain(world.br.programme)) == 1
    (message,) = kept(world.br)
    assert (message.state, message.attempts) == ("queued", 1)
    assert "ConnectionRefused" in message.error
    settings.EMAIL_PORT = port
    assert outbox.drain(world.br.programme) == []
    assert kept(world.br)[0].state == "sent"


@pytest.mark.parametrize(("code", "state"), [(550, "bounced"), (451, "queued")])
def test_an_unknown_recipient_is_final_and_a_busy_server_is_not(
    world, settings, monkeypatch, code, state
):
    def refuse(self):
        raise SMTPRecipientsRefused({"lead@br.test": (code, b"no")})

    settings.EMAIL_HOST = "mail.invalid"
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    write(world.br)
    outbox.drain(world.br.programme)
    assert kept(world.br)[0].state == state


def test_a_failed_message_can_be_sent_again(world):
    message = write(world.br)
    with world.br.staff():
        assert not mail.send_again(message.pk), "it is not a failed one"
        MailMessage.objects.update(state="failed")
        assert mail.send_again(message.pk)
    assert outbox.drain(world.br.programme) == []
    assert kept(world.br)[0].state == "kept"


def test_a_message_whose_job_was_given_up_starts_with_that_job(world, settings, smtp):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    message = write(world.br)
    for _try in range(outbox.MAX_ATTEMPTS):
        outbox.drain(world.br.programme)
    assert kept(world.br)[0].state == "failed"
    settings.EMAIL_PORT = port
    with world.br.staff():
        assert mail.send_again(message.pk, actor=world.br.people["coordinator"])
        assert OutboxEntry.objects.count() == 1, "no second job for the same letter"
    assert outbox.drain(world.br.programme) == []
    assert kept(world.br)[0].state == "sent"
    assert len(smtp) == 1
    with world.br.staff():
        acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"job.retry", "mail.send_again"} <= acts


def test_a_job_that_is_started_anew_sends_its_letter(world):
    write(world.br)
    with world.br.staff():
        OutboxEntry.objects.update(state="parked", attempts=8)
        MailMessage.objects.update(state="failed")
        assert parked.retry(parked.parked()) == 1
    assert outbox.drain(world.br.programme) == []
    assert kept(world.br)[0].state == "kept"


def test_all_that_failed_is_sent_again_and_what_was_refused_is_not(world, client):
    for name in ("one", "two", "three"):
        write(world.br, to=f"{name}@example.org")
    with world.br.staff():
        MailMessage.objects.update(state="failed")
        MailMessage.objects.filter(to="three@example.org").update(state="bounced")
    client.force_login(world.br.people["coordinator"])
    listed = client.get("/br/admin/mail/?lang=en").content.decode()
    assert "2 messages could not be sent" in listed
    assert client.post("/br/admin/mail/").status_code == 302
    assert sorted(one.state for one in kept(world.br)) == ["bounced", "queued", "queued"]


def test_a_list_hints_at_addresses_and_finds_them(world, client):
    write(world.br, to="ana.souza@example.org")
    write(world.br, to="rui@example.org")
    client.force_login(world.br.people["coordinator"])
    listed = client.get("/br/admin/mail/?q=ana.souza@").content.decode().split("<tbody>")[1]
    assert "an…@example.org" in listed
    assert "ana.souza@example.org" not in listed
    assert "ru…" not in listed


def test_each_line_says_why_a_message_did_not_go_out(world, client):
    """In a few words, and without the whole address that the server's answer repeats."""
    write(world.br, to="ana.souza@example.org")
    said = "SMTPDataError: 554 <ana.souza@example.org> Message rejected " + "because " * 80
    with world.br.staff():
        MailMessage.objects.update(state="failed", attempts=8, error=said)
    client.force_login(world.br.people["coordinator"])
    listed = client.get("/br/admin/mail/?lang=en").content.decode().split("<tbody>")[1]
    assert "8 tries: SMTPDataError: 554 &lt;an…@example.org&gt; Message rejected" in listed
    assert "ana.souza" not in listed
    assert listed.count("because") < 20


def test_jobs_that_were_given_up_are_shown_with_their_reason(world, client):
    write(world.br)
    write(world.ar)
    for country in (world.br, world.ar):
        with country.staff():
            reason = f"ConnectionRefused of {country.programme.slug}"
            OutboxEntry.objects.update(state="parked", attempts=8, error=reason)
    client.force_login(world.br.people["administrator"])
    assert "/br/admin/jobs/" in client.get("/br/admin/").content.decode()
    shown = client.get("/br/admin/jobs/").content.decode()
    assert "ConnectionRefused of br" in shown
    assert "ConnectionRefused of ar" not in shown
    with world.ar.staff():
        foreign = OutboxEntry.objects.get()
    for job in (str(foreign.pk), "all"):
        assert client.post("/br/admin/jobs/", {"job": job}).status_code == 302
    assert client.post("/br/admin/jobs/", {"job": "x"}).status_code == 404
    with world.ar.staff():
        assert OutboxEntry.objects.get().state == "parked"
    with world.br.staff():
        assert OutboxEntry.objects.get().state == "pending"


def test_what_libraries_send_goes_the_same_way(world, smtp):
    with enter(world.br.programme, side=Side.PUBLIC):
        send_mail("Your code", "123456", None, ["a@example.org"])
    (message,) = kept(world.br)
    assert (message.kind, message.text) == ("account", "123456")
    assert outbox.drain(world.br.programme) == []
    assert "123456" in smtp[0].get_payload()
    assert kept(world.br)[0].text == "", "once sent, the code is nobody else's to read"


def test_the_demonstration_shows_its_mail_to_everybody(world, client):
    write(world.br, to="ana@example.org", context={"place": "Aqui"})
    write(world.ar, to="otra@example.org", context={"place": "Allá"})
    listed = client.get("/br/demo-mail/?to=ana@").content.decode()
    assert "Aqui" in listed
    assert "Allá" not in client.get("/br/demo-mail/").content.decode()
    (message,) = kept(world.br)
    assert "Aqui" in client.get(f"/br/demo-mail/{message.pk}/").content.decode()
    assert client.get(f"/ar/demo-mail/{message.pk}/").status_code == 404


@pytest.mark.parametrize("real", [{"DEMO": False}, {"EMAIL_HOST": "mail.example"}])
def test_real_mail_is_shown_to_nobody(world, client, settings, real):
    for name, value in real.items():
        setattr(settings, name, value)
    assert client.get("/br/demo-mail/").status_code == 404


def test_the_staffs_list(world, client):
    write(world.br, context={"place": "Aqui"})
    client.force_login(world.br.people["coordinator"])
    assert "Aqui" in client.get("/br/admin/mail/").content.decode()
    assert "Aqui" not in client.get("/br/admin/mail/?state=failed").content.decode()
    (message,) = kept(world.br)
    address = f"/br/admin/mail/{message.pk}/"
    assert "Aqui" in client.get(address).content.decode()
    with world.br.staff():
        MailMessage.objects.update(state="failed", error="550 no", kind="account")
    shown = client.get(address).content.decode()
    assert "550 no" in shown
    assert "Aqui https" not in shown
    assert client.post(address).status_code == 302
    assert kept(world.br)[0].state == "queued"


@pytest.mark.parametrize("who", ["observer", "lead"])
def test_who_may_not_read_the_mail(world, client, who):
    client.force_login(world.br.people[who])
    assert client.get("/br/admin/mail/", follow=True).status_code == 403


def test_subjects_of_all_kinds_differ():
    found = (HERE.parents[1] / "templates" / "mail").glob("*.subject.txt")
    subjects = [path.read_text(encoding="utf-8").strip() for path in found]
    assert len(set(subjects)) == len(subjects)
