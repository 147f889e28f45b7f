"""Scores in the worker: kept once, declared beside verified, seen by the government at the end."""

from fractions import Fraction

import pytest

from certification.review import carrying, queries, scoring_run
from certification.review.judging import Judgement, judge, unjudged
from certification.review.models import Scorecard
from dimensions.scoring import restore
from migracidades.ledger import outbox
from tests import cycle

DECLARED, VERIFIED = Scorecard.Basis.DECLARED, Scorecard.Basis.VERIFIED


@pytest.fixture
def validated(review):
    """D1.1 was declared "partly" and verified "no"; the rest was confirmed."""
    people = review.country.people
    with review.country.staff():
        adjusted = Judgement("adjusted", comment="Revogado.", raw=["no"])
        judge(review.diagnosis, review.asks("D1.1"), adjusted, seat=review.seat)
        for one in unjudged(review.diagnosis, carrying.asked_codes(review.diagnosis)):
            judge(review.diagnosis, one, Judgement("confirmed"), seat=review.seat)
        carrying.approve(review.diagnosis, actor=people["analyst"], roles={"analyst"})
        carrying.validate(review.diagnosis, actor=people["coordinator"], roles={"coordinator"})
    assert outbox.drain(review.country.programme) == []
    return review


def values(review, basis: str) -> dict[str, Fraction | None]:
    card = queries.scorecard_of(review.diagnosis, basis)
    return {code: one.value for code, one in restore(card.result).items()}


def test_declared_and_verified_are_both_kept(validated):
    # D1 asks D1.1 (weight 2) and D1.2 (weight 1); the date D1.3 is not scored.
    # Declared: (2*50 + 1*100) / 300 = 2/3. Verified: (2*0 + 1*100) / 300 = 1/3.
    with validated.country.staff():
        form = scoring_run.form_for(validated.diagnosis)
        weights = [form.by_code[code].weight for code in ("D1.1", "D1.2")]
        possible = sum(weights) * 100
        declared, verified = values(validated, DECLARED), values(validated, VERIFIED)
        assert declared["D1"] == Fraction(weights[0] * 50 + weights[1] * 100, possible)
        assert verified["D1"] == Fraction(weights[1] * 100, possible)
        assert declared["D2"] == verified["D2"]


def test_scoring_twice_keeps_one_card_of_each(validated):
    with validated.country.staff():
        scoring_run.keep_score(validated.diagnosis, VERIFIED)
        assert Scorecard.objects.count() == 2


def test_the_government_sees_its_card_only_when_all_is_concluded(validated, client):
    client.force_login(validated.country.people["lead"])
    page = f"/br/desk/9900011/{cycle.YEAR}/scorecard/"
    assert "mc-empty" in client.get(page).content.decode()
    with validated.country.staff():
        carrying.consent(
            validated.diagnosis, actor=validated.country.people["issuer"], roles={"issuer"}
        )
    shown = client.get(page)
    rows = {row.dimension.code: row for row in shown.context["rows"]}
    assert [one.code for one in rows["D1"].well_developed] == ["D1.2"]
    assert [one.code for one in rows["D1"].potential] == ["D1.1"]
    assert "%" not in shown.content.decode().split("<main", 1)[1]


def test_no_sibling_finds_it(validated, client):
    client.force_login(validated.country.neighbour)
    assert client.get(f"/br/desk/9900011/{cycle.YEAR}/scorecard/").status_code == 404
    with validated.country.desk(validated.country.sibling):
        assert not Scorecard.objects.exists()
