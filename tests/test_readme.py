"""What the README says about settings is what the settings ask."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_configuration_table_is_made_from_the_settings():
    # In a process of its own: here other tests have asked for variables of theirs.
    command = [sys.executable, "manage.py", "settings_table"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout in (ROOT / "README.md").read_text(encoding="utf-8")
