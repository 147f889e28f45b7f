"""Debian's Chromium, quiet: it asks nobody on the network."""

import shutil
from typing import Any

QUIET = (
    *("no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync"),
    *("disable-background-networking", "disable-component-update"),
)


def how_to_launch() -> dict[str, Any]:
    """What Playwright is told. Raises ``AssertionError`` where there is no Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    assert found, "Chromium is missing: sudo apt-get install chromium"
    return {"executable_path": found, "args": [f"--{flag}" for flag in QUIET]}
