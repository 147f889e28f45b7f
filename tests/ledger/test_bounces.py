"""Mail that comes back: a server's notice is read, believed of what it names, and told."""

import io
import logging
import mailbox
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command

from migracidades.ledger import bounces, mail, notices, outbox
from migracidades.ledger.models import MailMessage
from migracidades.tenancy.models import Invitation, Membership
from tests.ledger.test_mail import kept, kinds, smtp, write

__all__ = ["kinds", "smtp"]
HERE = Path(__file__).parent / "bounces"
REASONS = {
    "postfix": "550 5.1.1 <lead@br.test>: Recipient address rejected: User unknown in local",
    "exim": "550 No such user here",
    "exim_in_words": "lead@br.test No such user here",
    "exchange": "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient lead@br.test not found",
    "gmail": "550-5.1.1 The email account that you tried to reach does not exist.",
}


def came(name: str, message: MailMessage) -> bytes:
    text = (HERE / f"{name}.eml").read_text(encoding="utf-8")
    said = text.replace("__ID__", str(message.pk)).replace("__HEX__", message.pk.hex)
    return said.replace("\n", "\r\n").encode()


@pytest.fixture
def sent(world) -> MailMessage:
    """A message to the lead of Brazil's government, taken by a server."""
    message = write(world.br, government=world.br.here)
    with world.br.staff():
        MailMessage.objects.update(state="sent")
    return message


def state(country) -> str:
    return kept(country)[0].state


def told(country) -> dict[str, MailMessage]:
    assert outbox.drain(country.programme) == []
    return {one.to: one for one in kept(country, kind="address_bounces")}


@pytest.mark.parametrize("server", REASONS)
def test_the_notice_of_a_server_marks_its_message(world, sent, server):
    assert bounces.take(came(server, sent))
    (message,) = kept(world.br)
    assert message.state == "bounced"
    assert message.error.startswith(REASONS[server])
    assert not bounces.take(came(server, sent)), "twice is once"


@pytest.mark.parametrize("other", ["delayed", "vacation"])
def test_what_is_late_or_answers_by_itself_is_no_failure(world, sent, other):
    assert not bounces.take(came(other, sent))
    assert state(world.br) == "sent"


@pytest.mark.parametrize("name", ["postfix", "exim_in_words", "gmail"])
def test_a_forged_notice_marks_nothing_it_cannot_name(world, sent, name, caplog):
    guessed = MailMessage(pk=uuid4())
    with caplog.at_level(logging.WARNING):
        assert not bounces.take(came(name, guessed))
    assert str(guessed.pk) in caplog.text
    assert state(world.br) == "sent"


HOSTILE = {
    "nothing": b"",
    "no message": b"\xff\xfe\x00" * 100,
    "no end": b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n",
    "no blocks": b"Content-Type: message/delivery-status\r\n\r\n",
    "parts in parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one)
        for one in range(3000)
    ),
    "messages in messages": b"Content-Type: message/rfc822\r\n\r\n" * 5000,
    "odd header": b"X-Failed-Recipients: =?x?q?\xff?=\r\nTo: +\r\n\r\nfailed: <" + b"a" * 100_000,
    "odd coding": b"X-Failed-Recipients: a\r\nContent-Transfer-Encoding: base64\r\n\r\n\xff=",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_left_aside(world, sent, name, caplog):
    with caplog.at_level(logging.WARNING):
        assert not bounces.take(HOSTILE[name])
    assert "Left aside" in caplog.text
    assert state(world.br) == "sent"


def test_what_lies_beyond_the_first_megabyte_is_not_read(sent):
    padded = b"X-Padding: " + b"a" * notices.MOST + b"\r\n" + came("postfix", sent)
    assert notices.read(padded) is None


def test_the_other_programmes_mail_is_marked_in_its_own(world):
    message = write(world.ar, government=world.ar.here)
    write(world.br, government=world.br.here)
    for country in (world.ar, world.br):
        with country.staff():
            MailMessage.objects.update(state="sent")
    assert bounces.take(came("postfix", message))
    assert (state(world.ar), state(world.br)) == ("bounced", "sent")


# ------------------------------------------------------------------ who is told
def test_those_who_lead_are_told_once_and_not_at_the_address_itself(world, sent):
    bounces.take(came("postfix", sent))
    again = write(world.br, government=world.br.here)
    with world.br.staff():
        MailMessage.objects.filter(pk=again.pk).update(state="sent")
    bounces.take(came("exim", again))
    mails = told(world.br)
    assert set(mails) == {'"Alternate br" <alternate@br.test>'}
    (one,) = mails.values()
    assert "lead@br.test" in one.subject
    assert "User unknown" in one.text
    assert f"/br/desk/{world.br.here.code}/people/" in one.text


def test_the_coordination_is_told_where_nobody_else_leads(world, sent):
    with world.br.staff():
        Membership.objects.filter(role="alternate").update(active=False)
    bounces.take(came("postfix", sent))
    assert set(told(world.br)) == {'"Coordinator br" <coordinator@br.test>'}


def test_it_stands_beside_the_seat_until_a_later_mail_goes_out(world, sent, client, smtp):
    bounces.take(came("postfix", sent))
    client.force_login(world.br.people["alternate"])
    people = f"/br/desk/{world.br.here.code}/people/"
    assert client.get(people).content.decode().count("e-mail voltou em") == 1
    client.force_login(world.br.people["coordinator"])
    assert "e-mail voltou em" in client.get("/br/admin/people/?q=lead@").content.decode()
    desk = client.get("/br/admin/").content.decode()
    assert "voltam e-mails de 1 pessoa" in desk.lower()
    assert "/br/admin/mail/?state=bounced" in desk
    shown = client.get("/br/admin/mail/?state=bounced").content.decode()
    assert str(sent.pk) in shown
    assert "User unknown" in client.get(f"/br/admin/mail/{sent.pk}/").content.decode()
    write(world.br)
    assert outbox.drain(world.br.programme) == []
    assert "e-mail voltou em" not in client.get("/br/admin/people/?q=lead@").content.decode()


def test_it_stands_beside_an_invitation(world, client):
    from certification.governments.inviting import invite

    who = {"actor": world.br.people["lead"], "roles": {"lead"}}
    with world.br.desk():
        invite(email="engano@br.test", role="contributor", government=world.br.here, **who)
    with world.br.staff():
        MailMessage.objects.update(state="sent")
        message = MailMessage.objects.get(kind="invitation")
    assert bounces.take(came("exchange", message))
    with world.br.staff():
        assert Invitation.objects.get().bounced_at
    client.force_login(world.br.people["lead"])
    page = client.get(f"/br/desk/{world.br.here.code}/people/").content.decode()
    assert page.index("engano@br.test") < page.index("e-mail voltou em")


# ------------------------------------------------------------------ how it comes in
def test_a_pipe_gives_one_message(world, sent, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(came("postfix", sent))))
    call_command("take_bounces")
    assert state(world.br) == "bounced"


def test_a_maildir_is_read_once(world, sent, tmp_path, capsys):
    box = mailbox.Maildir(tmp_path / "Maildir", create=True)
    for data in (came("postfix", sent), came("vacation", sent), b"\xff"):
        box.add(data)
    call_command("take_bounces", maildir=tmp_path / "Maildir")
    assert "1 of our messages came back" in capsys.readouterr().out
    assert not list((tmp_path / "Maildir" / "new").iterdir())
    assert len(list((tmp_path / "Maildir" / "cur").iterdir())) == 3


def test_mail_goes_out_under_an_envelope_of_its_own(world, settings, smtp):
    settings.BOUNCE_ADDRESS = "bounces@cidades.example"
    message = write(world.br)
    assert outbox.drain(world.br.programme) == []
    (received,) = smtp
    assert received["X-MailFrom"] == f"bounces+{message.pk.hex}@cidades.example"
    assert received["From"] == settings.DEFAULT_FROM_EMAIL


def test_a_server_that_refuses_at_once_is_told_of_too(world, settings, monkeypatch):
    from smtplib import SMTPRecipientsRefused

    def refuse(self):
        raise SMTPRecipientsRefused({"lead@br.test": (550, b"no such user")})

    settings.EMAIL_HOST = "mail.invalid"
    message = write(world.br, government=world.br.here)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        mail_of(world.br, message)
    with world.br.staff():
        assert world.br.seat("lead").bounced_at


def mail_of(country, message) -> None:
    with country.staff():
        mail.deliver(programme=country.programme, message_id=message.pk)
