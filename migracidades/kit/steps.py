"""What a start does before anything is served, each step only when what it reads has changed."""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from migracidades.kit import embedded, processes

_APPS = ("migracidades", "certification", "dimensions", "training", "monitoring")
_CODE = ("requirements.txt", *(f"{app}/**/*.py" for app in _APPS))
_COUNTRIES = "countries"  # stands for everything below CONTENT_FOLDERS
_CONTENT = (*_CODE, _COUNTRIES)
_DEMO = (*_CONTENT, "migracidades/demo/data/**/*")


class StepFailed(Exception):
    """A step failed; the message is its last line and names its log."""


@dataclass(frozen=True)
class Step:
    """One ``manage.py`` command, done again when a file that ``reads`` names has changed."""

    name: str
    command: tuple[str, ...]
    reads: tuple[str, ...]
    label: str = ""
    in_database: bool = True
    demo_only: bool = False


STEPS = (
    Step(
        "translations",
        ("compile_messages",),
        ("migracidades/locale/**/*.po",),
        label="Translations",
        in_database=False,
    ),
    Step("database", ("migrate", "--noinput"), _CODE, label="Database"),
    Step("content", ("load_content",), _CONTENT, label="Programmes, registry, questionnaires"),
    Step(
        "static",
        ("collectstatic", "--noinput", "--ignore", "rest_framework"),
        (
            "requirements.txt",
            "migracidades/kit/bundles.py",
            "static/**/*",
            *(f"{app}/**/static/**/*" for app in _APPS),
        ),
        label="Static files",
        in_database=False,
    ),
    Step("demo", ("demo",), _DEMO, label="Demonstration", demo_only=True),
    Step("accounts", ("demo", "--accounts"), _DEMO, demo_only=True),
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
        if not seen:  # nothing to work on
            continue
        if stamps.hold(step, seen) and (trust_stamps or not step.in_database):
            continue
        began = time.monotonic()
        manage(name, step.name, step.command, env=env)
        stamps.keep(step, seen)
        if step.label:
            say(f"  {step.label}: {time.monotonic() - began:.1f} s")


def manage(name: str, step: str, command: tuple[str, ...], *, env: dict[str, str]) -> None:
    """Run one ``manage.py`` command with its output in the step's log. Raises ``StepFailed``."""
    path = embedded.log(name, step)
    with path.open("wb") as log:
        args = [sys.executable, str(embedded.ROOT / "manage.py"), *command]
        process = processes.spawn(args, log=log, mark=embedded.mark(name), env=env)
        try:
            failed = process.wait()
        finally:
            processes.end(process)
    if failed:
        raise StepFailed(f"manage.py {command[0]} failed: {embedded.last_line(path)}")


def printed(name: str, step: str) -> str:
    """What the step wrote when it was last done."""
    return embedded.log(name, step).read_text(errors="replace").strip()


def fingerprint(patterns: Iterable[str]) -> str:
    """A digest of names, sizes and times of the files below the clone that match; "" if none."""
    digest = hashlib.sha256()
    found = [path for pattern in patterns for path in _matching(pattern)]
    files = [path for path in found if path.is_file() and "__pycache__" not in path.parts]
    for path in files:
        facts = path.stat()
        digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest() if files else ""


def _matching(pattern: str) -> list[Path]:
    if pattern != _COUNTRIES:
        return sorted(embedded.ROOT.glob(pattern))
    return [path for folder in settings.CONTENT_FOLDERS for path in sorted(folder.glob("**/*"))]


class _Stamps:
    """What each step had read when it last succeeded."""

    def __init__(self, path: Path):
        self._path = path
        try:
            self._seen = json.loads(path.read_text())
        except (OSError, ValueError):  # none yet, or cut short by a crash: do everything
            self._seen = {}

    def hold(self, step: Step, seen: str) -> bool:
        return self._seen.get(step.name) == seen

    def keep(self, step: Step, seen: str) -> None:
        self._seen[step.name] = seen
        self._path.write_text(json.dumps(self._seen))


def _image(names: list[str]) -> None:
    """The named steps and nothing more, for who builds an image: no server is there yet."""
    wanted = [step for step in STEPS if step.name in names]
    embedded.log("run", "").parent.mkdir(parents=True, exist_ok=True)
    prepare("run", steps=wanted, trust_stamps=False, env={}, say=lambda text: None)


if __name__ == "__main__":
    _image(sys.argv[1:])
