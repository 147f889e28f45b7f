"""How long a piece of evidence counts, and how long for a question."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from certification.evidence.models import PieceVersion
from certification.evidence.validity import Validity, counts_until, proposed, validity
from dimensions.form import Indicator, Text

LIVES = {"report": 24, "photo": 12}
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("months", "since", "until"),
    [
        (None, "2026-01-31", None),
        (1, "2026-01-31", date(2026, 2, 28)),
        (12, "2024-02-29", date(2025, 2, 28)),
        (24, "2026-12-15", date(2028, 12, 15)),
        (11, "2026-01-15", date(2026, 12, 15)),
    ],
)
def test_the_months_of_a_kind(months, since, until):
    lives = {"report": months} if months else {}
    assert proposed(lives, "report", date.fromisoformat(since)) == until


def test_without_a_date_they_begin_today():
    with time_machine.travel("2026-06-15T12:00:00Z"):
        assert proposed(LIVES, "photo") == date(2027, 6, 15)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, Validity.VALID),
        (date(2026, 8, 15), Validity.VALID),
        (date(2026, 8, 14), Validity.SOON),
        (TODAY, Validity.SOON),
        (date(2026, 6, 14), Validity.EXPIRED),
    ],
)
def test_the_state_of_a_day(until, state):
    assert validity(until, TODAY) == state


def asks(months: int | None, *kinds: str) -> Indicator:
    limits = {"evidence_kinds": kinds, "evidence_months": months}
    return Indicator(code="D1.1", kind="yes_no", text=Text(), **limits)


def version(kind: str, *, dated: date | None = None, until: date | None = None) -> PieceVersion:
    return PieceVersion(
        kind=kind, dated=dated, valid_until=until, added_at=datetime(2026, 1, 10, 12, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("held", "asked", "until"),
    [
        (version("report"), asks(None, "report"), None),
        (version("report"), asks(12, "report"), date(2027, 1, 10)),
        (version("report", dated=date(2025, 5, 1)), asks(12, "report"), date(2026, 5, 1)),
        (version("report", until=date(2026, 3, 1)), asks(12, "report"), date(2026, 3, 1)),
        (version("law", dated=date(2009, 5, 1)), asks(12, "law", "report"), None),
        (version("law", dated=date(2009, 5, 1)), asks(12, "law", "decree"), date(2010, 5, 1)),
        (version("photo"), asks(12, "law"), date(2027, 1, 10)),
    ],
    ids=["no limit", "from its adding", "from its date", "its own end", "a law beside reports",
         "where only laws are asked", "another kind than asked"],
)  # fmt: skip
def test_what_a_question_accepts(held, asked, until):
    assert counts_until(held, asked, LIVES) == until


@given(DAYS, st.none() | DAYS, st.none() | st.integers(1, 240), st.sampled_from(["law", "report"]))
def test_a_question_never_makes_a_proof_last_longer(dated, until, months, kind):
    found = counts_until(version(kind, dated=dated, until=until), asks(months, kind), LIVES)
    assert until is None or (found is not None and found <= until)
    order = [Validity.EXPIRED, Validity.SOON, Validity.VALID]
    assert order.index(validity(found, TODAY)) <= order.index(validity(until, TODAY))
