"""Who may issue, when, and what becomes of a seal."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Participation, Window
from certification.prioritization.models import Plan
from certification.seal.eligibility import eligibility, eligibility_of
from certification.seal.issuing import change, issue
from certification.seal.models import Seal
from migracidades.kit.errors import Refused
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import Government
from training.models import Completion


def issued(ready, kind: str = "seal") -> Seal:
    seal, _fresh = issue(
        ready.participation, kind=kind, actor=ready.country.people["issuer"], roles={"issuer"}
    )
    return seal


def test_a_seal_is_one_issuers_act_and_is_recorded(ready):
    with ready.country.staff():
        seal = issued(ready)
        assert seal.state == "issued"
        assert seal.facts["government"]["name"] == "Vila Exemplo BR"
        assert seal.facts["year"] == ready.edition.year
        entry = AuditEntry.objects.get(act="seal.issue", object_id=str(seal.pk))
        assert entry.actor == ready.country.people["issuer"]


def test_issuing_twice_gives_one(ready):
    with ready.country.staff():
        first = issued(ready)
        again, fresh = issue(
            ready.participation,
            kind="seal",
            actor=ready.country.people["issuer"],
            roles={"issuer"},
        )
        assert (again.pk, fresh) == (first.pk, False)
        assert Seal.objects.count() == 1


@pytest.mark.parametrize("role", ["operator", "administrator", "coordinator", "analyst", "lead"])
def test_nobody_but_an_issuer_issues(ready, role):
    with ready.country.staff(), pytest.raises(PermissionDenied):
        issue(
            ready.participation,
            kind="seal",
            actor=ready.country.people[role],
            roles={role},
        )


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda: Diagnosis.objects.update(state="validated"), "diagnosis"),
        (lambda: Plan.objects.update(state="proposed"), "prioritization"),
        (lambda: Completion.objects.update(state="pending"), "training"),
    ],
)
def test_each_missing_thing_is_named_and_stops_the_seal(ready, spoil, code):
    with ready.country.staff():
        spoil()
        missing = eligibility_of(ready.participation).missing
        assert [one.code for one in missing] == [code]
        with pytest.raises(Refused) as refusal:
            issued(ready)
        assert missing[0].missing in refusal.value.message
        assert not Seal.objects.exists()


def test_the_closed_step_stops_the_seal(ready):
    with ready.country.staff():
        Window.objects.filter(step="certification").delete()
        with pytest.raises(Refused):
            issued(ready)


def towns(number: int) -> list[Government]:
    return [
        Government.objects.create(
            code=f"98{one:05}",
            level="municipality",
            name=f"Vila {one}",
            name_of=f"de Vila {one}",
            sort_name=f"vila {one}",
            time_zone="America/Sao_Paulo",
        )
        for one in range(Government.objects.count(), Government.objects.count() + number)
    ]


def test_eligibility_asks_the_same_few_queries_for_many(ready):
    counts, everybody = [], [ready.participation]
    with ready.country.staff():
        for more in (2, 40):
            everybody += [
                Participation.objects.create(edition=ready.edition, government=town)
                for town in towns(more)
            ]
            with CaptureQueriesContext(connection) as captured:
                assert len(eligibility(ready.edition, everybody)) == len(everybody)
            counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_seal_supersedes_the_declaration(ready):
    with ready.country.staff():
        declaration = issued(ready, "declaration")
        seal = issued(ready)
        declaration.refresh_from_db()
        assert declaration.state == "superseded"
        assert declaration.state_reason == seal.code


def test_a_revocation_needs_a_reason_and_is_final(ready):
    issuer = ready.country.people["issuer"]
    with ready.country.staff():
        seal = issued(ready)
        with pytest.raises(Refused):
            change(seal, "revoke", actor=issuer, roles={"issuer"}, reason=" ")
        assert change(seal, "revoke", actor=issuer, roles={"issuer"}, reason="Erro no nome.")
        with pytest.raises(Refused):
            change(seal, "reinstate", actor=issuer, roles={"issuer"}, reason="Engano.")
        assert Seal.objects.get().state == "revoked"
