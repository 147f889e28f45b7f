"""The accounts of the demonstration: all of them can sign in, and the list says so."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from migracidades.accounts.models import User
from migracidades.demo.accounts import accounts
from migracidades.demo.people import DOMAIN, PASSWORD
from migracidades.tenancy.models import Membership, Role
from migracidades.tenancy.scope import Side, enter


def test_every_account_holds_the_seat_it_is_listed_with(demo):
    with enter(demo, side=Side.STAFF):
        for one in accounts(demo):
            seat = Membership.objects.get(user__email=one.email, role=one.role, active=True)
            assert one.government == (str(seat.government) if seat.government else "")


def test_there_is_an_account_for_every_role(demo):
    assert {one.role for one in accounts(demo)} == set(Role.values)


def test_everybody_can_sign_in(demo):
    invented = User.objects.filter(email__endswith=f"@{DOMAIN}")
    assert invented.count() > len(list(accounts(demo)))
    assert len(set(invented.values_list("password", flat=True))) == 1, "hashed once"
    for user in invented:
        assert user.check_password(PASSWORD)
        assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()


@pytest.mark.parametrize("role", ["lead", "analyst"])
def test_the_sign_in_page_takes_the_printed_password(demo, role):
    account = next(one for one in accounts(demo) if one.role == role)
    client = Client()
    form = {"login": account.email, "password": account.password}
    assert client.post("/br/accounts/login/", form).status_code == 302
    user = User.objects.get(email=account.email)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_command_prints_a_line_for_each(demo):
    printed = StringIO()
    call_command("demo", accounts=True, stdout=printed)
    lines = printed.getvalue().splitlines()
    assert len(lines) == len(list(accounts(demo)))
    for line, one in zip(lines, accounts(demo), strict=True):
        for cell in (one.role, one.programme, one.government, one.email, one.password):
            assert cell in line
