"""What the house promises of itself: who imports whom, and what the web never loads."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("pandas", "numpy", "xlsxwriter", "weasyprint", "pyarrow")

# Every address is reached, those that are loaded by their first call too.
WEB = """
import sys
import migracidades.wsgi
from django.urls import get_resolver

def walk(patterns):
    for one in patterns:
        walk(one.url_patterns) if hasattr(one, "url_patterns") else one.callback

walk(get_resolver().url_patterns)
walk(get_resolver("migracidades.lobby").url_patterns)
assert "migracidades.pages.api.views" in sys.modules
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a web process that has found all its pages."""
    ran = subprocess.run(
        [sys.executable, "-c", WEB], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(ran.stdout.split())


@pytest.mark.parametrize("module", HEAVY)
def test_the_web_never_loads(loaded, module):
    assert module not in loaded


def test_the_api_is_loaded_by_its_first_call_alone():
    start = "import sys, migracidades.wsgi, migracidades.urls; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "rest_framework.views" not in ran.stdout.split()


def test_imports_point_down():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0
