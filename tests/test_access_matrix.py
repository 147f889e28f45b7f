"""Everybody at every door: eleven roles and a stranger; own, sibling and foreign rows; GET, POST.

Whoever is refused learns nothing and changes nothing. PostgreSQL itself bears witness: a
transaction that wrote anything has been given a number, one that only looked has none.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from migracidades.accounts.models import User
from migracidades.tenancy.models import GOVERNMENT_ROLES, STAFF_ROLES
from tests.access import ACCOUNT, ANONYMOUS, DOORS, EVERYBODY, STRANGER, Ask, Door, Side
from tests.standing import YEAR, Estate, Standing, committed, standing

__all__ = ["committed", "standing"]
pytestmark = pytest.mark.xdist_group("standing")  # one worker builds the world once

LOBBY = "migracidades.lobby"
CONVERTERS = re.compile(r"<(?:\w+:)?(\w+)>")
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


# ------------------------------------------------------------------ who comes, and where to
@dataclass(frozen=True)
class Visit:
    """Somebody in Brazil asks for a row: ``place`` says whose it is and at which address.

    Smuggled rows are asked for at an address where the person is at home.
    """

    role: str
    place: str
    estate: Estate
    address: str

    @property
    def who(self) -> str:
        return f"{self.role}, {self.place}"


HOME, SIBLING, FOREIGN = "own", "sibling's", "other programme's"
SMUGGLED_SIBLING, SMUGGLED_FOREIGN = "sibling's row at own address", "foreign row at own address"


def filled(value: str, estate: Estate) -> Any:
    return attrgetter(value[1:])(estate) if value.startswith(".") else value


def is_a_row(value: str) -> bool:
    """Whether it fills in what no other programme could have: a key, a code, a token."""
    return value.startswith(".") and not value.endswith((".here.code", ".course.code"))


def address(door: Door, rows: Estate, at: Estate) -> str:
    """Where ``door`` stands in the programme and on the desk of ``at``, for ``rows``."""
    if door.side is Side.LOBBY:
        return reverse(door.name, urlconf=LOBBY)
    keys = {name: filled(value, rows) for name, value in door.keys.items()}
    if door.side is Side.DESK:
        keys["code"] = at.country.here.code
    slug = at.country.programme.slug
    return f"/{slug}{_path(door, keys)}"


def _path(door: Door, keys: dict[str, Any]) -> str:
    if "/" in door.name:
        route = door.name.replace("(?P<url>.*)$", "<url>")
        return "/" + CONVERTERS.sub(lambda found: str(keys[found[1]]), route)
    wanted = _parameters(door.name)
    keys |= {"year": YEAR} if "year" in wanted else {}
    return reverse(door.name, kwargs=keys)


def _parameters(name: str) -> set[str]:
    resolver, (*space, name) = get_resolver(), name.split(":")
    if space:
        _route, resolver = resolver.namespace_dict[space[0]]
    ways = resolver.reverse_dict.getlist(name)
    return {one for possible in ways for one in possible[0][0][1]}


def places(door: Door, world: Standing) -> Iterator[tuple[str, Estate, str]]:
    here, sibling, other = world.estates
    yield HOME, here, address(door, here, here)
    if door.side is Side.LOBBY:
        return
    yield SIBLING, sibling, address(door, sibling, sibling)
    yield FOREIGN, other, address(door, other, other)
    if any(map(is_a_row, door.keys.values())):
        yield SMUGGLED_FOREIGN, other, address(door, other, here)
        if door.side is Side.DESK:
            yield SMUGGLED_SIBLING, sibling, address(door, sibling, here)


def visits(door: Door, world: Standing) -> Iterator[Visit]:
    seen = set()
    for place, estate, path in places(door, world):
        if path in seen:
            continue
        seen.add(path)
        for role in EVERYBODY:
            yield Visit(role, place, estate, path)


# ------------------------------------------------------------------ what should happen
SIGN_IN, ANSWER = "sign-in", "answer"
Expected = set[str | int]


def expected(door: Door, ask: Ask, visit: Visit) -> Expected:
    """Any of these is right. The rules are those of the middleware's and the rooms' own pages."""
    if door.side is Side.LOBBY or door.side is Side.PUBLIC:
        return _in_the_open(door, ask, visit)
    if visit.role == ANONYMOUS:
        return {SIGN_IN}
    if visit.place == FOREIGN or visit.role == STRANGER:
        return {404}
    if door.side is Side.DESK:
        return _at_a_desk(door, ask, visit)
    return _among_the_staff(door, ask, visit)


def _in_the_open(door: Door, ask: Ask, visit: Visit) -> Expected:
    if not ask.who:
        return {*door.closed, SIGN_IN} if visit.role == ANONYMOUS else set(door.closed)
    if set(ask.who) == set(EVERYBODY):
        return {door.missing} if visit.place == SMUGGLED_FOREIGN else {ANSWER}
    if visit.role == ANONYMOUS:
        return {SIGN_IN}
    if len(ask.who) > 1:
        return {ANSWER}
    return {ANSWER} if visit.role in ask.who and visit.place == HOME else {door.missing}


def _at_a_desk(door: Door, ask: Ask, visit: Visit) -> Expected:
    if visit.role in STAFF_ROLES:
        return {403}
    if visit.place == SIBLING:
        return {404}
    return _inside(door, ask, visit)


def _among_the_staff(door: Door, ask: Ask, visit: Visit) -> Expected:
    if visit.role in GOVERNMENT_ROLES:
        return {403}
    return _inside(door, ask, visit)


def _inside(door: Door, ask: Ask, visit: Visit) -> Expected:
    smuggled = visit.place in (SMUGGLED_SIBLING, SMUGGLED_FOREIGN)
    if not ask.who:
        return {*door.closed, *([door.missing] if smuggled else [])}
    if visit.role not in ask.who:
        return {403, door.missing} if smuggled else {403}
    return {door.missing} if smuggled else {ANSWER}


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
    # Thousands of refusals, each told with its traceback, would cost more than asking.
    logging.disable(logging.ERROR)
    with override_settings(CACHES=settings.CACHES | counting):
        yield Knocker(people)
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
        for slug, estate in (("br", standing.here), ("ar", standing.other)):
            visit = Visit(role, slug, estate, f"/{slug}{path}")
            for ask in (Ask("GET", EVERYBODY), Ask("POST", EVERYBODY)):
                outcome = knocker.ask(ask, visit)
                assert outcome.status in {200, 302, 400, 404, 405}, visit
                assert not outcome.said, visit
                assert ask.method == "POST" or not outcome.wrote, visit
