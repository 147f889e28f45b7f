"""People who type at once: plain clients with sessions of their own, and what each was told.

Each writes a text that nobody else writes, so that a text tells who wrote it and when.
"""

import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from random import Random
from threading import Barrier
from urllib.parse import urlencode
from uuid import uuid4

from certification.diagnosis.models import Diagnosis, Part
from certification.diagnosis.sheet import form_for
from dimensions.form import Dimension, Indicator
from migracidades.accounts.models import User
from migracidades.tenancy.models import Membership
from tests import cycle
from tests.web import Server, posting, session_of
from tests.world import Country, people

BASE = re.compile(r'name="base" value="(\d+)"')
OVER = re.compile(r'name="over" value="(\d+)"')
AGAIN = 0.1  # how often a reply is taken for lost and the same is sent once more
LINE = 400  # a text of usual length
PEOPLE, TOGETHER = 30, 8


@dataclass(frozen=True, order=True)
class Kept:
    """A save that was acknowledged: which version of which answer it became."""

    code: str
    version: int
    note: str


@dataclass
class Typist:
    """One person at one page: the questions they answer, and all that they were told."""

    name: str
    session: str
    servers: Sequence[Server]
    path: str
    questions: Sequence[Indicator]
    chance: Random
    versions: dict[str, int] = field(default_factory=dict)
    acknowledged: list[Kept] = field(default_factory=list)
    shown: list[tuple[str, int, str]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    cut: int = 0
    since: int = field(default_factory=lambda: int(time.time()))

    def __post_init__(self) -> None:
        self._numbers = count()
        self._connect()

    def _connect(self) -> None:
        """To the next server when one is gone, as a proxy does."""
        place = self.servers[self.cut % len(self.servers)]
        self._client = http.client.HTTPConnection(place.host, timeout=60)

    def write(self) -> bool:
        """Answer one of the questions, until that is kept (then true) or refused."""
        one = self.chance.choice(self.questions)
        note = f"{self.name}-{next(self._numbers)} ".ljust(LINE, "x")
        fields = self._fields(one, note)
        status, text = self._send(one.code, fields)
        while status == 409 and (theirs := OVER.search(text)):
            assert note in text, "a conflict shows one's own text"
            self.shown.append((one.code, int(theirs[1]), text))
            fields |= {"over": theirs[1], "save": uuid4()}
            status, text = self._send(one.code, fields)
        if status == 200:
            self._keep(one.code, note, fields, text)
        return status == 200

    def _keep(self, code: str, note: str, fields: dict[str, object], text: str) -> None:
        version = self.versions[code] = int(BASE.search(text)[1])
        self.acknowledged.append(Kept(code, version, note))
        if self.chance.random() < AGAIN:
            _status, text = self._send(code, fields)
            assert int(BASE.search(text)[1]) == version, "the same save, sent twice, is one save"

    def _fields(self, one: Indicator, note: str) -> dict[str, object]:
        base = self.versions.get(one.code, 0)
        said = {"standing": "answered", f"answer-{one.code}": cycle.fullest(one), "note": note}
        return said | {"base": base, "save": uuid4(), "since": self.since}

    def _send(self, code: str, fields: dict[str, object]) -> tuple[int, str]:
        began = time.perf_counter()
        try:
            status, text = self._sent(code, fields)
        except (OSError, http.client.HTTPException):  # saved or not: the same is sent once more
            self.cut += 1
            self._connect()
            status, text = self._sent(code, fields)
        self.took.append(time.perf_counter() - began)
        assert status in (200, 409), (status, text[:2000])
        return status, text

    def _sent(self, code: str, fields: dict[str, object]) -> tuple[int, str]:
        body = urlencode(fields, doseq=True)
        self._client.request("POST", f"{self.path}/answers/{code}/", body, posting(self.session))
        response = self._client.getresponse()
        return response.status, response.read().decode()


def crowd(
    country: Country, made: Diagnosis, servers: Sequence[Server], *, seed: int
) -> list[Typist]:
    """Thirty contributors of as many departments: eight whose part is the first dimension, the
    others with one of the rest, each at the first questions of it and at one of the servers.
    """
    with country.staff():
        found = cycle.loaded(made)
        first, *rest = form_for(found).dimensions
    year = found.participation.edition.year
    typists = []
    for number, user in enumerate(_people()):
        part = first if number < TOGETHER else rest[number % len(rest)]
        turn = number % len(servers)
        _seat(country, made, user, part)
        typists.append(
            Typist(
                name=user.full_name,
                session=session_of(user),
                servers=[*servers[turn:], *servers[:turn]],
                path=f"/{country.programme.slug}/desk/{country.here.code}/{year}",
                questions=part.indicators[:4],
                chance=Random(seed + number),
            )
        )
    return typists


def _people() -> list[User]:
    return people({f"typist{n}@crowd.test": f"typist{n}" for n in range(PEOPLE)})


def _seat(country: Country, made: Diagnosis, user: User, part: Dimension) -> None:
    here = {"government": country.here}
    with country.staff():
        seat = Membership.objects.create(user=user, role="contributor", **here)
        whose = {"diagnosis": made, "seat": seat, "assigned_by": user}
        Part.objects.create(**here, **whose, department=user.full_name, dimensions=[part.code])


def at_once(typists: Sequence[Typist], act: Callable[[Typist], None]) -> None:
    """Let all begin in the same moment; what one of them raises is raised here."""
    start = Barrier(len(typists), timeout=60)

    def run(typist: Typist) -> None:
        start.wait()
        act(typist)

    with ThreadPoolExecutor(len(typists)) as pool:
        list(pool.map(run, typists))
