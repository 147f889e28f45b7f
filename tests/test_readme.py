"""What the README says about settings is what the settings ask."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def test_the_configuration_table_is_made_from_the_settings():
    table = StringIO()
    call_command("settings_table", stdout=table)
    readme = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    assert table.getvalue() in readme
