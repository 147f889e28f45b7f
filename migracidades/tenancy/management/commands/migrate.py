from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection

from migracidades.tenancy.owner import as_owner
from migracidades.tenancy.walls import grant, raise_walls

# Whoever comes after a migration that waits for a table waits as well: rather try again later.
LOCK_TIMEOUT = "5s"


class Command(Migrate):
    help = f"{Migrate.help} Runs as the owner of the tables and raises the walls."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
            grant(connection, settings.DB_RUNTIME_ROLE)
            super().handle(*args, **options)
            if options["plan"] or options["check_unapplied"]:
                return
            call_command("createcachetable", verbosity=0)
            touched = raise_walls(connection)
        if options["verbosity"]:
            self.stdout.write(f"Walls: {len(touched)} raised or changed.")
