"""Who is signed in: until the session ends, is taken away, or the person's password changes."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

DESK = "/br/desk/9900011/"


@pytest.fixture
def lead(world):
    return world.br.people["lead"]


@pytest.fixture
def client(lead):
    client = Client()
    client.force_login(lead)
    assert client.get(DESK).status_code == 200
    return client


def past() -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def gone() -> None:
    Session.objects.all().delete()


@pytest.mark.parametrize("over", [past, gone])
def test_a_session_that_is_over_lets_nobody_in(client, over):
    over()
    assert client.get(DESK).status_code == 302
    assert not Session.objects.filter(expire_date__gt=timezone.now()).exists()


def test_a_new_password_ends_every_session(client, lead):
    lead.set_password("outra-senha-bem-longa")
    lead.save()
    assert client.get(DESK).status_code == 302


def test_whoever_is_no_longer_active_is_nobody(client, lead):
    lead.is_active = False
    lead.save()
    assert client.get(DESK).status_code == 302
