"""Whoever holds a link: what they see, what they can send, and all that they never learn."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from certification.diagnosis import sharing
from certification.diagnosis.models import Diagnosis, GuestLink
from certification.editions.models import Participation, Window
from tests import cycle
from tests.diagnosis import building, guesting
from tests.diagnosis.guesting import page, send, suggested, text_of


@pytest.fixture
def shared(br, diagnosis):
    return guesting.link(br, diagnosis, "D1.1", "D2.2")


def kept(br) -> list[tuple]:
    return [(one.indicator.code, one.value, one.note) for one in suggested(br)]


class TestPage:
    def test_it_says_who_asks_what_until_when(self, client, shared):
        shown = text_of(client.get(page(shared.token)))
        for words in (
            *("Lead br", "Vila Exemplo", "2026", "2 perguntas", "Há setor responsável?"),
            *(
                "Vale o que está em norma.",
                "Sem setor, ninguém responde.",
                "Um decreto.",
                "O decreto, com o artigo.",
            ),
            *("Descreva o atendimento.", "Saúde", shared.link.expires_at.strftime("%Y")),
        ):
            assert words in shown, words
        assert "Quantas pessoas trabalham nele?" not in shown

    def test_nothing_keeps_it_lists_it_or_tells_its_address(self, client, shared):
        response = client.get(page(shared.token))
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies

    def test_nothing_of_the_government_stands_there(self, client, br, diagnosis, shared):
        note = {"note": "segredo-nota", "department": "segredo-setor"}
        cycle.answer(br, diagnosis, "D1.1", "yes", **note)
        cycle.answer(br, diagnosis, "D2.2", "segredo-texto")
        other = guesting.link(br, diagnosis, "D2.2", department="segredo-outra")
        send(other.token, D2_2="segredo-alheio", name="segredo-nome")
        send(shared.token, D2_2="O meu texto")
        shown = text_of(client.get(page(shared.token)))
        assert "O meu texto" in shown
        assert "segredo" not in shown
        assert "checked" not in shown.replace('value="answered" checked', "")

    def test_the_condition_of_a_question_stands_beside_it(self, client, br, diagnosis):
        hanging = guesting.link(br, diagnosis, "D1.2")
        shown = text_of(client.get(page(hanging.token)))
        assert "Só se a resposta a D1.1 for: " in shown


class TestSending:
    def test_what_is_sent_is_kept_with_who_sent_it(self, client, br, shared):
        response = send(shared.token, D1_1="partial", note_D1_1="Decreto 12", D2_2="")
        assert response.status_code == 302
        [one] = suggested(br)
        assert (one.indicator.code, one.value, one.note) == ("D1.1", "partial", "Decreto 12")
        assert (one.name, one.department, one.link_id) == ("Maria Souza", "Saúde", shared.link.pk)
        shown = text_of(client.get(page(shared.token)))
        assert 'value="partial" checked' in shown
        assert "Enviado às" in shown
        assert 'value="Maria Souza"' in shown

    def test_no_answer_changes_by_it(self, br, diagnosis, shared):
        cycle.answer(br, diagnosis, "D1.1", "no")
        send(shared.token, D1_1="yes")
        with br.desk():
            assert [one.value for one in diagnosis.answers.all()] == ["no"]

    def test_sent_twice_it_is_kept_once(self, br, shared):
        same = uuid4()
        for _twice in range(2):
            send(shared.token, send=same, D2_2="Uma vez")
        send(shared.token, D2_2="Uma vez")
        assert len(suggested(br)) == 1

    def test_who_thinks_again_sends_again(self, br, shared):
        send(shared.token, D2_2="Primeiro", D1_1="yes")
        send(shared.token, D2_2="Depois", D1_1="yes")
        assert kept(br) == [("D1.1", "yes", ""), ("D2.2", "Primeiro", ""), ("D2.2", "Depois", "")]

    def test_no_data_needs_its_reason_and_the_rest_is_kept(self, br, shared):
        response = send(shared.token, D1_1="yes", standing_D2_2="no_data", D2_2="texto")
        assert response.status_code == 422
        assert "Escreva o motivo" in text_of(response)
        assert kept(br) == [("D1.1", "yes", "")]

    @pytest.mark.parametrize("typed", [{"name": " "}, {"name": "m" * 61}, {"department": "d" * 90}])
    def test_without_a_name_nothing_is_kept_and_nothing_lost(self, br, shared, typed):
        response = send(shared.token, D2_2="Um texto longo", D1_1="no", note_D1_1="nota", **typed)
        assert response.status_code == 422
        shown = text_of(response)
        for words in ("Um texto longo", 'value="no" checked', "nota", *typed.values()):
            assert words in shown
        assert kept(br) == []

    def test_a_text_of_200_kb_comes_back_with_the_reason(self, br, shared):
        response = send(shared.token, D2_2="a" * 200_000)
        assert response.status_code == 422
        assert "a" * 200_000 in response.content.decode()
        assert kept(br) == []

    def test_a_question_that_was_not_asked_is_not_answered(self, br, shared):
        send(shared.token, D1_3="5")
        assert kept(br) == []

    def test_a_page_sent_in_part_empties_nothing(self, br, shared):
        send(shared.token, D1_1="yes", D2_2="texto")
        send(shared.token, D1_1="no")
        assert kept(br)[-1] == ("D1.1", "no", "")
        assert len(kept(br)) == 3

    def test_too_much_at_once_is_given_back(self, br, shared, settings):
        settings.ACCOUNT_RATE_LIMITS = {"suggestion": "2/10m/key"}
        for number in range(2):
            assert send(shared.token, D2_2=f"texto {number}").status_code == 302
        response = send(shared.token, D2_2="o terceiro texto")
        assert response.status_code == 429
        assert "o terceiro texto" in text_of(response)
        assert len(kept(br)) == 2

    def test_one_question_is_not_changed_for_ever(self, br, shared, monkeypatch):
        monkeypatch.setattr("certification.diagnosis.suggesting.OFTEN", 2)
        for text in ("um", "dois", "três"):
            last = send(shared.token, D2_2=text)
        assert last.status_code == 422
        assert "três" in text_of(last)
        assert len(kept(br)) == 2


def expire(br):
    GuestLink.objects.update(expires_at=timezone.now())


def withdraw(br):
    GuestLink.objects.update(withdrawn_at=timezone.now())


def close(br):
    Window.objects.update(closes_at=timezone.now() - timedelta(days=1))


def hand_in(br):
    Diagnosis.objects.update(state="submitted")


def leave(br):
    Participation.objects.update(withdrawn_at=timezone.now())


class TestOver:
    @pytest.mark.parametrize("end", [expire, withdraw, close, hand_in, leave])
    def test_what_is_over_says_so_and_gives_the_text_back(self, client, br, shared, end):
        with br.staff():
            end(br)
        response = client.get(page(shared.token))
        assert response.status_code == 410
        assert "Lead br" in text_of(response)
        assert "Descreva o atendimento" not in text_of(response)
        sent = send(shared.token, D2_2="O texto de uma tarde", note_D2_2="e a nota")
        assert sent.status_code == 410
        assert "O texto de uma tarde" in text_of(sent)
        assert "e a nota" in text_of(sent)
        assert kept(br) == []

    def test_a_wrong_link_is_no_page_and_gives_the_text_back(self, client, br, shared):
        wrong = shared.token[:-1] + ("A" if shared.token[-1] != "A" else "B")
        assert client.get(page(wrong)).status_code == 404
        response = send(wrong, D2_2="O texto de uma tarde")
        assert response.status_code == 404
        assert "O texto de uma tarde" in text_of(response)
        assert "Vila Exemplo" not in text_of(response)
        assert kept(br) == []

    def test_the_kept_digest_is_no_link(self, client, shared):
        assert client.get(page(shared.link.digest)).status_code == 404

    def test_another_programme_knows_no_such_link(self, client, world, br, shared):
        building.diagnosis(world.ar)
        for slug in ("ar", "uy"):
            response = client.get(page(shared.token, slug))
            assert response.status_code == 404
            assert "Vila Exemplo BR" not in text_of(response)
            assert send(shared.token, slug=slug, D2_2="x").status_code == 404
        assert kept(br) == []

    def test_a_link_made_anew_opens_by_its_new_token_alone(self, client, br, shared):
        send(shared.token, D2_2="De antes")
        with br.desk():
            link = GuestLink.objects.get()
            who = {"actor": br.people["lead"], "roles": {"lead"}, "send_id": uuid4()}
            again = sharing.renew(link, **who)
            assert sharing.renew(link, **who).token == again.token
        assert client.get(page(shared.token)).status_code == 404
        assert "De antes" in text_of(client.get(page(again.token)))
