"""What a wall is: who, beside the staff, may read the rows of a model. Data, read twice.

The ORM reads it in ``tenancy.query`` on every compile; PostgreSQL gets the same as policies from
``tenancy.walls`` on every migrate.
"""

from dataclasses import dataclass, field
from typing import Any


class _All:
    def __repr__(self) -> str:
        return "ALL"


ALL = _All()
Condition = _All | dict[str, list[Any]] | None


@dataclass(frozen=True)
class Wall:
    """Who may see and write the rows of a model, beside the programme's staff.

    ``public``: rows the whole world may read: ``ALL``, none (``None``), or those where every named
    column holds one of the listed values.
    ``members``: rows a government's own people may read; only ``ALL`` lets them write too.
    ``withheld``: rows that a government's own people neither read nor write, though they are its
    own: those where every named column holds one of the listed values.
    ``own``: the column of a user who may read and write the row on the public side.
    ``own_writes``: without it, ``own`` only reads (nobody seats themselves).
    ``own_everywhere``: ``own`` holds before a programme is known (a person's seats).
    ``insert_any``: every side may add rows (what verbs write: audit, outbox, mail).
    ``append_only``: rows are never updated or deleted, except that the columns of
    ``frozen_except`` may change.
    ``frozen``: the same, for rows where every named column holds one of the listed values.
    ``closed_by``: foreign keys to rows with a ``frozen`` wall: to a frozen one no row is added.
    ``across``: foreign keys that point out of the government within the programme (a seat of
    the staff), held by the programme alone.
    """

    public: Condition = None
    members: Condition = ALL
    withheld: dict[str, list[Any]] | None = None
    own: str | None = None
    own_writes: bool = True
    own_everywhere: bool = False
    insert_any: bool = False
    append_only: bool = False
    frozen: dict[str, list[Any]] | None = None
    frozen_except: tuple[str, ...] = field(default=())
    closed_by: tuple[str, ...] = field(default=())
    across: tuple[str, ...] = field(default=())
