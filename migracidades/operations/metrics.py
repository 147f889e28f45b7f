"""The figures of this process and of the work that waits, as Prometheus reads them.

Each web process counts its own requests: ask every one of them, not the proxy. Labels are views,
methods, states, programmes and handlers: nothing in them tells of a person.
"""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from migracidades.kit import counts
from migracidades.ledger import pulses
from migracidades.ledger.models import Pulse

from . import figures
from .health import private

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SAVING = ("answer", "dimension_form")  # the views that save answers


@require_safe
@private
def metrics(request: HttpRequest) -> HttpResponse:
    lines = [*_of_requests(), *_of_waiting(), *_of_work()]
    return HttpResponse("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def _of_requests() -> Iterator[str]:
    yield from counts.requests.lines()
    yield from counts.seconds.lines()
    yield from counts.sign_in_failures.lines()
    saved = sum(
        amount
        for labels, amount in counts.requests.samples()
        if labels["view"] in SAVING and labels["method"] == "POST" and labels["status"] < "400"
    )
    conflicts = sum(counts.requests.total(view=view, status="409") for view in SAVING)
    refused = [({"status": status}, counts.requests.total(status=status)) for status in _REFUSALS]
    yield from _one("saves_total", "counter", "Answers saved.", [({}, saved)])
    yield from _one(
        "conflicts_total", "counter", "Stale edits shown both texts.", [({}, conflicts)]
    )
    yield from _one("refusals_total", "counter", "Requests refused as 403 or 404.", refused)


_REFUSALS = ("403", "404")


def _of_waiting() -> Iterator[str]:
    waiting = figures.outbox()
    for name, about in (
        ("pending", "Jobs that wait."),
        ("parked", "Jobs given up, for a person to look at."),
        ("oldest", "Seconds since the oldest waiting job was due."),
        ("mail_pending", "Messages not sent yet."),
        ("mail_failed", "Messages that could not be sent."),
    ):
        samples = [({"programme": one.programme}, getattr(one, name)) for one in waiting]
        yield from _one(f"outbox_{name}", "gauge", about, samples)


def _of_work() -> Iterator[str]:
    found = list(Pulse.objects.order_by("name"))
    prefix = pulses.of_handler("")
    jobs = [(one.name.removeprefix(prefix), one) for one in found if one.name.startswith(prefix)]
    signs = [one for one in found if not one.name.startswith(prefix)]
    done = [({"handler": name}, one.times) for name, one in jobs]
    took = [({"handler": name}, one.seconds) for name, one in jobs]
    felt = [({"name": one.name}, one.at.timestamp()) for one in signs]
    yield from _one("jobs_total", "counter", "Jobs done, renderings among them.", done)
    yield from _one("job_seconds_total", "counter", "Seconds jobs took.", took)
    yield from _one(
        "pulse_timestamp_seconds", "gauge", "When beat and workers were last felt.", felt
    )


def _one(name: str, kind: str, about: str, samples: Iterable[counts.Sample]) -> list[str]:
    return counts.exposed(f"migracidades_{name}", kind, about, samples)
