from typing import Any

from django.core.management.base import BaseCommand

from migracidades.kit import env


class Command(BaseCommand):
    help = "Print the README's configuration table, made from the settings."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("| variable | default | what for |\n|---|---|---|")
        for variable in env.asked:
            default = "" if variable.name == "MEDIA_ROOT" else variable.default
            self.stdout.write(f"| `{variable.name}` | {default} | {variable.purpose} |")
