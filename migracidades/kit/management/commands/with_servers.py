"""``manage.py with_servers bench``: another command, with the embedded servers up meanwhile."""

import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from migracidades.kit import embedded


class Command(BaseCommand):
    help = "Runs another manage.py command while the embedded servers are up."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("command", nargs="+", help="the command and its words")

    def handle(self, *, command: list[str], **options) -> None:
        wanted = {"database": not settings.DATABASE_URL, "broker": not settings.REDIS_URL}
        with embedded.servers(settings.INSTANCE, **wanted):
            args = [sys.executable, str(embedded.ROOT / "manage.py"), *command]
            code = subprocess.run(args, check=False).returncode
        sys.exit(code)
