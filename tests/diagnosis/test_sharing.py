"""The desk's side of guests: who makes links to what, for how long, and what is shown of them."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.diagnosis.models import GuestLink, Part
from certification.diagnosis.reach import Elsewhere
from certification.editions.models import Window
from migracidades.ledger.models import AuditEntry
from tests.diagnosis import building, guesting
from tests.diagnosis.guesting import links, send, text_of

DESK = "/br/desk/9900011/2026"
NEW, LIST = f"{DESK}/guests/new/", f"{DESK}/guests/"
ADDRESS = re.compile(r"http://[^/\s]+/br/g/([\w-]+)/")


def make(client, *codes, **more):
    asked = {"question": codes or ["D1.1"], "department": "Saúde", "days": 7, "send": uuid4()}
    return client.post(NEW, asked | more)


def token_in(response) -> str:
    return ADDRESS.search(response.content.decode())[1]


class TestMaking:
    def test_the_text_is_ready_to_send(self, lead):
        response = make(lead, "D1.1")
        text = html.unescape(re.search(r"<textarea.*?>\n(.*?)</textarea>", response.text, re.S)[1])
        assert text.startswith("Olá! O governo")
        assert "D1.1 Há setor responsável?" in text
        assert "sem cadastro" in text
        assert ADDRESS.search(text)
        assert "no-store" in response["Cache-Control"]
        assert lead.get(f"/br/g/{token_in(response)}/").status_code == 200

    def test_many_questions_are_counted_not_listed(self, lead):
        codes = ["D1.1", "D1.2", "D1.3", "D1.4", "D2.1", "D2.2"]
        text = text_of(make(lead, *codes))
        assert "e mais uma" in text
        assert "Descreva o atendimento" not in text

    def test_a_second_click_shows_the_same_link(self, br, lead):
        same = uuid4()
        tokens = {token_in(make(lead, send=same)) for _twice in range(2)}
        assert len(tokens) == 1
        assert len(links(br)) == 1

    def test_only_its_digest_is_kept(self, br, lead):
        token = token_in(make(lead))
        [link] = links(br)
        assert token not in str(vars(link))
        assert token not in lead.get(LIST).text
        with br.staff():
            entry = AuditEntry.objects.get(act="guest_link.make")
        assert token not in str(vars(entry))

    @pytest.mark.parametrize(("days", "left"), [(3, 3), (30, 10)])
    def test_it_never_outlives_the_step(self, br, lead, days, left):
        with br.staff():
            end = timezone.now() + timedelta(days=10)
            Window.objects.filter(step="diagnosis").update(closes_at=end)
        make(lead, days=days)
        [link] = links(br)
        assert left <= (link.expires_at - timezone.now() + timedelta(hours=1)).days <= left + 1
        assert link.expires_at <= end

    def test_nor_thirty_days(self, br, lead):
        with br.staff():
            far = timezone.now() + timedelta(days=90)
            Window.objects.filter(step="diagnosis").update(closes_at=far)
        make(lead, days=30)
        assert links(br)[0].expires_at < timezone.now() + timedelta(days=31)

    @pytest.mark.parametrize("wrong", [{"question": []}, {"question": ["D9.9"]}, {"days": 300}])
    def test_what_is_wrong_stands_beside_its_field(self, br, lead, wrong):
        response = make(lead, **wrong, department="Obras e viação")
        assert response.status_code == 422
        assert "Obras e viação" in response.text
        assert links(br) == []

    def test_after_the_step_nothing_is_made(self, br, lead):
        with br.staff():
            yesterday = timezone.now() - timedelta(days=1)
            Window.objects.filter(step="diagnosis").update(closes_at=yesterday)
        assert "Criar o link" not in text_of(lead.get(NEW))
        assert make(lead).status_code == 422
        assert links(br) == []

    def test_the_question_page_leads_here_with_its_question_chosen(self, lead):
        page = lead.get(f"{DESK}/questions/D2.2/").text
        asked = lead.get(html.unescape(re.search(r'href="([^"]+guests/new/[^"]*)"', page)[1])).text
        assert re.search(r'value="D2.2" checked', asked)
        assert asked.count(" checked") == 2, "the question, and the longest term"

    def test_the_signatory_makes_none(self, br, diagnosis, client):
        client.force_login(br.people["signatory"])
        assert make(client).status_code == 403
        assert "guests/new" not in client.get(f"{DESK}/questions/D1.1/").text


class TestKeeping:
    def test_the_list_says_who_made_what_for_whom_and_what_came(self, br, diagnosis, lead):
        shared = guesting.link(br, diagnosis, "D1.1", "D2.2")
        send(shared.token, D2_2="Um texto")
        page = text_of(lead.get(LIST))
        for words in ("Saúde", "D1.1, D2.2", "Lead br", "1 de 2 perguntas respondidas"):
            assert words in page

    def test_another_government_sees_none_of_it(self, br, diagnosis, lead, client):
        shared = guesting.link(br, diagnosis, "D2.2", department="Setor-segredo")
        send(shared.token, D2_2="Texto-segredo")
        building.cycle.diagnosis(br, government=br.sibling, of=diagnosis.participation.edition)
        client.force_login(br.neighbour)
        here = "/br/desk/9900029/2026/guests/"
        assert "segredo" not in client.get(here).text
        for act in ("renew", "withdraw"):
            assert client.post(f"{here}{shared.link.pk}/{act}/").status_code == 404
        assert links(br)[0].withdrawn_at is None

    def test_a_contributor_has_their_own_alone(self, br, diagnosis, lead):
        shared = guesting.link(br, diagnosis, "D2.2", department="Do ponto focal")
        contributor = Client()
        contributor.force_login(br.people["contributor"])
        assert "Do ponto focal" not in contributor.get(LIST).text
        address = f"{LIST}{shared.link.pk}/withdraw/"
        assert contributor.post(address).status_code == 403
        make(contributor, department="Meu")
        assert "Meu" in contributor.get(LIST).text
        assert {"Meu", "Do ponto focal"} <= set(
            re.findall(r"<strong>(.*?)</strong>", lead.get(LIST).text)
        )

    def test_a_contributor_shares_their_part_alone(self, br, diagnosis, client):
        with br.staff():
            Part.objects.update(dimensions=["D2"], indicators=[])
        client.force_login(br.people["contributor"])
        page = client.get(NEW).text
        assert 'value="D2.2"' in page
        assert 'value="D1.1"' not in page
        assert make(client, "D1.1").status_code == 422
        who = {"actor": br.people["contributor"], "roles": {"contributor"}}
        with pytest.raises(Elsewhere):
            guesting.link(br, diagnosis, "D2.2", "D1.1", **who)
        assert links(br) == []
        make(client, "D2.2")
        assert len(links(br)) == 1

    def test_withdrawn_twice_is_withdrawn_once(self, br, diagnosis, lead):
        shared = guesting.link(br, diagnosis, "D1.1")
        for _twice in range(2):
            lead.post(f"{LIST}{shared.link.pk}/withdraw/")
        assert lead.get(f"/br/g/{shared.token}/").status_code == 410
        with br.staff():
            assert AuditEntry.objects.filter(act="guest_link.withdraw").count() == 1

    def test_made_anew_the_old_one_is_worthless(self, br, diagnosis, lead):
        shared = guesting.link(br, diagnosis, "D1.1")
        with br.desk():
            GuestLink.objects.update(expires_at=timezone.now())
        fresh = token_in(lead.post(f"{LIST}{shared.link.pk}/renew/", {"send": uuid4()}))
        assert lead.get(f"/br/g/{fresh}/").status_code == 200
        assert lead.get(f"/br/g/{shared.token}/").status_code == 404

    def test_a_withdrawn_one_is_not_made_anew(self, br, diagnosis, lead):
        shared = guesting.link(br, diagnosis, "D1.1")
        lead.post(f"{LIST}{shared.link.pk}/withdraw/")
        response = lead.post(f"{LIST}{shared.link.pk}/renew/", follow=True)
        assert "crie outro" in text_of(response)

    def test_the_list_costs_the_same_for_three_and_for_thirty(self, br, diagnosis, lead):
        def grow(number):
            for _each in range(number):
                shared = guesting.link(br, diagnosis, "D1.1", "D2.2")
                send(shared.token, D1_1="yes", D2_2="texto")

        def cost():
            lead.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                lead.get(LIST)
            return len(queries)

        grow(3)
        few = cost()
        grow(12)
        assert cost() == few
