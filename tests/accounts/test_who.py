"""Whom a session names is brought along with their seats, and is them only if it still may be."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from certification.diagnosis.models import Answer
from migracidades.accounts.models import User
from tests.diagnosis import building

DESK = "/br/desk/9900011/"
ACCOUNT = "/br/accounts/email/"


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def lead(br, client):
    client.force_login(br.people["lead"])
    assert client.get(DESK).status_code == 200
    return client


def test_who_changed_their_password_elsewhere_is_signed_out_for_good(br, lead):
    person = br.people["lead"]
    key = lead.session.session_key
    person.set_password("outra-senha-bem-longa")
    person.save()
    assert lead.get(DESK).status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    assert SESSION_KEY not in lead.session


@pytest.mark.parametrize("address", [DESK, ACCOUNT])
def test_who_is_not_active_any_more_is_not_let_in(br, lead, address):
    User.objects.filter(pk=br.people["lead"].pk).update(is_active=False)
    response = lead.get(address)
    assert response.status_code == 302
    assert "/accounts/login/" in response.url or "/accounts/inactive/" in response.url


def test_a_session_that_names_nobody_is_a_visitors(br, lead):
    session = lead.session
    session[SESSION_KEY] = str(10**9)
    session.save()
    assert lead.get(DESK).status_code == 302
    assert lead.get("/br/").status_code == 200


def test_a_save_of_who_changed_their_password_meanwhile_is_not_taken(br, lead):
    building.diagnosis(br)
    sent = {"answer-D1.1": "yes", "base": 0}
    assert lead.post(f"{DESK}2026/answers/D1.1/", sent).status_code == 302
    person = br.people["lead"]
    person.set_password("outra-senha-bem-longa")
    person.save()
    refused = lead.post(f"{DESK}2026/answers/D1.1/", {"answer-D1.1": "no", "base": 1})
    assert refused.status_code == 302
    assert "/accounts/login/" in refused.url
    with br.desk():
        assert Answer.objects.get().value == "yes"
