from typing import Any

from django.core.management.base import BaseCommand

from migracidades.ledger.workflow import SYSTEM, Table, registered

HEAD = ("from", "act", "to", "roles", "events", "reason")


class Command(BaseCommand):
    help = "Prints every move of the cycle: from, act, to, roles, follow-up events."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, table in sorted(registered().items()):
            self.stdout.write(f"\n{name}\n")
            for line in aligned([HEAD, *lines(table)]):
                self.stdout.write(f"  {line}")


def lines(table: Table) -> list[tuple[str, ...]]:
    """A table's transitions as rows of words."""
    return [
        (
            ", ".join(move.sources),
            act,
            str(move.target),
            ", ".join("the system" if role == SYSTEM else role for role in move.roles),
            ", ".join(move.events),
            "required" if move.reason_required else "",
        )
        for act, move in table.items()
    ]


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
