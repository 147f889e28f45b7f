"""The review in the admin, with the test client."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.diagnosis.models import Diagnosis, Verdict
from certification.editions.models import Participation
from migracidades.tenancy.models import Government
from tests.rows import make


@pytest.fixture
def analyst(review, client):
    client.force_login(review.country.people["analyst"])
    return client


def page_of(review, position: int | None = None) -> str:
    start = f"/br/admin/review/{review.diagnosis.pk}/"
    return start if position is None else f"{start}dimensions/{position}/"


def test_verdicts_of_a_dimension_are_kept_in_one_go(review, analyst):
    response = analyst.post(
        page_of(review, 1),
        {
            "outcome-D1.1": "adjusted",
            "value-D1.1": "no",
            "comment-D1.1": "Revogado.",
            "outcome-D1.2": "confirmed",
        },
    )
    assert response.status_code == 302
    with review.country.staff():
        kept = Verdict.objects.order_by("indicator__position").values_list("outcome", flat=True)
        assert list(kept) == ["adjusted", "confirmed"]


def test_a_refused_verdict_keeps_what_was_typed_and_the_others(review, analyst):
    response = analyst.post(
        page_of(review, 1),
        {"outcome-D1.1": "requested", "comment-D1.1": " ", "outcome-D1.2": "confirmed"},
    )
    assert response.status_code == 422
    row = next(row for row in response.context["rows"] if row.indicator.code == "D1.1")
    assert row.error
    assert row.outcome == "requested"
    with review.country.staff():
        assert Verdict.objects.count() == 1


def test_a_refused_act_says_why_and_keeps_the_message(review, analyst):
    response = analyst.post(page_of(review) + "act/", {"act": "return", "message": "Veja isto."})
    assert response.status_code == 422
    assert "Veja isto." in response.content.decode()


def test_an_observer_looks_and_changes_nothing(review, client):
    client.force_login(review.country.people["observer"])
    assert client.get(page_of(review, 1)).context["may_judge"] is False
    assert client.post(page_of(review, 1), {"outcome-D1.1": "confirmed"}).status_code == 403
    with review.country.staff():
        assert not Verdict.objects.exists()


def test_another_programme_does_not_find_it(review, world, client):
    client.force_login(world.ar.people["coordinator"])
    assert client.get(f"/ar/admin/review/{review.diagnosis.pk}/").status_code == 404


def test_the_queue_costs_eight_statements_for_three_and_for_many(review, analyst):
    edition = review.diagnosis.participation.edition
    analyst.get("/br/admin/review/")  # this process has seen the programme
    counts = []
    analyst.get("/br/admin/review/")  # what a process remembers is asked once
    for more in (2, 45):
        with review.country.staff():
            for number in range(more):
                town = Government.objects.create(
                    code=f"97{more:02}{number:03}",
                    level="municipality",
                    name=f"Vila {number}",
                    name_of=f"de Vila {number}",
                    sort_name=f"vila {number}",
                    time_zone="America/Sao_Paulo",
                )
                part = Participation.objects.create(edition=edition, government=town)
                make(
                    Diagnosis,
                    town,
                    participation=part,
                    questionnaire=edition.questionnaire,
                    state="submitted",
                )
        with CaptureQueriesContext(connection) as captured:
            response = analyst.get("/br/admin/review/")
        assert len(response.context["page"]) == (3 if more == 2 else 48)
        counts.append(len(captured))
    # A test's request tells the scope once more than production's.
    assert counts[0] == counts[1] <= 8 + 1, "\n".join(one["sql"][:150] for one in captured)
