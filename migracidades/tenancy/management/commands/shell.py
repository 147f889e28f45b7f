from contextlib import ExitStack
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.shell import Command as Shell

from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.scope import Side, enter


class Command(Shell):
    help = f"{Shell.help} Asks for a scope first: without one no walled row is seen."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument("--scope", help="such as br, br/staff or br/government/5003207")

    def handle(self, **options: Any) -> None:
        asked = options.pop("scope") or input("Scope (br, br/staff, br/government/<code>): ")
        with ExitStack() as open_scope:
            slug, _slash, rest = asked.strip().partition("/")
            programme = Programme.objects.filter(slug=slug).first()
            if programme is None:
                known = ", ".join(Programme.objects.values_list("slug", flat=True))
                raise CommandError(f"There is no programme {slug!r}; there are: {known}.")
            side, _slash, code = (rest or Side.STAFF).partition("/")
            if side not in list(Side):
                raise CommandError(f"A side is one of {', '.join(Side)}, not {side!r}.")
            government = self._government(programme, code) if side == Side.GOVERNMENT else None
            open_scope.enter_context(enter(programme, side=Side(side), government=government))
            super().handle(**options)

    def _government(self, programme: Programme, code: str) -> Government:
        with enter(programme, side=Side.STAFF):
            found = Government.objects.filter(code=code).first()
        if found is None:
            raise CommandError(f"{programme.slug} has no government with code {code!r}.")
        return found
