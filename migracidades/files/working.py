"""Has what strangers made opened by the workshop, a process of its own, one piece at a time.

A child instead of a job: whoever sends a file reads at once, beside the field, what is wrong with
it, also while no worker is up. It costs the site no memory and little time (a photograph 0.3 s of
CPU, a PDF of 20 MB 0.3 s, the largest HEIC 2 s), gives way to whoever serves, and is ended when it
takes too long.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from .sentences import refusal

PATIENCE = 45.0  # seconds of the clock; of the processor it has fewer
_ENDED = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ}
_BROKEN = {"document": "document", "office": "office", "table": "table"}
_turn = threading.Semaphore(1)


def work(act: str, names: Sequence[str], **order: Any) -> dict[str, Any]:
    """What the workshop answers to an order; ``names`` are the files', for a refusal's sentence.

    Raises ``ValidationError`` when a file cannot be worked on, or too many are waiting.
    """
    answer = _answer(act, names[0], order)
    if reason := answer.get("unfit"):
        raise refusal(reason, names[answer.get("at", 0)])
    return answer


def _answer(act: str, name: str, order: dict[str, Any]) -> dict[str, Any]:
    if not _turn.acquire(timeout=PATIENCE):
        raise refusal("busy", name)
    try:
        return _ask(act, json.dumps({"act": act, **order}).encode())
    finally:
        _turn.release()


def _ask(act: str, order: bytes) -> dict[str, Any]:
    command = [sys.executable, "-E", "-s", "-m", "migracidades.files.workshop"]
    try:
        done = subprocess.run(
            command,
            input=order,
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"unfit": "too_much"}
    if done.returncode == 0:
        return json.loads(done.stdout)
    if done.returncode in _ENDED:
        return {"unfit": "too_much"}
    if done.returncode < 0:  # its reader broke, as it was perhaps meant to
        return {"unfit": _BROKEN.get(act, "picture")}
    raise RuntimeError(f"The workshop failed: {done.stderr.decode(errors='replace')[-2000:]}")
