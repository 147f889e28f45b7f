"""What something costs: CPU of whole process trees, the product and its floor in turn.

Wall time on a shared machine says little, and CPU time drifts with whatever else the machine does.
So the two are measured in turn, a pair of short stretches after the other; the ratio of a pair is
hardly touched by what touches both, and the median of the pairs by nothing that was rare.
"""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Row:
    """A line of the table. ``ratio`` is the median of the pairs, ``spread`` least and most."""

    name: str
    figure: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    limit: str = ""
    note: str = ""

    def columns(self) -> tuple[str, ...]:
        ratio = f"{self.ratio:.2f} ×" if self.ratio else ""
        spread = "{:.2f}–{:.2f}".format(*self.spread) if self.spread else ""
        floor = _digits(self.floor) if self.floor else ""
        return (
            self.name,
            f"{_digits(self.figure)} {self.unit}",
            floor,
            ratio,
            spread,
            self.limit,
            self.note,
        )

    def data(self) -> dict[str, Any]:
        return asdict(self)


def _digits(figure: float) -> str:
    return f"{figure:.2f}" if figure < 10 else f"{figure:.1f}" if figure < 100 else f"{figure:.0f}"


def cpu_of(*roots: int) -> float:
    """Seconds of CPU that the processes and all their descendants, dead ones too, have used."""
    return sum(_spent(pid) for pid in trees(*roots))


def _spent(pid: int) -> float:
    try:
        # The kernel's clock of a process, exact where /proc counts in hundredths.
        own = time.clock_gettime((~pid << 3) | 2)
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return own + (int(fields[13]) + int(fields[14])) / TICK


def trees(*roots: int) -> list[int]:
    """The processes and all their descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.parent.name))
    found = list(roots)
    for pid in found:
        found += children.get(pid, [])
    return found


def peak_of(pid: int) -> float:
    """The most megabytes a process or one of its descendants has held."""
    return max(_status(one, "VmHWM") for one in trees(pid)) / 1024


def _status(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(one.split()[1]) for one in lines if one.startswith(f"{name}:")), 0)


def paired(
    name: str,
    product: Callable[[], None],
    floor: Callable[[], None] | None,
    *,
    cost: Callable[[], float],
    per_round: int,
    rounds: int = 11,
    unit: str = "ms",
    limit: str = "",
    note: str = "",
) -> Row:
    """Measure the two in turn. ``cost`` reads the CPU spent so far, in seconds."""
    scale = 1000 if unit == "ms" else 1
    spent: dict[str, list[float]] = {"product": [], "floor": []}
    acts = {"product": product} | ({"floor": floor} if floor else {})
    for act in acts.values():
        for _ in range(max(per_round // 2, 1)):
            act()
    for _ in range(rounds):
        for which, act in acts.items():
            before = cost()
            for _ in range(per_round):
                act()
            spent[which].append((cost() - before) / per_round * scale)
    figure = median(spent["product"])
    if not floor:
        return Row(name, figure, unit, limit=limit, note=note)
    ratios = [one / other for one, other in zip(spent["product"], spent["floor"], strict=True)]
    spread = (min(ratios), max(ratios))
    return Row(name, figure, unit, median(spent["floor"]), median(ratios), spread, limit, note)
