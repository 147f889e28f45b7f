"""What a start does before anything is served, each step only when what it reads has changed."""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from migracidades.kit import embedded, processes

_APPS = ("migracidades", "certification", "dimensions", "training", "monitoring")
_CODE = ("requirements.txt", *(f"{app}/**/*.py" for app in _APPS))
_CONTENT = (*_CODE, "migracidades/content/**/*")


class StepFailed(Exception):
    """A step failed; the message is its last line and names its log."""


@dataclass(frozen=True)
class Step:
    """One ``manage.py`` command; done again when a file that ``reads`` names has changed."""

    label: str
    command: tuple[str, ...]
    reads: tuple[str, ...]
    in_database: bool = True
    demo_only: bool = False


STEPS = (
    Step("Translations", ("compile_messages",), ("migracidades/locale/**/*.po",), False),
    Step("Database", ("migrate", "--noinput"), _CODE),
    Step("Programmes, registry, questionnaires", ("load_content",), _CONTENT),
    Step(
        "Static files",
        ("collectstatic", "--noinput"),
        ("requirements.txt", "static/**/*", *(f"{app}/**/static/**/*" for app in _APPS)),
        False,
    ),
    Step("Demonstration", ("demo",), _CONTENT, demo_only=True),
)


def prepare(
    name: str,
    *,
    steps: Iterable[Step],
    trust_stamps: bool,
    env: dict[str, str],
    say: Callable[[str], None],
) -> None:
    """Run the steps that are due, in order. Raises ``StepFailed``.

    Without ``trust_stamps`` the database may be any, so its steps are always due.
    """
    stamps = _Stamps(embedded.folder(name) / "stamps.json")
    for step in steps:
        seen = fingerprint(step.reads)
        if stamps.hold(step, seen) and (trust_stamps or not step.in_database):
            continue
        began = time.monotonic()
        manage(name, step.command, env=env)
        stamps.keep(step, seen)
        say(f"  {step.label}: {time.monotonic() - began:.1f} s")


def manage(name: str, command: tuple[str, ...], *, env: dict[str, str], kind: str = "") -> str:
    """Run one ``manage.py`` command and return what it printed. Raises ``StepFailed``."""
    path = embedded.log(name, kind or command[0])
    with path.open("wb") as log:
        args = [sys.executable, str(embedded.ROOT / "manage.py"), *command]
        process = processes.spawn(args, log=log, mark=embedded.mark(name), env=env)
        try:
            failed = process.wait()
        finally:
            processes.end(process)
    if failed:
        raise StepFailed(f"manage.py {command[0]} failed: {embedded.last_line(path)}")
    return path.read_text(errors="replace")


def fingerprint(patterns: Iterable[str]) -> str:
    """A digest of names, sizes and times of the files below the clone that match."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(embedded.ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                facts = path.stat()
                digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class _Stamps:
    """What each step had read when it last succeeded."""

    def __init__(self, path: Path):
        self._path = path
        try:
            self._seen = json.loads(path.read_text())
        except (OSError, ValueError):  # none yet, or cut short by a crash: do everything
            self._seen = {}

    def hold(self, step: Step, seen: str) -> bool:
        return self._seen.get(step.command[0]) == seen

    def keep(self, step: Step, seen: str) -> None:
        self._seen[step.command[0]] = seen
        self._path.write_text(json.dumps(self._seen))
