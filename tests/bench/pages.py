"""The pages: a save, a dimension, the queue, a public page, asked of a server like the site's."""

from collections.abc import Callable
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certification.diagnosis.models import Answer
from migracidades.accounts.models import User
from migracidades.tenancy.scope import Side, enter
from tests.bench import arriving, crowd, merging
from tests.bench.clock import Row, cpu_of, paired, peak_of
from tests.bench.scene import Scene
from tests.bench.serving import servers
from tests.web import Server, headers_of, posting, session_of


def rows(scene: Scene, postgres: int) -> list[Row]:
    """Every row that a browser causes, and the memory of the process that answered them."""
    with servers() as (product, floor):

        def cost() -> float:
            return cpu_of(product.process.pid, floor.process.pid, postgres)

        found = [
            _save(scene, product, floor, cost),
            arriving.row(scene),
            crowd.row(scene, product),
            _page(scene, product, cost),
            *merging.rows(scene, product, cost),
            _queue(scene, product, cost),
            *_public(f"/br/governments/{scene.code}/", product, floor, cost),
        ]
        memory = Row("web process, peak", peak_of(product.process.pid), "MiB", limit="≤ 120 MiB")
    return [*found, memory]


def _save(scene: Scene, product: Server, floor: Server, cost: Callable[[], float]) -> Row:
    session, version = session_of(scene.lead), count(_version(scene))
    path = f"/br/desk/{scene.code}/{scene.year}/answers/D1.1/"

    def fields() -> dict[str, object]:
        base = next(version)
        answer = "yes" if base % 2 else "no"
        kept = {"standing": "answered", "base": base, "save": uuid4()}
        return {"answer-D1.1": answer, "answer": answer, **kept}

    def save() -> None:
        product.ask("POST", path, body=urlencode(fields()), headers=headers)

    def upsert() -> None:
        floor.ask("POST", "/save", body=urlencode({"answer": "yes"}), headers=headers)

    headers = posting(session)
    statements = _statements(
        scene.lead, lambda client: client.post(path, fields(), headers={"X-Part": "yes"})
    )
    return paired(
        "save an answer",
        save,
        upsert,
        cost=cost,
        per_round=40,
        rounds=31,
        limit="≤ 2 ×, 7 statements",
        note=f"{statements} statements",
    )


def _version(scene: Scene) -> int:
    """The version that the next save edits: another one may have been measured before."""
    with enter(scene.diagnosis.programme_id, side=Side.STAFF):
        standing = Answer.objects.filter(diagnosis=scene.diagnosis, indicator__code="D1.1")
        return standing.values_list("version", flat=True).first() or 0


def _page(scene: Scene, product: Server, cost: Callable[[], float]) -> Row:
    path = f"/br/desk/{scene.code}/{scene.year}/dimensions/1/"
    return looked_at("dimension page", path, scene.lead, product, cost, "12 statements")


def _queue(scene: Scene, product: Server, cost: Callable[[], float]) -> Row:
    path = f"/br/admin/review/?year={scene.queue_year}"
    return looked_at(
        "queue of 130 diagnoses", path, scene.analyst, product, cost, "≤ 25 ms, 8 statements"
    )


def looked_at(
    name: str, path: str, user: User, product: Server, cost: Callable[[], float], limit: str
) -> Row:
    headers = headers_of(session_of(user))
    statements = _statements(user, lambda client: client.get(path))
    return paired(
        name,
        lambda: product.ask("GET", path, headers=headers) and None,
        None,
        cost=cost,
        per_round=10,
        limit=limit,
        note=f"{statements} statements",
    )


def _public(address: str, product: Server, floor: Server, cost: Callable[[], float]) -> list[Row]:
    """A government's page, as a link from outside leads to it."""
    bare = f"/page/{len(product.ask('GET', address))}"
    # Whoever brings a cookie of their own is served anew.
    passing = {"Cookie": "own=1"}
    statements = _statements(None, lambda client: client.get(address))

    def plain() -> None:
        floor.ask("GET", bare)

    cached = paired(
        "public page, cached",
        lambda: product.ask("GET", address) and None,
        plain,
        cost=cost,
        per_round=150,
        limit="≤ 1.5 ×",
        note="0 statements",
    )
    cold = paired(
        "public page, cold",
        lambda: product.ask("GET", address, headers=passing) and None,
        plain,
        cost=cost,
        per_round=20,
        limit="≤ 6 and BEGIN, COMMIT",
        note=f"{statements} statements",
    )
    return [cold, cached]


def _statements(user: User | None, ask: Callable[[Client], object]) -> int:
    """How many statements it takes, asked twice: the first fills what a process keeps."""
    client = Client(SERVER_NAME="localhost")
    client.cookies["own"] = "1"
    if user:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    ask(client)
    with CaptureQueriesContext(connection) as queries:
        ask(client)
    return len(queries)
