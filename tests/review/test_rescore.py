"""An edition at once: the same cards as one by one, digit for digit."""

import random
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import set_script_prefix

from certification.diagnosis.models import Answer, Diagnosis, Round, Verdict
from certification.diagnosis.sheet import form_for
from certification.editions.models import Participation
from certification.review import rescore, scoring_run
from certification.review.models import Scorecard
from dimensions.asking import scores
from dimensions.form import Indicator
from dimensions.queries import form_of
from dimensions.scoring import canonical
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import Government
from tests import cycle

OUTCOMES = Verdict.Outcome.values


def a_reply(one: Indicator, chance: random.Random) -> tuple[str, object]:
    """A standing and a value as they are kept, sometimes one that no form would send."""
    standing = chance.choice(("answered",) * 6 + ("no_data", "not_applicable"))
    if standing != "answered" or chance.random() < 0.05:
        return standing, None
    codes = [option.code for option in one.options]
    match one.kind:
        case "yes_no":
            return standing, chance.choice(("yes", "no"))
        case "yes_partial_no":
            return standing, chance.choice(("yes", "partial", "no"))
        case "single":
            return standing, chance.choice(codes)
        case "multiple":
            return standing, chance.sample(codes, chance.randint(1, len(codes)))
        case "number":
            return standing, str(chance.choice((0, 1, 9.5, 10, 49.99, 50, 1234567)))
        case "date":
            return standing, date(2024, chance.randint(1, 12), 1).isoformat()
    return standing, chance.choice(('Diz "sim"', "a\nb\tc \\ d", "çãо \x1f ✓ \u2028", "x" * 3000))


@pytest.fixture
def framework(world, tmp_path):
    """Every kind; a scored question that hangs on another, and one that only states are asked."""
    text = cycle.FRAMEWORK.read_text()
    for code, more in (
        ("D2.3", "when: {indicator: D2.1, in: ['yes']}"),
        ("D3.1", "applies_to: [state]"),
    ):
        text = text.replace(f"- code: {code}\n", f"- code: {code}\n        {more}\n")
    path = tmp_path / "framework.yaml"
    path.write_text(text)
    return cycle.published_questionnaire(world.br, path=path)


@pytest.fixture
def answered(world, framework):
    """Forty governments with answers and verdicts at random, over two rounds."""
    br, chance = world.br, random.Random(7)
    edition = cycle.edition(br, questionnaire=framework)
    with br.staff():
        levels = [one["code"] for one in br.programme.config["levels"]]
        made = []
        for number in range(40):
            government = Government.objects.create(
                code=f"77{number:05}",
                level=chance.choice(levels),
                name=f"Vila {number}",
                name_of=f"de Vila {number}",
                sort_name=f"vila {number}",
                time_zone="America/Campo_Grande",
            )
            diagnosis = Diagnosis.objects.create(
                government=government,
                participation=Participation.objects.create(edition=edition, government=government),
                questionnaire=edition.questionnaire,
                state=chance.choice(("validated", "consented")),
            )
            _reply(br, diagnosis, chance)
            made.append(diagnosis)
    return br, edition, made


def _reply(br, diagnosis: Diagnosis, chance: random.Random) -> None:
    here = {"government": diagnosis.government, "diagnosis": diagnosis}
    people = {"author": br.people["lead"]}
    # Those beyond its level too: what was once said stays, and counts for nothing.
    asked = form_of(diagnosis.questionnaire).indicators
    replies = [(one, *a_reply(one, chance)) for one in asked if chance.random() < 0.8]
    Answer.objects.bulk_create(
        Answer(**here, **people, indicator_id=one.id, standing=standing, value=value)
        for one, standing, value in replies
    )
    for number in range(chance.randint(0, 2)):
        round_ = Round.objects.create(**here, number=number + 1, submitted_by=br.people["lead"])
        for one in asked:
            if chance.random() < 0.5:
                standing, value = a_reply(one, chance)
                Verdict.objects.create(
                    **here,
                    round=round_,
                    indicator_id=one.id,
                    outcome=chance.choice(OUTCOMES),
                    standing=standing,
                    value=value,
                    decided_by=br.seat("analyst"),
                )


def cards() -> dict:
    found = Scorecard.objects.all()
    return {(one.diagnosis_id, one.basis): (one.answers_digest, one.result) for one in found}


def test_at_once_is_as_one_by_one(answered, monkeypatch):
    br, edition, made = answered
    monkeypatch.setattr(rescore, "BATCH", 7)
    with br.staff():
        assert rescore.rescore(edition) == 80
        at_once = cards()
        assert rescore.rescore(edition) == 0, "the same answers make no second card"
        for diagnosis in made:
            for basis in Scorecard.Basis:
                form = form_for(diagnosis)
                replies = scoring_run.given_of(diagnosis, basis, form)
                digest, result = at_once[diagnosis.pk, basis]
                assert digest == scoring_run.answers_digest(replies)
                assert result == canonical(scores(form, replies))
                scoring_run.keep_score(diagnosis, basis)
        assert len(cards()) == Scorecard.objects.count() == 80, "one by one finds the same cards"


def test_what_is_not_validated_is_not_scored(answered):
    br, edition, made = answered
    with br.staff():
        for diagnosis, state in zip(
            made, ("open", "submitted", "approved", "lapsed"), strict=False
        ):
            Diagnosis.objects.filter(pk=diagnosis.pk).update(state=state)
        assert rescore.rescore(edition) == 72


def test_an_answer_that_changed_makes_a_new_card(answered):
    br, edition, made = answered
    with br.staff():
        rescore.rescore(edition)
        answer = Answer.objects.filter(diagnosis=made[0], indicator__kind="text").first()
        Answer.objects.filter(pk=answer.pk).update(standing="answered", value="Outro texto.")
        assert rescore.rescore(edition) in (1, 2)


def test_the_coordinator_has_an_edition_scored(answered, client):
    br, edition, _made = answered
    client.force_login(br.people["coordinator"])
    page = f"/br/admin/editions/{edition.year}/governments/"
    address = f"/br/admin/editions/{edition.year}/rescore/"
    assert f'action="{address}"' in client.get(page).content.decode()
    assert client.post(address).url == page
    set_script_prefix("/")
    with br.staff():
        assert AuditEntry.objects.get(act="edition.rescore").actor == br.people["coordinator"]
        assert not Scorecard.objects.exists()
    assert outbox.drain(br.programme) == []
    with br.staff():
        assert Scorecard.objects.count() == 80


def test_the_command_scores_too(answered, capsys):
    _br, edition, _made = answered
    call_command("rescore", "br", edition.year)
    assert capsys.readouterr().out == "80 scorecards made.\n"
    call_command("rescore", "br", edition.year)
    assert capsys.readouterr().out == "0 scorecards made.\n"
