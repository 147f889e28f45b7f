"""Thirty people who type without a pause: how long a save takes where all the others save too.

Wall time, and the clients share the machine: it says whether something waits, not how fast it is.
"""

from statistics import median, quantiles

from tests.bench.clock import Row
from tests.bench.scene import Scene
from tests.diagnosis.crowd import PEOPLE, at_once, crowd
from tests.web import Server

SAVES = 20


def row(scene: Scene, product: Server) -> Row:
    typists = crowd(scene.country, scene.diagnosis, [product], seed=30)
    for one in typists:  # every page of the process is warm
        one.write()
        one.took.clear()
    at_once(typists, lambda one: [one.write() for _ in range(SAVES)])
    took = sorted(second * 1000 for one in typists for second in one.took)
    late = quantiles(took, n=20)[-1]
    return Row(
        f"save, {PEOPLE} typists at once",
        median(took),
        "ms",
        limit="none fails",
        note=f"wall; p95 {late:.0f} ms, most {took[-1]:.0f} ms",
    )
