"""The call, the commitment document, the list of the admitted, and an applicant's own pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.application.models import Application
from certification.editions.models import Participation, Window
from migracidades.tenancy.models import Government
from tests import cycle
from tests.world import person

State = Application.State
TEXT = "# Compromisso\n\n{government} ({code}), {year}: **{signatory}**, {office}; {lead}."


@pytest.fixture
def anna(world):
    return person("anna@corumba.test", "Anna")


@pytest.fixture
def br(world):
    programme = world.br.programme
    programme.config = programme.config | {"commitment": {"pt-br": TEXT, "en": "English"}}
    programme.save()
    return world.br


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def governments(country, number):
    with country.staff():
        return Government.objects.bulk_create(
            Government(
                code=f"98{index:05d}",
                level="state" if index % 2 else "municipality",
                name=f"Águas {index}",
                name_of=f"de Águas {index}",
                sort_name=f"aguas {index:03d}",
                state="SP",
                time_zone="America/Sao_Paulo",
            )
            for index in range(number)
        )


class TestCall:
    def test_without_an_edition(self, br, client):
        assert client.get("/br/call/").status_code == 200
        assert client.get("/br/call/commitment/").status_code == 404

    @pytest.mark.parametrize(
        ("opens", "closes", "offered"), [(1, 2, False), (-1, 1, True), (-2, -1, False)]
    )
    def test_before_during_and_after(self, br, client, opens, closes, offered):
        edition = cycle.edition(br, quota=10)
        with br.staff():
            Window.objects.all().delete()
            cycle.open_steps(edition, opens=timedelta(days=opens), closes=timedelta(days=closes))
        page = client.get("/br/call/?lang=en").content.decode()
        assert ('href="/br/apply/"' in page) is offered
        assert "10 places" in page

    def test_the_document_speaks_the_programmes_language(self, br, client):
        cycle.edition(br)
        page = client.get("/br/call/commitment/?lang=en").content.decode()
        assert 'lang="pt-br"' in page
        assert "Compromisso" in page
        assert "____" in page

    def test_the_document_of_a_government(self, br, client):
        cycle.edition(br)
        address = f"/br/call/commitment/?government={br.here.code}"
        assert "do município de Vila Exemplo BR (9900011)" in client.get(address).content.decode()
        assert client.get("/br/call/commitment/?government=nada").status_code == 404

    def test_the_names_of_ones_own_application_alone(self, br, client, anna):
        made = cycle.drafted(br, signatory_name="Zé <b>Prefeito</b> {lead}")
        address = f"/br/call/commitment/?application={made.pk}"
        assert client.get(address).status_code == 404
        client.force_login(anna)
        assert client.get(address).status_code == 404
        client.force_login(br.people["lead"])
        page = client.get(address).content.decode()
        assert "Zé &lt;b&gt;Prefeito&lt;/b&gt; {lead}" in page
        assert client.get("/br/call/commitment/?application=x").status_code == 404


class TestAdmitted:
    def test_empty(self, br, client):
        cycle.edition(br)
        assert client.get("/br/editions/2026/admitted/").status_code == 200
        assert client.get("/br/editions/1999/admitted/").status_code == 404

    def test_enrolled_and_admitted_are_two_numbers(self, br, client, anna):
        edition = cycle.edition(br)
        cycle.admitted(br, of=edition)
        cycle.applied(br, of=edition, government=br.sibling, applicant=anna)
        response = client.get("/br/editions/2026/admitted/")
        assert [number for _count, number in response.context["counts"]] == [2, 1]
        page = response.content.decode()
        assert br.here.name in page
        assert br.sibling.name not in page
        assert anna.email not in page

    def test_as_many_queries_for_three_as_for_a_hundred(self, br, client):
        edition = cycle.edition(br)
        found = governments(br, 100)

        def join(some):
            with br.staff():
                Participation.objects.bulk_create(
                    Participation(edition=edition, government=one) for one in some
                )
            return queries_of(client, "/br/editions/2026/admitted/")

        assert join(found[:3]) == join(found[3:])
        assert "Águas 99" in client.get("/br/editions/2026/admitted/?page=2").content.decode()


class TestChoosing:
    def test_signing_in_comes_first(self, br, client):
        response = client.get("/br/apply/")
        assert response.status_code == 302
        assert response["Location"].startswith("/br/accounts/login/?next=/br/apply/")

    @pytest.mark.parametrize("typed", ["ÁGUAS 7", "aguas 7 sp", "9800007", "águas  007"])
    def test_a_government_is_found_however_it_is_typed(self, br, client, anna, typed):
        cycle.edition(br)
        governments(br, 100)
        client.force_login(anna)
        response = client.get("/br/apply/", {"q": typed})
        assert "9800007" in [one.code for one in response.context["found"]]
        assert len(response.context["found"]) <= 30

    @pytest.mark.parametrize("typed", ["zzz", "%", "\x00", "🎉", "a" * 5000])
    def test_nothing_is_found_politely(self, br, client, anna, typed):
        cycle.edition(br)
        client.force_login(anna)
        assert client.get("/br/apply/", {"q": typed}).status_code == 200

    def test_choosing_begins_a_draft_and_choosing_again_opens_it(self, br, client, anna):
        cycle.edition(br)
        client.force_login(anna)
        first, second = (client.post("/br/apply/", {"government": br.here.code}) for _ in range(2))
        assert first.status_code == 302
        assert first["Location"] == second["Location"]

    @pytest.mark.parametrize("code", ["", "nada"])
    def test_an_unknown_government_is_said(self, br, client, anna, code):
        cycle.edition(br)
        client.force_login(anna)
        assert client.post("/br/apply/", {"government": code}).status_code == 422

    def test_who_takes_part_already_is_said(self, br, client, anna):
        cycle.admitted(br)
        client.force_login(anna)
        response = client.post("/br/apply/?lang=en", {"government": br.here.code})
        assert response.status_code == 422
        assert "already takes part" in response.content.decode()


class TestWall:
    def test_an_applicant_sees_nothing_of_the_government_until_admitted(self, br, client, anna):
        edition = cycle.edition(br)
        canary = cycle.applied(br, of=edition, motivation="CANARY of the sitting lead")
        mine = cycle.applied(br, of=edition, applicant=anna, lead_email=anna.email)
        client.force_login(anna)
        desk = f"/br/desk/{br.here.code}/"
        assert client.get(desk).status_code == 404
        assert client.get(f"/br/applications/{canary.pk}/").status_code == 404
        assert client.post(f"/br/applications/{canary.pk}/", {"save": ""}).status_code == 404
        assert client.get(f"/br/applications/{canary.pk}/withdraw/").status_code == 404
        assert client.get(f"/br/files/{canary.document_id}/").status_code == 404
        assert client.get(f"/br/files/{mine.document_id}/").status_code == 200
        assert client.get(f"/br/admin/applications/{mine.pk}/", follow=True).status_code == 404
        for address in ("/br/applications/", f"/br/applications/{mine.pk}/", "/br/apply/"):
            page = client.get(address).content.decode()
            assert "CANARY" not in page
            assert "lead@br.test" not in page.replace(anna.email, "")
        with br.staff():
            from certification.application.deciding import admit

            admit(application=mine, actor=br.people["coordinator"], roles={"coordinator"})
        assert client.get(desk, follow=True).status_code == 200

    def test_a_past_does_not_show_through_a_fresh_application(self, br, client, anna):
        cycle.admitted(br, motivation="CANARY", alternate_office="CANARY")
        cycle.edition(br, year=2027, questionnaire=None)
        client.force_login(anna)
        page = client.post("/br/apply/", {"government": br.here.code}, follow=True)
        assert page.status_code == 200
        assert "CANARY" not in page.content.decode()

    def test_the_other_programme_knows_nothing(self, br, world, client):
        made = cycle.applied(br)
        client.force_login(br.people["lead"])
        assert client.get(f"/ar/applications/{made.pk}/").status_code == 404
        assert made.receipt not in client.get("/ar/applications/").content.decode()

    def test_ones_own_list_takes_the_same_queries_at_any_length(self, br, client, anna):
        edition = cycle.edition(br)
        found = governments(br, 100)
        client.force_login(anna)

        def write(some):
            with br.staff():
                Application.objects.bulk_create(
                    Application(edition=edition, government=one, applicant=anna) for one in some
                )
            return queries_of(client, "/br/applications/")

        assert write(found[:3]) == write(found[3:])
