"""A small cast: three programmes with two governments each, and one person per seat."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password

from migracidades.accounts.models import User
from migracidades.tenancy.loading import read
from migracidades.tenancy.models import (
    GOVERNMENT_ROLES,
    STAFF_ROLES,
    Government,
    Membership,
    Programme,
)
from migracidades.tenancy.scope import Side, enter

WORKSHOP = {
    "code": "workshop",
    "step": "diagnosis",
    "name": {"pt-br": "Oficina", "es": "Taller", "en": "Workshop"},
}
CONFIG = read(Path(settings.BASE_DIR) / "migracidades" / "content" / "br") | {"events": [WORKSHOP]}


@dataclass
class Country:
    """A programme, two of its governments, and who sits where (governments' roles: ``here``)."""

    programme: Programme
    here: Government
    sibling: Government
    people: dict[str, User] = field(default_factory=dict)
    neighbour: User | None = None

    def staff(self):
        return enter(self.programme, side=Side.STAFF)

    def desk(self, government: Government | None = None):
        return enter(self.programme, side=Side.GOVERNMENT, government=government or self.here)

    def seat(self, role: str) -> Membership:
        with self.staff():
            return Membership.objects.get(user=self.people[role], role=role)


@dataclass
class World:
    br: Country
    ar: Country
    uy: Country
    stranger: User


@cache
def _password() -> str:
    return make_password("senha-de-teste-longa")


def people(named: dict[str, str]) -> list[User]:
    """People by address, who can sign in with the password ``senha-de-teste-longa``."""
    from allauth.account.models import EmailAddress

    found = User.objects.bulk_create(
        User(email=email, full_name=name, password=_password()) for email, name in named.items()
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in found
    )
    return found


def person(email: str, name: str = "") -> User:
    """One of the ``people``."""
    return people({email: name})[0]


def country(slug: str, zone: str) -> Country:
    programme = Programme.objects.create(
        slug=slug,
        config=CONFIG,
        default_language="pt-br",
        languages=["pt-br", "es", "en"],
        time_zone=zone,
    )
    with enter(programme, side=Side.STAFF):
        here, sibling = Government.objects.bulk_create(
            Government(
                code=code,
                level="municipality",
                name=f"{name} {slug.upper()}",
                name_of=f"de {name} {slug.upper()}",
                sort_name=f"{name} {slug}".lower(),
                state="MS",
                region="CO",
                time_zone="America/Campo_Grande",
            )
            for code, name in (("9900011", "Vila Exemplo"), ("9900029", "Porto Modelo"))
        )
        roles = (*STAFF_ROLES, *GOVERNMENT_ROLES)
        *seated, neighbour = people(
            {f"{one}@{slug}.test": f"{one.capitalize()} {slug}" for one in (*roles, "neighbour")}
        )
        Membership.objects.bulk_create(
            [
                *(
                    Membership(
                        user=user, role=role, government=here if role in GOVERNMENT_ROLES else None
                    )
                    for role, user in zip(roles, seated, strict=True)
                ),
                Membership(user=neighbour, role="lead", government=sibling),
            ]
        )
    return Country(programme, here, sibling, dict(zip(roles, seated, strict=True)), neighbour)


def everybody() -> World:
    """Three programmes alike in everything but their rows: whatever leaks, leaks visibly."""
    return World(
        br=country("br", "America/Sao_Paulo"),
        ar=country("ar", "America/Argentina/Buenos_Aires"),
        uy=country("uy", "America/Montevideo"),
        stranger=person("stranger@nowhere.test", "Stranger"),
    )


@pytest.fixture
def world(db: None) -> World:
    return everybody()
