"""Numbers a process counts about itself, in the text format of Prometheus."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from threading import Lock

Labels = tuple[tuple[str, str], ...]
Sample = tuple[Mapping[str, str], float]


class Counter:
    """A number per combination of labels, which only grows. Safe between threads."""

    def __init__(self, name: str, about: str):
        self.name, self.about = name, about
        self._lock = Lock()
        self._values: dict[Labels, float] = defaultdict(float)

    def add(self, amount: float = 1, **labels: str) -> None:
        with self._lock:
            self._values[tuple(sorted(labels.items()))] += amount

    def total(self, **wanted: str) -> float:
        """The sum over the combinations that hold every label of ``wanted``."""
        return sum(amount for labels, amount in self.samples() if wanted.items() <= labels.items())

    def samples(self) -> list[Sample]:
        with self._lock:
            return [(dict(labels), amount) for labels, amount in self._values.items()]

    def lines(self) -> list[str]:
        return exposed(self.name, "counter", self.about, self.samples())


def exposed(name: str, kind: str, about: str, samples: Iterable[Sample]) -> list[str]:
    """One metric as Prometheus reads it; ``kind`` is ``counter`` or ``gauge``."""
    lines = [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]
    for labels, amount in samples:
        inside = ",".join(f'{key}="{_escaped(value)}"' for key, value in sorted(labels.items()))
        lines.append(f"{name}{{{inside}}} {amount:g}" if inside else f"{name} {amount:g}")
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


requests = Counter("migracidades_requests_total", "Requests answered, by view, method and status.")
seconds = Counter("migracidades_request_seconds_total", "Seconds spent answering, by view.")
sign_in_failures = Counter("migracidades_sign_in_failures_total", "Passwords that did not fit.")
