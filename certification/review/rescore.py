"""An edition at once: the scorecards of every concluded diagnosis, made where they are missing.

The same cards as ``scoring_run`` makes one by one when a diagnosis is validated, digit for digit
and under the same key: the same answers never make a second one. The database hands the answers of
a government over as one text, and ``dimensions.bulk`` adds them up; a batch at a time, so that it
needs no more memory for a country than for a village.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from certification.diagnosis.models import Diagnosis, Verdict
from certification.diagnosis.sheet import given
from certification.editions.models import Edition
from dimensions import queries as questionnaires
from dimensions.bulk import Fact, Tally
from dimensions.form import Form
from dimensions.models import Questionnaire
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, outbox
from migracidades.tenancy.models import Programme

from .models import Scorecard

SCORED = (Diagnosis.State.VALIDATED, Diagnosis.State.CONSENTED)
BATCH = 500
DECLARED, VERIFIED = Scorecard.Basis.DECLARED, Scorecard.Basis.VERIFIED

# A reply is "indicator standing value". The separator cannot stand in one: JSON escapes it.
BETWEEN = "\x1e"
# A request of an earlier round is used up and takes the word before it along, hence the minus.
REPLIES = """
SELECT d.id, d.government_id, g.level, d.questionnaire_id,
    (SELECT string_agg(a.indicator_id || ' ' || a.standing || ' ' || coalesce(a.value::text, ''),
        %(between)s)
     FROM certification_answer a
     WHERE a.programme_id = d.programme_id AND a.diagnosis_id = d.id),
    (SELECT string_agg(CASE WHEN v.outcome = %(requested)s AND r.number < (
                SELECT max(number) FROM certification_round WHERE diagnosis_id = d.id
            ) THEN '-' ELSE '' END
            || v.indicator_id || ' ' || v.standing || ' ' || coalesce(v.value::text, ''),
        %(between)s ORDER BY r.number)
     FROM certification_verdict v JOIN certification_round r ON r.id = v.round_id
     WHERE v.programme_id = d.programme_id AND v.diagnosis_id = d.id)
FROM certification_diagnosis d
JOIN certification_participation p ON p.id = d.participation_id
JOIN tenancy_government g ON g.id = d.government_id
WHERE p.edition_id = %(edition)s AND d.state = ANY(%(states)s) AND d.id > %(after)s
ORDER BY d.id
LIMIT %(batch)s
"""
KEEP = """
INSERT INTO certification_scorecard (
    programme_id, government_id, diagnosis_id, basis, checksum, answers_digest, result, made_at
)
SELECT %(programme)s, card.*, clock_timestamp()
FROM unnest(
    %(governments)s::bigint[], %(diagnoses)s::bigint[], %(bases)s::text[], %(checksums)s::text[],
    %(digests)s::text[], %(results)s::jsonb[]
) AS card
ON CONFLICT (programme_id, diagnosis_id, basis, checksum, answers_digest) DO NOTHING
"""


def request_rescore(edition: Edition, *, actor: User, roles: set[str]) -> None:
    """Have the worker score an edition. Raises ``Refused`` when it has no questionnaire."""
    if edition.questionnaire_id is None:
        raise Refused(_("This edition has no questionnaire, so there is nothing to score."))
    audit.record("edition.rescore", edition, actor=actor, role=", ".join(sorted(roles)))
    outbox.emit("edition.rescore", edition_id=edition.pk)


@outbox.on("edition.rescore", name="review.rescore")
def rescore_requested(*, programme: Programme, edition_id: int, **_: Any) -> None:
    rescore(Edition.objects.get(pk=edition_id))


def rescore(edition: Edition) -> int:
    """Keep both scorecards of every validated diagnosis of ``edition``; return how many were made.

    Must run on the staff side. Runs again without harm.
    """
    made, after, counters = 0, 0, _Counters(edition)
    while rows := _read(edition, after):
        made += _store(edition, [card for row in rows for card in counters.cards(*row)])
        counters.forget()
        after = rows[-1][0]
    return made


Card = tuple[int, int, str, str, str, str]


@dataclass
class _Counter:
    """What one form makes of replies, and the replies it has seen in this batch."""

    form: Form
    tally: Tally
    facts: dict[str, Fact | None]

    def replies(self, said: str | None) -> Iterator[tuple[str, Fact | None]]:
        """Each reply and what it adds; nothing for a question that is not asked here."""
        for reply in said.split(BETWEEN) if said else ():
            if reply not in self.facts:
                self.facts[reply] = self._fact(reply.removeprefix("-"))
            yield reply, self.facts[reply]

    def _fact(self, reply: str) -> Fact | None:
        key, standing, value = reply.split(" ", 2)
        indicator = self._by_id.get(int(key))
        if indicator is None:
            return None
        return self.tally.fact(indicator, given(standing, json.loads(value) if value else None))

    def __post_init__(self) -> None:
        self._by_id = {one.id: one for one in self.form.indicators}


class _Counters:
    """A counter for each part of a questionnaire that some level of government is asked."""

    def __init__(self, edition: Edition):
        self._edition = edition
        self._kept: dict[tuple[int, str], _Counter] = {}

    def cards(
        self, pk: int, government: int, level: str, questionnaire: int, said: str, judged: str
    ) -> Iterator[Card]:
        """The two scorecards of one diagnosis, as columns."""
        counter = self._of(questionnaire, level)
        declared = {
            fact.indicator.code: fact for _reply, fact in counter.replies(said) if fact is not None
        }
        verified = declared | _standing(counter, judged)
        tally, checksum = counter.tally, counter.form.checksum
        made = (tally.digest(declared), tally.result(declared))
        yield (government, pk, DECLARED, checksum, *made)
        if verified != declared:
            made = (tally.digest(verified), tally.result(verified))
        yield (government, pk, VERIFIED, checksum, *made)

    def forget(self) -> None:
        """Texts are given once and never again: what was seen in a batch goes with it."""
        for one in self._kept.values():
            one.facts.clear()

    def _of(self, questionnaire: int, level: str) -> _Counter:
        key = (questionnaire, level)
        if key not in self._kept:
            asked = Questionnaire.objects.select_related("programme").get(pk=questionnaire)
            optional = self._edition.optional_dimensions
            form = questionnaires.form_of(asked, optional=optional, level=level)
            self._kept[key] = _Counter(form, Tally(form), {})
        return self._kept[key]


def _standing(counter: _Counter, judged: str | None) -> dict[str, Fact]:
    """The verdicts in force, by code: as ``judging.standing_verdicts`` finds them."""
    found: dict[str, Fact] = {}
    for reply, fact in counter.replies(judged):
        if fact is not None and reply.startswith("-"):
            found.pop(fact.indicator.code, None)
        elif fact is not None:
            found[fact.indicator.code] = fact
    return found


def _read(edition: Edition, after: int) -> list[tuple[Any, ...]]:
    asked: dict[str, Any] = {
        "edition": edition.pk,
        "states": list(SCORED),
        "requested": Verdict.Outcome.REQUESTED,
        "between": BETWEEN,
        "after": after,
        "batch": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(REPLIES, asked)
        return cursor.fetchall()


def _store(edition: Edition, cards: list[Card]) -> int:
    names = ("governments", "diagnoses", "bases", "checksums", "digests", "results")
    columns = dict(zip(names, map(list, zip(*cards, strict=True)), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, columns | {"programme": edition.programme_id})
        return cursor.rowcount
