"""Everybody at every door: eleven roles and a stranger; own, sibling and foreign rows; GET, POST.

Whoever is refused learns nothing and changes nothing. PostgreSQL itself bears witness: a
transaction that wrote anything has been given a number, one that only looked has none.
"""

import gc
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from migracidades.accounts.models import User
from migracidades.tenancy.models import GOVERNMENT_ROLES, STAFF_ROLES
from tests.access import ACCOUNT, DOORS
from tests.doors import EVERYBODY, STRANGER, Ask, Door
from tests.standing import Standing, committed, standing
from tests.visits import ANSWER, HOME, LOBBY, SIGN_IN, Visit, expected, filled, visits

__all__ = ["committed", "standing"]

SAID = re.compile(r"secret-[a-z]+-[a-z]+|Town-[a-z]+-[a-z]+")
ANSWERED_GET = {200, 302, 303, 410}
ANSWERED_POST = {200, 302, 303, 400, 409, 410, 422}


# ------------------------------------------------------------------ what there is
def patterns(resolver: URLResolver, route: str = "", spaces: tuple = ()) -> Iterator[str]:
    """The name of every pattern, or its route where it has none."""
    for one in resolver.url_patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name)) if one.name else here
        else:
            yield from patterns(one, here, (*spaces, one.namespace) if one.namespace else spaces)


def everything() -> list[str]:
    return [*patterns(get_resolver(LOBBY)), *patterns(get_resolver())]


def test_every_address_is_declared_once():
    declared = [*ACCOUNT, *(one.name for one in DOORS)]
    assert sorted(set(declared)) == sorted(declared), "tests/access.py names an address twice."
    assert set(everything()) - set(declared) == set(), "Say in tests/access.py who may open these."
    assert set(declared) - set(everything()) == set(), "tests/access.py names what is no more."


# ------------------------------------------------------------------ trying it
@dataclass
class Outcome:
    status: int
    location: str
    said: set[str]
    wrote: bool

    @property
    def kind(self) -> str | int:
        if self.status == 302 and "/accounts/login/" in self.location:
            return SIGN_IN
        return self.status


class Knocker:
    """Asks at doors as anybody. One client: making one loads every middleware anew."""

    def __init__(self, people: dict[str, User]):
        self.people = people
        self.sessions = {role: _session(user) for role, user in people.items()}
        self.client = Client(raise_request_exception=False)

    def ask(self, ask: Ask, visit: Visit) -> Outcome:
        """Ask, look whether PostgreSQL wrote, and take everything back."""
        self.client.cookies.clear()
        if session := self.sessions.get(visit.role):
            self.client.cookies[settings.SESSION_COOKIE_NAME] = session
        with transaction.atomic():
            response = self._send(ask, visit)
            text = b"".join(response) if response.streaming else response.content
            wrote = _has_written()
            transaction.set_rollback(True)
        said = self._said(text.decode(errors="replace") + str(response.headers), visit.role)
        return Outcome(response.status_code, response.headers.get("Location", ""), said, wrote)

    def _send(self, ask: Ask, visit: Visit) -> HttpResponse:
        if ask.method == "GET":
            return self.client.get(visit.address)
        body = {name: filled(value, visit.estate) for name, value in ask.body.items()}
        return self.client.post(visit.address, body)

    def _said(self, text: str, role: str) -> set[str]:
        """The canaries in a text, beside one's own name and address, which one may always read."""
        if user := self.people.get(role):
            text = text.replace(user.full_name, "").replace(user.email, "")
        return set(SAID.findall(text))


def _has_written() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        return cursor.fetchone()[0] is not None


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def knocker(standing: Standing) -> Iterator[Knocker]:
    people = {**standing.here.country.people, STRANGER: standing.stranger}
    # Calls of the API are counted, and that is all it writes; let the count be elsewhere.
    counting = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    carried = "django.contrib.sessions.backends.signed_cookies"  # a query less each time
    # Thousands of refusals, each told with its traceback, would cost more than asking.
    logging.disable(logging.ERROR)
    gc.freeze()  # the world outlives all of this
    with override_settings(CACHES=settings.CACHES | counting, SESSION_ENGINE=carried):
        yield Knocker(people)
    gc.unfreeze()
    logging.disable(logging.NOTSET)


def forbidden_words(door: Door, visit: Visit, world: Standing) -> set[str]:
    """What this person must not read there, whatever the answer is."""
    slug = visit.address.split("/")[1]
    theirs = set()
    for estate in world.estates:
        inside = estate.country.programme.slug == slug
        mine = visit.role in STAFF_ROLES or (
            estate is world.here and visit.role in GOVERNMENT_ROLES
        )
        if not (inside and (door.tells or (mine and slug == "br"))):
            theirs.add(estate.secret)
        if not inside:
            theirs.add(estate.name)
    return theirs


def faults(door: Door, ask: Ask, visit: Visit, world: Standing, outcome: Outcome) -> Iterator[str]:
    right = expected(door, ask, visit)
    answered = ANSWERED_GET if ask.method == "GET" else ANSWERED_POST
    fits = outcome.kind in right or (ANSWER in right and outcome.kind in answered)
    if not fits:
        yield f"answers {outcome.kind} {outcome.location}, expected {right}"
    if outcome.wrote and right != {ANSWER}:
        yield "writes although it refuses"
    if outcome.wrote and ask.method == "GET" and not door.writes:
        yield "writes on a GET"
    if leaked := outcome.said & forbidden_words(door, visit, world):
        yield f"tells of {leaked}"


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_door_opens_to_whom_it_should(door, standing, knocker):
    found = []
    for visit in visits(door, standing):
        # Who is turned away at the door is so whatever they came for.
        for ask in door.asks if visit.place == HOME else door.asks[:2]:
            outcome = knocker.ask(ask, visit)
            for fault in faults(door, ask, visit, standing, outcome):
                act = ask.body.get("act", "")
                found.append(f"{ask.method} {act} {visit.address} ({visit.who}) {fault}")
    assert not found, "\n".join(found)


OF_ONESELF = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
}


@pytest.mark.parametrize("name", ACCOUNT)
def test_a_page_about_oneself_tells_of_nobody_else(name, standing, knocker):
    for role in EVERYBODY:
        path = reverse(name, kwargs=OF_ONESELF.get(name))
        visit = Visit(role, HOME, standing.here, f"/br{path}")
        for ask in (Ask("GET", EVERYBODY), Ask("POST", EVERYBODY)):
            outcome = knocker.ask(ask, visit)
            assert outcome.status in {200, 302, 400, 404, 405, 429}, visit
            assert not outcome.said, visit
            assert ask.method == "POST" or not outcome.wrote, visit
