"""What the house promises of itself: who imports whom, what the web loads, what lies where."""

import re
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models import signals

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("pandas", "numpy", "xlsxwriter", "openpyxl", "weasyprint", "pyarrow", "celery", "kombu")

FLOORS = ("migracidades", "certification", "dimensions", "training", "monitoring")
TOP = {
    *FLOORS,
    *("templates", "static", "tests", "manage.py", "pyproject.toml", "README.md"),
    *("LICENSE", "CHANGELOG.md", "SECURITY.md", "Makefile", "Dockerfile", "docker-compose.yml"),
    *("requirements.txt", "requirements-dev.txt"),
}
MADE = {"var", "__pycache__"}
LONGEST = 300

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
    # In a process of its own: it silences every logger there is.
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# ------------------------------------------------------------------ no business beside the verbs
def our_models() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if one.__module__.split(".")[0] in FLOORS]


@pytest.mark.parametrize("method", ["save", "save_base", "delete"])
def test_no_model_does_business_when_it_is_saved(method):
    busy = [
        base.__qualname__
        for model in our_models()
        for base in model.__mro__
        if method in vars(base) and base.__module__.split(".")[0] in FLOORS
    ]
    assert busy == [], "What follows from a save belongs into the verb that saves."


@pytest.mark.parametrize("name", ["pre_save", "post_save", "pre_delete", "post_delete"])
def test_no_signal_does_business(name):
    heard = [getattr(hear(one), "__module__", "") for one in getattr(signals, name).receivers]
    assert [one for one in heard if one.split(".")[0] in FLOORS] == []


def hear(entry: tuple) -> object:
    """The receiver of a signal, which is mostly held by a weak reference."""
    return entry[1]() if isinstance(entry[1], weakref.ReferenceType) else entry[1]


# ------------------------------------------------------------------ files
def files(*endings: str) -> Iterator[Path]:
    for floor in (*FLOORS, "templates", "static"):
        for path in (ROOT / floor).rglob("*"):
            if path.suffix in endings and not MADE & set(path.parts):
                yield path


def test_the_top_of_the_house_stays_as_it_is():
    found = {one.name for one in ROOT.iterdir() if not one.name.startswith(".")}
    assert found - MADE - TOP == set()


def test_no_file_holds_two_subjects():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files(".py")
        if "migrations" not in path.parts and (lines := path.read_text().count("\n")) > LONGEST
    }
    assert long == {}


def test_data_migrations_enter_a_scope():
    """Under forced row-level security an owner without a scope changes nothing, in silence."""
    blind = [
        path
        for path in files(".py")
        if "migrations" in path.parts
        and re.search(r"RunPython|RunSQL", path.read_text())
        and "enter(" not in path.read_text()
    ]
    assert blind == []


def test_what_is_called_safe_says_why():
    # Help texts of forms are ours, and may hold markup.
    known = {ROOT / "templates" / "kit" / "forms" / "notes.html"}
    templates = {path for path in files(".html", ".txt") if "|safe" in path.read_text()}
    assert templates - known == set()
    for path in files(".py"):
        for line in re.findall(r".*\bmark_safe\(.*", path.read_text()):
            assert re.search(r"# noqa: S308 - \w", line), f"{path}: {line.strip()}"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "Makefile"])
def test_nothing_says_where_packages_come_from(name):
    """Whoever installs chooses the index: a mirror, a cache, none."""
    text = (ROOT / name).read_text()
    assert re.findall(r"--(?:extra-)?index-url[ =]\S+|https?://\S*/simple", text) == []
