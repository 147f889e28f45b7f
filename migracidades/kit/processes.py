"""Child processes that never outlive what started them. Standard library only."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

# Whatever a supervisor starts carries this variable, so that after a ``kill -9`` the next start
# finds what was left behind, however wrong the pid files have become meanwhile.
MARK = "MC_STARTED_BY"

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    args: list[str],
    *,
    log: IO[bytes],
    mark: str,
    orphan_signal: int = signal.SIGTERM,
    env: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``args`` in a session of its own, so that Ctrl-C reaches only the supervisor.

    The kernel sends ``orphan_signal`` when the thread that called this dies (Linux).
    """
    parent = os.getpid()
    return subprocess.Popen(
        args,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        env={**os.environ, **(env or {}), MARK: mark},
        preexec_fn=lambda: _die_with(parent, orphan_signal),
    )


def end(*asked: subprocess.Popen[bytes], ask: int = signal.SIGTERM, seconds: float = 6) -> None:
    """Ask all to end, wait ``seconds`` for them together, and kill what remains of their groups."""
    for process in asked:
        if process.poll() is None:
            process.send_signal(ask)
    deadline = time.monotonic() + seconds
    for process in asked:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
    for process in asked:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill ``process`` and every descendant that stayed in its group, and reap it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_strays(mark: str, *, programs: Iterable[str] = (), seconds: float = 5) -> None:
    """End what an earlier supervisor left behind; ``programs`` as in ``strays``."""
    for sent in (signal.SIGINT, signal.SIGKILL):
        for pid in strays(mark, programs=programs):
            _send(pid, sent)
        deadline = time.monotonic() + seconds
        while strays(mark, programs=programs):
            if time.monotonic() > deadline:
                break
            time.sleep(0.1)


def strays(mark: str, *, programs: Iterable[str] = ()) -> list[int]:
    """Ids of living processes that ``spawn`` marked, and of ``programs`` called with ``mark``.

    The second kind is for servers that run as another user, whose environment is not readable.
    Without ``/proc`` (macOS) none is found.
    """
    ids = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [pid for pid in ids if pid != os.getpid() and _belongs(pid, mark, tuple(programs))]


def _belongs(pid: int, mark: str, programs: tuple[str, ...]) -> bool:
    command = _read(pid, "cmdline")
    # Not the mark alone: that of "test" begins the one of "test-2".
    named = re.search(re.escape(mark) + r"(?![\w-])", command)
    if named and Path(re.split("[\0 ]", command)[0]).name in programs:
        return True
    return f"{MARK}={mark}" in _read(pid, "environ").split("\0")


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")
    except OSError:  # it ended, or belongs to somebody else
        return ""


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _die_with(parent: int, number: int) -> None:
    if _libc:
        _libc.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(1)
