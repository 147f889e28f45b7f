"""Who comes to a door, where it stands for them, and what should happen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.urls import get_resolver, reverse

from migracidades.tenancy.models import GOVERNMENT_ROLES, STAFF_ROLES
from tests.doors import ANONYMOUS, EVERYBODY, STRANGER, Ask, Door, Side
from tests.standing import YEAR, Estate, Standing

LOBBY = "migracidades.lobby"
CONVERTERS = re.compile(r"<(?:\w+:)?(\w+)>")


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
    here, sibling, other, _third = world.estates
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
        return {door.missing} if door.side is Side.LOBBY else {SIGN_IN}
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
