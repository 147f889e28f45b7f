"""A person sends a certificate."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from migracidades.files.accept import check
from migracidades.files.models import StoredFile
from migracidades.tenancy.models import Membership
from tests.cycle import edition
from tests.training.conftest import make_course, outside, pdf, pending
from training.models import Completion
from training.sending import send_certificate

URL = "/br/training/migracidades/certificate/"
GOOD = {"completed_on": "02/03/2026"}


def all_of(country):
    with country.staff():
        return list(Completion.objects.order_by("id"))


def test_a_certificate_waits_under_the_account_and_the_only_government(world, course, client):
    client.force_login(world.br.people["lead"])
    response = client.post(URL, GOOD | {"certificate": pdf()})
    assert response.status_code == 302
    assert response["Location"] == "/br/training/"
    (one,) = all_of(world.br)
    assert (one.state, one.origin) == ("pending", "upload")
    assert (one.email, one.full_name) == ("lead@br.test", "Lead br")
    assert (one.completed_on, one.government_id) == (date(2026, 3, 2), world.br.here.pk)
    with world.br.staff():
        assert one.certificate.purpose == StoredFile.Purpose.CERTIFICATE
        assert one.certificate.government_id == world.br.here.pk


def test_sent_twice_it_is_kept_once(world, course, client):
    client.force_login(world.br.people["lead"])
    for _ in range(2):
        response = client.post(URL, GOOD | {"certificate": pdf()}, follow=True)
    assert "already have" in response.content.decode()
    assert len(all_of(world.br)) == 1
    assert "We have your certificate" in client.get(URL).content.decode()


def test_a_second_click_in_the_same_moment_finds_the_first(world, course, monkeypatch):
    lead = world.br.people["lead"]
    facts = {"course": course, "actor": lead, "completed_on": date(2026, 3, 2)}
    with outside(world.br, lead):
        first, _fresh = send_certificate(certificate=check(pdf()), **facts)
        answers = iter([None, first])
        monkeypatch.setattr("training.queries.standing", lambda *_: next(answers))
        assert send_certificate(certificate=check(pdf()), **facts) == (first, False)
    assert len(all_of(world.br)) == 1


def test_a_refused_one_may_be_followed_by_another(world, course, client):
    lead = world.br.people["lead"]
    with world.br.staff():
        pending(world.br, course, lead.email, user=lead, state="refused", reason="Not yours")
    client.force_login(lead)
    page = client.get("/br/training/").content.decode()
    assert "Not yours" in page
    assert "Send another certificate" in page
    client.post(URL, GOOD | {"certificate": pdf()})
    assert [one.state for one in all_of(world.br)] == ["refused", "pending"]


def test_the_school_was_faster(world, course, client):
    with world.br.staff():
        pending(world.br, course, "lead@br.test", state="accepted", origin="import")
    client.force_login(world.br.people["lead"])
    response = client.post(URL, GOOD | {"certificate": pdf()}, follow=True)
    assert "already told us" in response.content.decode()
    assert len(all_of(world.br)) == 1


def test_who_sits_in_two_governments_says_which(world, course, client):
    lead = world.br.people["lead"]
    with world.br.staff():
        Membership.objects.create(user=lead, role="alternate", government=world.br.sibling)
    client.force_login(lead)
    response = client.post(URL, GOOD | {"certificate": pdf()})
    assert response.status_code == 422
    for government in (world.ar.here, world.br.here):
        response = client.post(URL, GOOD | {"certificate": pdf(), "government": government.pk})
    assert response.status_code == 302
    (one,) = all_of(world.br)
    assert one.government_id == world.br.here.pk


def test_who_holds_no_seat_may_send_as_well(world, course, client):
    client.force_login(world.stranger)
    assert client.post(URL, GOOD | {"certificate": pdf()}).status_code == 302
    (one,) = all_of(world.br)
    assert one.government_id is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("completed_on", "", "stands on the certificate"),
        ("completed_on", "31/02/2026", "valid date"),
        ("completed_on", "01/01/1999", "before 2015"),
        ("completed_on", "tomorrow", "future"),
        ("certificate", None, "Choose the file"),
        ("certificate", ("c.exe", b"MZ"), "cannot be taken"),
        ("certificate", ("c.pdf", b"MZ\x90"), "is a program"),
        ("certificate", ("c.pdf", b""), "empty"),
        ("certificate", ("c.docx", b"PK"), "cannot be taken"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(world, course, client, field, value, sentence):
    if value == "tomorrow":
        value = (timezone.localdate() + timedelta(days=2)).strftime("%d/%m/%Y")
    if isinstance(value, tuple):
        value = pdf(*value)
    data = {"completed_on": "02/03/2026", "certificate": pdf(), field: value}
    client.force_login(world.br.people["lead"])
    response = client.post(URL, {k: v for k, v in data.items() if v is not None})
    assert response.status_code == 422
    form = response.context["form"]
    assert sentence in unescape(response.content.decode())
    assert list(form.errors) == [field]
    assert form["completed_on"].value() == data["completed_on"]
    assert all_of(world.br) == []


def test_nobody_sees_another_persons_completion(world, course, client):
    lead = world.br.people["lead"]
    with world.br.staff():
        pending(world.br, course, lead.email, user=lead, government=world.br.here)
    for other in (world.stranger, world.br.neighbour, world.ar.people["lead"]):
        with outside(world.br, other):
            assert not Completion.objects.exists()
    with world.br.desk(world.br.sibling):
        assert not Completion.objects.exists()
    with world.br.desk():
        assert Completion.objects.count() == 1
    with outside(world.ar, lead):
        assert not Completion.objects.exists()


def test_the_page_tells_what_is_mandatory_and_of_whom(world, course, client):
    make_course(world.br, "other", "Outro")
    edition(world.br, course=course, course_required_of=["lead", "alternate"])
    page = client.get("/br/training/", headers={"accept-language": "en"}).content.decode()
    assert page.index("Governança") < page.index("Outro")
    assert client.get(URL).status_code == 302
    client.force_login(world.br.people["lead"])
    page = client.get("/br/training/").content.decode()
    assert "2026 edition, for: lead, alternate." in page
    assert page.count("mandatory") == 1


def test_the_page_stands_empty_too_and_asks_the_same_of_many(
    world, client, django_assert_max_num_queries
):
    client.force_login(world.br.people["lead"])
    assert "No course" in client.get("/br/training/").content.decode()
    for number in range(20):
        make_course(world.br, f"c{number}")
    with django_assert_max_num_queries(14):
        client.get("/br/training/")


def test_an_unknown_course_is_not_found(world, client):
    client.force_login(world.br.people["lead"])
    assert client.get("/br/training/nothing/certificate/").status_code == 404
