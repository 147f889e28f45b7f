"""A suggestion becomes the answer, or is set aside: once, by whom it may be, never in silence."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from certification.diagnosis import taking
from certification.diagnosis.models import Answer, AnswerRevision, Part, Suggestion
from certification.diagnosis.reach import Elsewhere
from certification.editions.models import Window
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from tests import cycle
from tests.diagnosis import guesting
from tests.diagnosis.guesting import send, suggested, text_of

DESK = "/br/desk/9900011/2026"
QUESTION = f"{DESK}/questions/D2.2/"


@pytest.fixture
def shared(br, diagnosis):
    return guesting.link(br, diagnosis, "D1.1", "D2.2")


@pytest.fixture
def waiting(shared, br) -> Suggestion:
    """What health suggests for D2.2."""
    send(shared.token, D2_2="Atendemos com intérprete", note_D2_2="Portaria 4")
    return suggested(br)[-1]


def act(client, one: Suggestion, what: str, base: int = 0, **more):
    data = {"act": what, "base": base} | more
    return client.post(f"{DESK}/suggestions/{one.pk}/", data, follow=True)


def stands(br) -> Answer | None:
    with br.desk():
        return Answer.objects.filter(indicator__code="D2.2").first()


class TestWhereItShows:
    def test_beside_the_answer_on_the_page_of_the_question(self, br, diagnosis, lead, waiting):
        cycle.answer(br, diagnosis, "D2.2", "O que há")
        for page in (QUESTION, f"{DESK}/guests/"):
            shown = text_of(lead.get(page))
            for words in ("Atendemos com intérprete", "Portaria 4", "O que há", "Maria Souza"):
                assert words in shown, (page, words)

    def test_marked_on_the_dimension_and_on_the_home(self, lead, waiting):
        assert "1 sugestão de Saúde" in text_of(lead.get(f"{DESK}/dimensions/2/"))
        assert "sugest" not in text_of(lead.get(f"{DESK}/dimensions/1/"))
        assert "1 sugestão à espera" in text_of(lead.get(f"{DESK}/"))

    def test_only_the_newest_of_a_link(self, br, lead, shared, waiting):
        send(shared.token, D2_2="Pensando melhor")
        shown = text_of(lead.get(QUESTION))
        assert "Pensando melhor" in shown
        assert "Atendemos com intérprete" not in shown

    def test_none_once_it_is_emptied_again(self, lead, shared, waiting):
        send(shared.token, D2_2="")
        assert "Usar esta resposta" not in text_of(lead.get(QUESTION))

    def test_not_to_whoever_only_signs(self, br, client, waiting):
        client.force_login(br.people["signatory"])
        assert "Usar esta resposta" not in text_of(client.get(QUESTION))
        assert act(client, waiting, "take").status_code == 403
        assert act(client, waiting, "set_aside").status_code == 403
        assert stands(br) is None


class TestTaking:
    def test_it_is_saved_as_any_answer_is(self, br, lead, waiting):
        assert "A sugestão agora é a resposta" in text_of(act(lead, waiting, "take"))
        now = stands(br)
        assert (now.value, now.note) == ("Atendemos com intérprete", "Portaria 4")
        assert (now.author, now.department) == (br.people["lead"], "Maria Souza, Saúde")
        with br.desk():
            assert AnswerRevision.objects.count() == 1
            settled = Suggestion.objects.get()
            assert (settled.taken, settled.settled_by) == (True, br.people["lead"])
        with br.staff():
            assert AuditEntry.objects.filter(act="suggestion.take").count() == 1

    def test_a_double_click_takes_it_once(self, br, lead, waiting):
        for _twice in range(2):
            act(lead, waiting, "take")
        assert stands(br).version == 1
        with br.staff():
            assert AuditEntry.objects.filter(act="suggestion.take").count() == 1

    def test_an_answer_given_meanwhile_is_not_lost(self, br, diagnosis, lead, waiting):
        cycle.answer(br, diagnosis, "D2.2", "De um colega", author=br.people["contributor"])
        response = act(lead, waiting, "take")
        assert "Contributor br" in text_of(response)
        assert "Atendemos com intérprete" in text_of(response), "it waits on"
        assert stands(br).value == "De um colega"
        act(lead, waiting, "take", base=1)
        assert stands(br).value == "Atendemos com intérprete"

    def test_what_its_guest_changed_meanwhile_is_looked_at_first(self, br, lead, shared, waiting):
        send(shared.token, D2_2="Pensando melhor")
        for what in ("take", "set_aside"):
            assert "Maria Souza mudou esta sugestão" in text_of(act(lead, waiting, what))
        assert stands(br) is None

    def test_after_the_deadline_it_waits_on(self, br, lead, waiting):
        with br.staff():
            yesterday = timezone.now() - timedelta(days=1)
            Window.objects.filter(step="diagnosis").update(closes_at=yesterday)
        act(lead, waiting, "take")
        assert stands(br) is None
        assert suggested(br)[0].settled_at is None

    def test_its_guest_is_told_and_corrects_no_more(self, br, lead, shared, waiting):
        act(lead, waiting, "take")
        page = text_of(Client().get(guesting.page(shared.token)))
        assert "A sua resposta foi adotada" in page
        response = send(shared.token, D2_2="Tarde demais")
        assert response.status_code == 422
        assert "Tarde demais" in text_of(response)
        assert len(suggested(br)) == 1

    def test_no_data_and_its_reason_are_taken_over_too(self, br, lead, shared):
        send(shared.token, D2_2="", standing_D2_2="no_data", reason_D2_2="O sistema não registra")
        act(lead, suggested(br)[-1], "take")
        now = stands(br)
        assert (now.standing, now.value, now.reason) == ("no_data", None, "O sistema não registra")

    def test_nor_beyond_ones_own_part(self, br, client, waiting):
        with br.staff():
            Part.objects.update(dimensions=["D1"], indicators=[])
        client.force_login(br.people["contributor"])
        assert "Atendemos" not in client.get(f"{DESK}/guests/").text
        assert "sugest" not in client.get(f"{DESK}/").text
        for what in ("take", "set_aside"):
            assert act(client, waiting, what).status_code == 404
        who = {"actor": br.people["contributor"], "roles": {"contributor"}}
        with br.desk(), pytest.raises(Elsewhere):
            taking.set_aside(waiting, **who)
        assert stands(br) is None
        assert suggested(br)[0].settled_at is None

    def test_nobody_takes_anothers(self, br, diagnosis, client, waiting):
        cycle.diagnosis(br, government=br.sibling, of=diagnosis.participation.edition)
        client.force_login(br.neighbour)
        address = f"/br/desk/9900029/2026/suggestions/{waiting.pk}/"
        assert client.post(address, {"act": "take"}).status_code == 404
        assert stands(br) is None


class TestSettingAside:
    def test_nothing_is_saved_and_it_waits_no_more(self, br, diagnosis, lead, waiting):
        cycle.answer(br, diagnosis, "D2.2", "O que há")
        for _twice in range(2):
            act(lead, waiting, "set_aside")
        assert stands(br).value == "O que há"
        assert "sugest" not in text_of(lead.get(f"{DESK}/dimensions/2/"))
        with br.staff():
            assert AuditEntry.objects.filter(act="suggestion.set_aside").count() == 1

    def test_set_aside_it_is_not_taken_nor_the_other_way_round(self, br, lead, waiting):
        act(lead, waiting, "set_aside")
        assert "arquivada nesse meio-tempo" in text_of(act(lead, waiting, "take"))
        assert stands(br) is None

    def test_taken_it_is_not_set_aside(self, br, lead, waiting):
        act(lead, waiting, "take")
        assert "já foi adotada" in text_of(act(lead, waiting, "set_aside"))
        assert suggested(br)[0].taken

    def test_its_guest_may_think_again(self, br, lead, shared, waiting):
        act(lead, waiting, "set_aside")
        assert send(shared.token, D2_2="Com mais detalhe").status_code == 302
        assert "Com mais detalhe" in text_of(lead.get(QUESTION))

    def test_what_was_suggested_before_is_settled_too(self, br, lead, shared, waiting):
        send(shared.token, D2_2="Pensando melhor")
        act(lead, suggested(br)[-1], "take")
        assert [one.taken for one in suggested(br)] == [False, True]


class TestMail:
    def mails(self, br):
        assert outbox.drain(br.programme) == []
        with br.staff():
            return list(MailMessage.objects.filter(kind="suggestions_given"))

    def test_whoever_leads_is_told_once_a_day_for_a_link(self, br, shared, lead):
        for text in ("Um", "Dois"):
            send(shared.token, D2_2=text)
            told = self.mails(br)
        assert {one.to for one in told} == {
            f'"{br.people[role].full_name}" <{br.people[role].email}>'
            for role in ("lead", "alternate")
        }
        assert len(told) == 2
        assert "Saúde" in told[0].subject
        assert re.search(r"/br/desk/9900011/2026/guests/", told[0].text)
        assert "Um" not in told[0].text.split()

    def test_another_link_is_another_need(self, br, diagnosis, shared):
        send(shared.token, D2_2="Um")
        send(guesting.link(br, diagnosis, "D2.2", department="Educação").token, D2_2="Dois")
        assert len(self.mails(br)) == 4

    def test_a_contributor_is_told_of_their_own_link(self, br, diagnosis):
        person = br.people["contributor"]
        own = guesting.link(br, diagnosis, "D2.2", actor=person, roles={"contributor"})
        send(own.token, D2_2="Um")
        assert person.email in " ".join(one.to for one in self.mails(br))

    def test_what_was_settled_meanwhile_is_not_told(self, br, lead, shared, waiting):
        act(lead, waiting, "take")
        assert self.mails(br) == []
