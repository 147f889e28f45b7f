from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from migracidades.kit import databases, roles


class Command(BaseCommand):
    help = (
        "Makes the database and the logins of DATABASE_URL and DATABASE_OWNER_URL, as the superuser"
        " of DATABASE_SUPERUSER_URL; twice equals once."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        app, owner = databases.parse(settings.DATABASE_URL), settings.DB_OWNER
        superuser = settings.DATABASE_SUPERUSER_URL
        if not (superuser and owner and settings.DATABASE_URL):
            raise CommandError(
                "Set DATABASE_URL, DATABASE_OWNER_URL and DATABASE_SUPERUSER_URL first."
            )
        try:
            roles.make(
                superuser,
                app=roles.Login(app["USER"], app["PASSWORD"]),
                owner=roles.Login(owner["USER"], owner["PASSWORD"]),
                database=app["NAME"],
            )
        except psycopg2.Error as error:
            raise CommandError(f"The roles were not made: {error}") from error
        self.stdout.write(f"{app['USER']} runs {app['NAME']}, {owner['USER']} owns it.")
