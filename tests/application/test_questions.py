"""An edition may ask an application questions: a survey of the country's folder."""

from pathlib import Path

import pytest

from certification.application.checking import faults
from certification.application.models import Application
from dimensions.loading import load
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.diagnosis.building import figure
from tests.world import person

SURVEY = Path(__file__).parents[1] / "dimensions" / "files" / "survey.yaml"
FIRST, SECOND, THIRD = "S1.1", "S1.2", "S1.3"


@pytest.fixture
def edition(world):
    with world.br.staff():
        asked = load(world.br.programme, SURVEY).questionnaire
    return cycle.edition(world.br, application_questionnaire=asked)


@pytest.fixture
def draft(world, edition):
    return cycle.drafted(world.br, of=edition, answers={})


@pytest.fixture
def applicant(client, draft):
    client.force_login(draft.applicant)
    return client


def kept(world, draft):
    with enter(world.br.programme, side=Side.PUBLIC, user=draft.applicant):
        return Application.objects.get(pk=draft.pk)


def page_of(draft):
    return f"/br/applications/{draft.pk}/?lang=en"


def sent(draft, **answers):
    values = {name: getattr(draft, name) for name in ("lead_name", "lead_email", "motivation")}
    return values | {code.replace("_", "."): value for code, value in answers.items()}


def test_the_questions_stand_before_the_document(applicant, draft):
    page = applicant.get(page_of(draft)).content.decode()
    assert page.index("Coordination") < page.index("Commitment document</h2>")
    assert "Asked when the answer to S1.1 is: Yes; Partly." in page
    assert 'type="radio" name="S1.1"' in page


def test_a_draft_keeps_what_can_be_kept(world, applicant, draft):
    response = applicant.post(
        page_of(draft), sent(draft, S1_1="partial", S1_2=["committee"], S1_3="many") | {"save": ""}
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [THIRD]
    assert kept(world, draft).answers == {FIRST: "partial", SECOND: ["committee"]}
    applicant.post(page_of(draft), sent(draft, S1_1="no", S1_3="1,200") | {"save": ""})
    assert kept(world, draft).answers == {FIRST: "no", THIRD: "1200"}
    page = applicant.get(page_of(draft)).content.decode()
    assert 'value="no" checked' in page
    assert 'value="1200"' in page


def test_what_is_asked_must_be_answered_and_nothing_else(world, draft):
    with enter(world.br.programme, side=Side.PUBLIC, user=draft.applicant):
        draft.answers = {FIRST: "yes"}
        assert faults(draft).keys() == {SECOND, THIRD}
        draft.answers = {FIRST: "no", THIRD: "3"}
        assert faults(draft) == {}


def test_sending_says_what_is_missing_question_by_question(world, applicant, draft):
    response = applicant.post(page_of(draft), sent(draft) | {"send": ""})
    assert {FIRST, THIRD} <= response.context["form"].errors.keys()
    assert kept(world, draft).state == "draft"


def test_the_screener_reads_the_answers_and_strangers_do_not(world, client, edition, draft):
    told = {FIRST: "yes", SECOND: ["plan"], THIRD: "1200"}
    cycle.applied(world.br, of=edition, answers=told)
    client.force_login(world.br.people["coordinator"])
    page = client.get(f"/br/admin/applications/{draft.pk}/?lang=en").content.decode()
    for said in ("Did coordination increase?", "Plan", "1,200", "All of them are answered."):
        assert said in page
    client.force_login(person("curious@br.test"))
    assert client.get(page_of(draft)).status_code == 404


def test_questions_stay_once_somebody_has_begun_to_answer(world, client, edition, draft):
    client.force_login(world.br.people["administrator"])
    address = f"/br/admin/certification/edition/{edition.pk}/change/"
    page = client.get(address + "?lang=en")
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    response = client.post(
        address + "?lang=en", data | {"application_questionnaire": "", "windows-TOTAL_FORMS": 0}
    )
    assert "its questions stay as they are" in response.content.decode()


def test_a_figure_at_hand_is_told_with_the_question(world, client, tmp_path):
    path = tmp_path / "survey.yaml"
    told = SURVEY.read_text()
    path.write_text(told.replace("kind: number\n", "kind: number\n        figure: population\n"))
    with world.br.staff():
        asked = load(world.br.programme, path).questionnaire
    edition = cycle.edition(world.br, application_questionnaire=asked)
    draft = cycle.drafted(world.br, of=edition, answers={})
    figure(world.br, 112058)
    figure(world.br, 999, subject=world.br.sibling)
    client.force_login(draft.applicant)
    page = client.get(page_of(draft)).content.decode()
    assert "At hand: 112,058 inhabitants (Censo 2022)" in page
    assert "999" not in page
    assert kept(world, draft).answers == {}
