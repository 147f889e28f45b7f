"""Who can be tried: the accounts that a start prints."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from migracidades.tenancy.models import Programme

from .people import PASSWORD, address, email_of
from .source import read


@dataclass(frozen=True)
class Account:
    """One line. ``government`` is empty for the programme's staff."""

    role: str
    programme: str
    government: str
    email: str
    password: str = PASSWORD


def accounts(programme: Programme) -> Iterator[Account]:
    """One account for each role of the programme, then the governments worth a visit."""
    country = programme.slug
    for role, told in read(country, "staff").items():
        yield Account(role, _called(programme), "", address(country, told["address"]))
    for story in read(country, "stories"):
        for role in story.get("shown", ()):
            name = f"{story['government']['name']} ({story['government']['state']})"
            yield Account(role, _called(programme), name, email_of(country, role, story["slug"]))


def _called(programme: Programme) -> str:
    return f"{programme.name} {programme.address}"


def table(programmes: Iterable[Programme]) -> str:
    """The accounts of some programmes as aligned lines."""
    rows = [astuple(one) for programme in programmes for one in accounts(programme)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
