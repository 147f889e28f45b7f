"""One order as JSON on the standard input, one answer as JSON on the standard output."""

import errno
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from ..faults import Unfit

SECONDS, MEMORY, WRITTEN = 20, 1024 * 1024 * 1024, 256 * 1024 * 1024
LOOKING = 6  # seconds: what is not read by then is not read, and the file is taken all the same
GENTLE = 10
FULL = (errno.ENOSPC, errno.EDQUOT)


def main() -> None:
    order = json.load(sys.stdin)
    _bind(LOOKING if order.get("act") == "look" else SECONDS)
    try:
        answer = _act(**order)
    except Unfit as fault:
        answer = {"unfit": fault.reason, "at": fault.at}
    except MemoryError:
        answer = {"unfit": "too_much"}
    except OSError as error:
        if error.errno not in FULL:
            raise
        answer = {"unfit": "full"}
    json.dump(answer, sys.stdout)


def _act(act: str, **order: Any) -> dict[str, Any]:
    if act == "document":
        from . import documents

        return documents.clean(**order)
    if act == "office":
        from . import office

        return office.clean(**order)
    if act == "look":
        from . import looking

        return looking.look(**order)
    if act == "table":
        from . import workbooks

        return workbooks.read(**order)
    from . import album, pictures

    acts: dict[str, Callable[..., dict[str, Any]]] = {
        "picture": pictures.clean,
        "album": album.bind,
    }
    return acts[act](**order)


def _bind(seconds: int) -> None:
    """Give way to whoever serves, and end rather than take the machine along."""
    os.nice(GENTLE)
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
        *([(resource.RLIMIT_AS, MEMORY)] if sys.platform == "linux" else []),
    ):
        resource.setrlimit(kind, (most, most))
    if sys.platform == "linux":
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")


if __name__ == "__main__":
    main()
