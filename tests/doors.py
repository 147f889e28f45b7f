"""What a line of ``tests/access.py`` is made of: a door, who asks at it and how."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from migracidades.tenancy.models import GOVERNMENT_ROLES, STAFF_ROLES
from migracidades.tenancy.rules import RULING

ANONYMOUS, STRANGER = "anonymous", "stranger"
STAFF, TEAM = tuple(STAFF_ROLES), tuple(GOVERNMENT_ROLES)
SIGNED_IN = (*STAFF, *TEAM, STRANGER)
EVERYBODY = (*SIGNED_IN, ANONYMOUS)
NOBODY: tuple[str, ...] = ()


class Side(StrEnum):
    """Where an address stands, which says how strangers are turned away."""

    LOBBY = "lobby"
    PUBLIC = "public"  # open; for the signed-in: sign-in, then 404 for another's row
    DESK = "desk"  # sign-in; 404 for strangers; 403 for members without the right
    STAFF = "staff"  # sign-in; 404 for strangers; 403 for members without the right
    ACCOUNT = "account"  # the library's own pages about oneself


@dataclass(frozen=True)
class Ask:
    """One kind of request: a method, a body, and who is answered."""

    method: str
    who: Collection[str]
    body: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Door:
    """One pattern. ``name`` is what ``reverse`` knows, or the route of one without a name.

    ``keys`` and the bodies hold texts, or after a dot the attribute of an estate that is meant;
    ``code`` of a desk and ``year`` fill themselves. ``missing`` is the answer for a row that is
    not there, ``closed`` the answer to a method nobody may use. ``writes`` says that a GET leaves
    a trace, ``tells`` that the page may show what is private.
    """

    name: str
    side: Side
    asks: tuple[Ask, ...]
    keys: Mapping[str, str] = field(default_factory=dict)
    missing: int = 404
    closed: tuple[int, ...] = (405, 403)
    writes: bool = False
    tells: bool = False


def asks(
    get: Collection[str],
    post: Collection[str],
    acts: Mapping[str, Collection[str]],
    body: Mapping[str, str],
) -> tuple[Ask, ...]:
    sent = [Ask("POST", who, {"act": act, **body}) for act, who in acts.items()]
    return Ask("GET", get), *(sent or [Ask("POST", post, body)])


def door(
    side: Side,
    name: str,
    get: Collection[str],
    post: Collection[str] = NOBODY,
    *,
    acts: Mapping[str, Collection[str]] | None = None,
    body: Mapping[str, str] | None = None,
    missing: int = 404,
    closed: tuple[int, ...] = (405, 403),
    writes: bool = False,
    tells: bool = False,
    **keys: str,
) -> Door:
    answered = asks(get, post, acts or {}, body or {})
    return Door(name, side, answered, keys, missing, closed, writes, tells)


def public(name: str, get: Collection[str] = EVERYBODY, *post: Collection[str], **more) -> Door:
    return door(Side.PUBLIC, name, get, *post, **more)


def desk(name: str, get: Collection[str] = TEAM, *post: Collection[str], **more) -> Door:
    return door(Side.DESK, name, get, *post, **more)


def staff(name: str, get: Collection[str] = STAFF, *post: Collection[str], **more) -> Door:
    return door(Side.STAFF, f"admin:{name}", get, *post, **more)


def records(
    model: str, pk: str, *, writers: Collection[str] = RULING, add: bool = True
) -> list[Door]:
    """The five pages Django makes of a model, and the old address that leads to one of them.

    A row that is not there leads back to the desk, with a message.
    """
    one = {"object_id": pk, "missing": 302}
    return [
        staff(f"{model}_changelist", STAFF, STAFF),
        staff(f"{model}_add", *([writers] * 2 if add else [NOBODY] * 2)),
        staff(f"{model}_change", STAFF, writers, **one),
        staff(f"{model}_history", STAFF, STAFF, **one),
        staff(f"{model}_delete", NOBODY, NOBODY, **one, closed=(403,)),
        door(
            Side.STAFF,
            f"admin/{model.replace('_', '/')}/<path:object_id>/",
            STAFF,
            STAFF,
            **one,
        ),
    ]
