"""People and parts, as whoever leads finds them; and a contributor's own part."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.diagnosis.models import Part
from migracidades.ledger.models import MailMessage
from migracidades.tenancy.models import Invitation, Membership
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.building import give, save
from tests.diagnosis.test_pages import DESK, text_of
from tests.world import people

PARTS = f"{DESK}/parts/"
EMAIL = "nova@saude.test"


@pytest.fixture
def diagnosis(br):
    made = building.diagnosis(br)
    with br.staff():
        Part.objects.all().delete()
    return made


def sent(**other) -> dict:
    return {"department": "Saúde", "who": "nobody", "dimensions": ["D2"]} | other


def parts(br) -> list[Part]:
    with br.staff():
        return list(Part.objects.filter(ended_at=None).select_related("seat"))


class TestGiving:
    def test_from_nothing_to_a_part_that_can_be_changed(self, br, lead):
        assert "Nenhuma área tem uma parte ainda" in text_of(lead.get(PARTS))
        seat = br.seat("contributor").pk
        response = lead.post(f"{PARTS}add/", sent(who=seat, indicators=["D1.3"], due="01/01/2020"))
        assert response["Location"] == PARTS
        (part,) = parts(br)
        assert (part.seat_id, part.dimensions, part.indicators) == (seat, ["D2"], ["D1.3"])
        page = text_of(lead.get(PARTS))
        for told in ("Contributor br", "0 de 3 perguntas", "atrasada", "não pronta", "D1.3"):
            assert told in page
        form = text_of(lead.get(f"{PARTS}{part.pk}/"))
        assert 'value="D2" id="whole-D2" checked' in form
        assert 'value="D1.3" id="single-D1.3" checked' in form
        assert 'value="D1.1" id="single-D1.1">' in form

    def test_somebody_is_invited_in_the_same_act(self, br, lead):
        for _twice in range(2):
            lead.post(f"{PARTS}add/", sent(who="new", email=EMAIL.upper()))
        with br.staff():
            assert Invitation.objects.get(withdrawn_at=None).email == EMAIL
            assert MailMessage.objects.filter(kind="invitation").count() == 1
        (part,) = parts(br)
        assert (part.email, part.seat) == (EMAIL, None)
        assert "recebeu o convite e ainda não entrou" in text_of(lead.get(PARTS))
        lead.post(f"{PARTS}{part.pk}/invite/")
        with br.staff():
            assert Invitation.objects.filter(email=EMAIL).count() == 2
            Invitation.objects.update(withdrawn_at=timezone.now())
        assert "o convite não vale mais" in text_of(lead.get(PARTS))

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"department": " "}, "Escreva qual é a área"),
            ({"who": ""}, "Escolha quem responde"),
            ({"who": "new"}, "Escreva o e-mail"),
            ({"who": "new", "email": "nada"}, "e-mail"),
            ({"dimensions": []}, "Escolha pelo menos uma"),
            ({"dimensions": ["D9"]}, "D9"),
            ({"due": "31/12/2099"}, "O prazo de todo o diagnóstico"),
            ({"due": "ontem"}, "data"),
        ],
    )
    def test_what_is_wrong_stands_there_with_what_was_typed(self, br, lead, fields, said):
        response = lead.post(f"{PARTS}add/", sent(message="Vejam com o posto") | fields)
        page = text_of(response)
        assert response.status_code == 422
        assert said in page
        assert "Vejam com o posto" in page
        assert parts(br) == []

    def test_a_colleagues_change_is_shown_beside_ones_own(self, br, lead):
        lead.post(f"{PARTS}add/", sent())
        (part,) = parts(br)
        seen = part.assigned_at.isoformat()
        lead.post(f"{PARTS}{part.pk}/", sent(message="da suplente", seen=seen))
        mine = sent(message="da líder", seen=seen)
        response = lead.post(f"{PARTS}{part.pk}/", mine)
        page = text_of(response)
        assert response.status_code == 409
        assert "da suplente" in page
        assert "da líder" in page
        again = page.split('name="seen" value="')[1].split('"')[0]
        lead.post(f"{PARTS}{part.pk}/", mine | {"seen": again})
        assert parts(br)[0].message == "da líder"

    def test_a_part_ends_after_one_question_more(self, br, lead, diagnosis):
        part = give(br, diagnosis, "D2")
        assert "Contributor br deixa de ver" in text_of(lead.get(f"{PARTS}{part.pk}/end/"))
        for _twice in range(2):
            assert lead.post(f"{PARTS}{part.pk}/end/").status_code == 302
        assert parts(br) == []
        assert lead.get(f"{PARTS}{part.pk}/").status_code == 404

    def test_the_sibling_has_none_of_it(self, br, diagnosis, client):
        part = give(br, diagnosis, "D2", department="Segredo")
        cycle.diagnosis(br, government=br.sibling, of=diagnosis.participation.edition)
        client.force_login(br.neighbour)
        there = "/br/desk/9900029/2026/parts/"
        assert "Segredo" not in text_of(client.get(there))
        for act in ("", "end/", "ready/", "invite/"):
            assert client.post(f"{there}{part.pk}/{act}", sent()).status_code == 404
        assert parts(br)[0].department == "Segredo"

    def test_the_parts_of_the_last_edition_in_one_click(self, br, lead, diagnosis):
        give(br, diagnosis, "D2")
        later = cycle.edition(br, year=2027, questionnaire=diagnosis.questionnaire)
        fresh = cycle.diagnosis(br, of=later)
        with br.staff():
            Part.objects.filter(diagnosis=fresh).delete()
        there = "/br/desk/9900011/2027/parts/"
        assert "Como em 2026?" in text_of(lead.get(there))
        for _twice in range(2):
            lead.post(f"{there}as-last-year/")
        with br.staff():
            assert Part.objects.get(diagnosis=fresh).dimensions == ["D2"]
        assert "Como em 2026?" not in text_of(lead.get(there))


class TestTheForm:
    def test_who_has_a_part_already_is_named_and_leads_to_it(self, br, lead, diagnosis):
        part = give(br, diagnosis, "D2")
        page = text_of(lead.get(f"{PARTS}add/"))
        assert f'<a href="{PARTS}{part.pk}/">Contributor br (Saúde)</a>' in page

    def test_everything_that_is_missing_is_said_at_once(self, br, lead, diagnosis):
        response = lead.post(f"{PARTS}add/", {})
        page = text_of(response)
        assert response.status_code == 422
        assert "Escolha pelo menos uma dimensão ou uma pergunta." in page
        assert "Escreva qual é a área." in page


class TestTheList:
    def test_what_is_with_nobody_and_who_is_not_ready(self, br, lead, diagnosis):
        give(br, diagnosis, "D2", ready_at=timezone.now(), ready_by=br.people["contributor"])
        page = text_of(lead.get(PARTS))
        assert "Com ninguém" in page
        assert f'{PARTS}add/?dimension=D1"' in page
        save(br, diagnosis, "D2.1", "es")
        save(br, diagnosis, "D2.2", "texto")
        page = text_of(lead.get(PARTS))
        assert "alterada depois de pronta" in page
        assert "Marcar de novo como pronta" in page
        assert "Todas as áreas estão prontas." in text_of(lead.get(f"{PARTS}?missing"))

    def test_who_has_left_is_named(self, br, lead, diagnosis):
        give(br, diagnosis, "D2")
        with br.staff():
            Membership.objects.filter(role="contributor").update(active=False)
        assert "Ninguém responde: Contributor br saiu" in text_of(lead.get(PARTS))
        assert "ninguém responde" in text_of(lead.get("/br/desk/9900011/2026/"))

    def test_it_costs_the_same_for_one_department_or_thirty(self, br, lead, diagnosis):
        def cost(page: str) -> int:
            lead.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert lead.get(page).status_code == 200
            return len(queries)

        pages = (PARTS, "/br/desk/9900011/2026/", f"{DESK}/diagnosis/check/")
        give(br, diagnosis, "D2")
        save(br, diagnosis, "D2.1", "es")
        few = [cost(page) for page in pages]
        with br.staff():
            here = {"government": br.here, "diagnosis": diagnosis, "assigned_by": br.neighbour}
            for user in people({f"p{number}@town.test": "P" for number in range(30)}):
                seat = Membership.objects.create(user=user, role="contributor", government=br.here)
                Part.objects.create(**here, department=user.email, seat=seat, dimensions=["D2"])
        assert [cost(page) for page in pages] == few

    def test_the_check_says_which_department_is_not_ready(self, br, lead, diagnosis):
        give(br, diagnosis, "D2", department="Secretaria de Saúde")
        page = text_of(lead.get(f"{DESK}/diagnosis/check/"))
        assert "Ainda não avisaram que terminaram; isso não impede o envio" in page
        assert "envio: Secretaria de Saúde." in page


class TestMine:
    @pytest.fixture
    def hers(self, br, diagnosis, client):
        due = timezone.localdate() + timedelta(days=3)
        give(br, diagnosis, "D2", due=due, message="Vejam com o posto")
        client.force_login(br.people["contributor"])
        return client

    def test_it_says_who_asks_for_what_until_when(self, hers):
        page = text_of(hers.get(f"{DESK}/diagnosis/"))
        for told in ("A sua parte: Saúde", "Lead br pede a você", "Vejam com o posto", "0 de 2"):
            assert told in page
        assert "Anuência" not in page
        home = text_of(hers.get("/br/desk/9900011/2026/"))
        assert "A sua parte, Saúde: 2 perguntas a responder" in home
        assert "Quem responde o quê" not in home

    def test_it_is_marked_as_ready_and_taken_back(self, br, diagnosis, hers):
        (part,) = parts(br)
        page = text_of(hers.get(f"{DESK}/diagnosis/check/"))
        assert "2 perguntas da sua parte ainda não têm resposta" in page
        assert "Enviar o diagnóstico" not in page
        for _twice in range(2):
            there = hers.post(f"{PARTS}{part.pk}/ready/")["Location"]
        assert there == f"{DESK}/diagnosis/"
        assert "Marcada como pronta por Contributor br" in text_of(hers.get(there))
        save(br, diagnosis, "D2.2", "texto")
        assert "Respondidas de novo desde então: D2.2." in text_of(hers.get(there))
        hers.post(f"{PARTS}{part.pk}/ready/", {"not": "ready"})
        assert parts(br)[0].ready_at is None

    def test_once_all_is_answered_the_home_asks_to_say_so(self, br, diagnosis, hers):
        save(br, diagnosis, "D2.1", "es")
        save(br, diagnosis, "D2.2", "texto")
        assert "marque-a como pronta" in text_of(hers.get("/br/desk/9900011/2026/"))

    def test_another_departments_part_is_not_marked(self, br, diagnosis, hers):
        other = give(br, diagnosis, "D1", role="alternate")
        assert hers.post(f"{PARTS}{other.pk}/ready/").status_code == 403

    def test_nothing_given_leads_to_who_leads(self, br, hers):
        with br.staff():
            Part.objects.update(ended_at=timezone.now())
        assert "Nada foi passado a você ainda" in text_of(hers.get("/br/desk/9900011/2026/"))
