"""What can befall an answer of a browser without scripts: its text comes back, with what happened.

The same with scripts: ``test_unsent`` and ``test_offline``.
"""

import re

import pytest
from django.test import Client

from certification.diagnosis.models import Answer, Diagnosis
from certification.governments.seating import end_seat
from dimensions.loading import load
from dimensions.publishing import correct
from tests import cycle
from tests.diagnosis.building import FORM
from tests.diagnosis.test_pages import DESK, text_of

TEXT = "Um dia inteiro de trabalho em Vila Exemplo"
HERE = {"origin": "http://testserver", "referer": f"http://testserver{DESK}/dimensions/3/"}


@pytest.fixture
def diagnosis(br):
    return cycle.diagnosis(br)


class Browser(Client):
    """One that says where a form comes from, as browsers do, and has its token looked at."""

    def __init__(self):
        super().__init__(headers=HERE, enforce_csrf_checks=True)

    def open(self, user) -> dict[str, str]:
        """Sign somebody in and open the dimension: what its form carries."""
        self.force_login(user)
        page = self.get(f"{DESK}/dimensions/3/").content.decode()
        form = page.split('id="D3.2"')[1]
        names = ("csrfmiddlewaretoken", "person", "texts", "base", "save")
        return {name: re.search(f'name="{name}" value="([^"]*)"', form)[1] for name in names}

    def write(self, form: dict[str, str], **more):
        data = form | {"standing": "answered", "answer-D3.2": TEXT} | more
        return self.post(f"{DESK}/answers/D3.2/", data)


@pytest.fixture
def visitor(diagnosis):
    return Browser()


def kept(br) -> str | None:
    with br.desk():
        return Answer.objects.filter(indicator__code="D3.2").values_list("value", flat=True).first()


def test_it_is_saved(br, visitor):
    form = visitor.open(br.people["lead"])
    assert visitor.write(form).status_code == 302
    assert kept(br) == TEXT


# ------------------------------------------------------------------ people
def test_who_was_removed_while_typing(br, visitor):
    form = visitor.open(br.people["contributor"])
    with br.staff():
        who = {"actor": br.people["administrator"], "roles": {"administrator"}}
        end_seat(seat=br.seat("contributor"), **who)
    told = visitor.write(form)
    assert told.status_code == 404
    assert TEXT in text_of(told)
    assert "Se você tinha um lugar neste governo, ele terminou" in text_of(told)


def test_who_has_become_somebody_who_reads(br, visitor):
    form = visitor.open(br.people["contributor"])
    with br.staff():
        seat = br.seat("contributor")
        seat.role = "signatory"
        seat.save()
    told = visitor.write(form)
    assert told.status_code == 403
    assert TEXT in text_of(told)


def test_whose_session_has_ended(br, visitor):
    form = visitor.open(br.people["lead"])
    del visitor.cookies["sessionid"]
    told = visitor.write(form)
    assert told.status_code == 401
    assert TEXT in text_of(told)
    assert "Você não está mais conectado" in text_of(told)
    assert f'/accounts/login/?next={DESK}/dimensions/3/"' in text_of(told)
    nothing = visitor.post(f"{DESK}/answers/D3.2/", {})
    assert nothing["Location"].startswith("/br/accounts/login/"), "nothing typed, nothing to show"


def test_whose_browser_somebody_else_has_signed_in_with(br, visitor):
    form = visitor.open(br.people["lead"])
    del visitor.cookies["csrftoken"]  # as signing in does
    other = visitor.open(br.people["alternate"])
    told = visitor.write(form)
    assert told.status_code == 403, "signing in closed the forms left open"
    assert TEXT in text_of(told)
    told = visitor.write(form | {"csrfmiddlewaretoken": other["csrfmiddlewaretoken"]})
    assert told.status_code == 401
    assert TEXT in text_of(told)
    assert "Outra pessoa" in text_of(told)
    assert kept(br) is None


@pytest.mark.parametrize("source", ["https://evil.example", "null", ""])
def test_the_words_of_another_site_are_not_shown_as_ours(br, visitor, source):
    visitor.open(br.people["lead"])
    headers = {"origin": source, "referer": source and f"{source}/x"}
    told = visitor.post(f"{DESK}/answers/D3.2/", {"answer-D3.2": TEXT}, headers=headers)
    assert told.status_code == 403
    assert TEXT not in text_of(told)


# ------------------------------------------------------------------ the questionnaire
def test_words_that_were_corrected_meanwhile(br, diagnosis, visitor):
    form = visitor.open(br.people["lead"])
    with br.staff():
        who = {"actor": br.people["administrator"], "roles": {"administrator"}}
        words = {"language": "es", "words": {"text": "¿Cómo se atiende?"}, "reason": "Más claro."}
        correct(cycle.loaded(diagnosis).questionnaire, holder="D3.2", **words, **who)
    page = visitor.get(visitor.write(form)["Location"])
    assert "a redação das perguntas foi corrigida" in text_of(page).lower()
    assert kept(br) == TEXT
    form = visitor.open(br.people["lead"])
    page = visitor.get(visitor.write(form, note="E mais")["Location"])
    assert "foi corrigida" not in text_of(page)


def test_a_version_that_was_published_meanwhile(br, diagnosis, visitor):
    form = visitor.open(br.people["lead"])
    with br.staff():
        newer = load(br.programme, FORM)
        assert newer.questionnaire.published
        assert Diagnosis.objects.get().questionnaire_id != newer.questionnaire.pk
    page = visitor.get(visitor.write(form)["Location"])
    assert kept(br) == TEXT, "it stays with the questions it began with"
    assert "foi corrigida" not in text_of(page)
    assert 'id="D3.2"' in text_of(page)


# ------------------------------------------------------------------ what is sent
def test_a_text_of_200_kilobytes_comes_back_whole(br, visitor):
    form, text = visitor.open(br.people["lead"]), "palavra " * 25_000
    for part in ({"answer-D3.2": text}, {"note": text}, {"standing": "no_data", "reason": text}):
        told = visitor.write(form, **part)
        assert told.status_code == 422
        assert text.strip() in told.content.decode(), "nothing is cut"
        assert re.search(r"limite (de|é) (10\.000|5\.?000|2\.?000)", text_of(told)), part.keys()
    assert kept(br) is None


def test_what_no_form_of_ours_sends_is_told_to_be_too_long(br, visitor):
    form = visitor.open(br.people["lead"])
    told = visitor.write(form, note="ã" * 3_000_000)
    assert told.status_code == 400
    assert "longo demais" in text_of(told)


# ------------------------------------------------------------------ going back
def test_the_page_gone_back_to_after_submitting(br, diagnosis, visitor):
    form = visitor.open(br.people["lead"])
    check = visitor.get(f"{DESK}/diagnosis/check/")
    assert "no-store" in check["Cache-Control"]
    assert "no-store" in visitor.get(f"{DESK}/dimensions/3/")["Cache-Control"]
    first = cycle.submitted(br, diagnosis)
    told = visitor.write(form)
    assert told.status_code == 409
    assert TEXT in text_of(told)
    assert "O diagnóstico está enviado" in text_of(told)
    again = {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
    sent = visitor.post(f"{DESK}/diagnosis/submit/", again)
    assert sent["Location"] == f"{DESK}/diagnosis/receipts/{first.number}/"


def test_what_is_typed_elsewhere_is_not_shown_back(br, visitor):
    """Other forms may hold a password."""
    visitor.open(br.people["lead"])
    told = visitor.post("/br/accounts/login/", {"login": "a@b.c", "password": TEXT})
    assert told.status_code == 403
    assert TEXT not in text_of(told)
