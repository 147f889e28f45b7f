"""The accounts of the demonstration: all of them can sign in, and the list says so."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from migracidades.accounts.models import User
from migracidades.demo.accounts import accounts
from migracidades.demo.people import PASSWORD
from migracidades.demo.source import COUNTRIES
from migracidades.tenancy.models import Membership, Role
from migracidades.tenancy.scope import Side, enter


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_account_holds_the_seat_it_is_listed_with(countries, country):
    with enter(countries[country], side=Side.STAFF):
        for one in accounts(countries[country]):
            seat = Membership.objects.get(user__email=one.email, role=one.role, active=True)
            assert one.government == (str(seat.government) if seat.government else "")


@pytest.mark.parametrize("country", COUNTRIES)
def test_there_is_an_account_for_every_role(countries, country):
    assert {one.role for one in accounts(countries[country])} == set(Role.values)


def test_everybody_can_sign_in(countries):
    listed = [one for programme in countries.values() for one in accounts(programme)]
    invented = User.objects.filter(email__regex="@(exemplo|ejemplo)[.]org$")
    assert invented.count() == User.objects.count() > len(listed)
    assert len(set(invented.values_list("password", flat=True))) == 1, "hashed once"
    for user in invented:
        assert user.check_password(PASSWORD)
        assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()


@pytest.mark.parametrize("role", ["lead", "analyst"])
@pytest.mark.parametrize("country", COUNTRIES)
def test_the_sign_in_page_takes_the_printed_password(countries, country, role):
    account = next(one for one in accounts(countries[country]) if one.role == role)
    client = Client()
    form = {"login": account.email, "password": account.password}
    assert client.post(f"/{country}/accounts/login/", form).status_code == 302
    user = User.objects.get(email=account.email)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_command_prints_a_line_for_each(countries):
    printed = StringIO()
    call_command("demo", accounts=True, stdout=printed)
    lines = printed.getvalue().splitlines()
    listed = [one for country in COUNTRIES for one in accounts(countries[country])]
    for line, one in zip(lines, listed, strict=True):
        for cell in (one.role, one.programme, one.government, one.email, one.password):
            assert cell in line
