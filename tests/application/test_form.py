"""An applicant's form: filled in, kept, put right and sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certification.application.models import Application
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


class TestForm:
    @pytest.fixture
    def draft(self, br, client, anna):
        edition = cycle.edition(br)
        client.force_login(anna)
        client.post("/br/apply/", {"government": br.here.code})
        with br.staff():
            return Application.objects.get(edition=edition)

    def address(self, draft):
        return f"/br/applications/{draft.pk}/?lang=en"

    def again(self, br, draft):
        with br.staff():
            return Application.objects.select_related("document").get(pk=draft.pk)

    def filled(self, br):
        return cycle.people_of(br)

    def scan(self, name="scan.pdf", content=cycle.PAGE_OF_PDF):
        return SimpleUploadedFile(name, content)

    def test_a_draft_keeps_whatever_there_is(self, br, client, draft):
        sent = {"save": "", "lead_name": "  Ana\x00  Paula \n", "motivation": "um\r\ndois 🎉"}
        assert client.post(self.address(draft), sent).status_code == 302
        kept = self.again(br, draft)
        assert (kept.lead_name, kept.motivation) == ("Ana Paula", "um\ndois 🎉")

    def test_what_is_wrong_stays_in_the_page_and_the_rest_is_kept(self, br, client, draft):
        sent = {"save": "", "lead_name": "Ana", "lead_email": "ana(at)x", "document": self.scan()}
        response = client.post(self.address(draft), sent)
        assert response.status_code == 422
        page = response.content.decode()
        assert "ana(at)x" in page
        assert "scan.pdf" in page
        kept = self.again(br, draft)
        assert (kept.lead_name, kept.lead_email) == ("Ana", "")
        assert kept.document.government_id == br.here.pk

    def test_a_program_is_no_document_and_costs_nothing_typed(self, br, client, draft):
        sent = {"save": "", "lead_name": "Ana", "document": self.scan("doc.pdf", b"MZ" + bytes(99))}
        response = client.post(self.address(draft), sent)
        assert list(response.context["form"].errors) == ["document"]
        assert self.again(br, draft).lead_name == "Ana"

    def test_a_pasted_book_is_refused_and_given_back(self, br, client, draft):
        response = client.post(self.address(draft), {"save": "", "motivation": "á" * 100_000})
        assert list(response.context["form"].errors) == ["motivation"]
        assert "á" * 100_000 in response.content.decode()

    def test_sending_says_beside_each_field_what_is_missing(self, br, client, draft):
        response = client.post(self.address(draft), {"send": "", "lead_name": "Ana"})
        assert response.status_code == 422
        errors = response.context["form"].errors
        assert {"lead_email", "document", "motivation"} <= set(errors)
        assert "lead_name" not in errors
        assert self.again(br, draft).lead_name == "Ana"

    def test_a_bad_address_is_not_replaced_by_the_old_one(self, br, client, draft):
        client.post(self.address(draft), {"save": "", **self.filled(br), "document": self.scan()})
        sent = {"send": "", **self.filled(br), "lead_email": "ana(at)x"}
        response = client.post(self.address(draft), sent)
        assert list(response.context["form"].errors) == ["lead_email"]
        assert self.again(br, draft).state == State.DRAFT

    def test_a_double_click_gives_one_application_and_the_receipt(self, br, client, draft):
        sent = {"send": "", **self.filled(br)}
        first = client.post(self.address(draft), sent | {"document": self.scan()})
        second = client.post(self.address(draft), sent | {"document": self.scan()})
        assert (first.status_code, second.status_code) == (302, 302)
        kept = self.again(br, draft)
        assert kept.state == State.SUBMITTED
        page = client.get(self.address(draft)).content.decode()
        assert kept.receipt in page
        assert "<form" not in page.split("<main")[1].split("</main>")[0]

    def test_the_government_and_the_state_come_from_no_form(self, br, client, draft):
        sent = {"save": "", "government": br.sibling.pk, "state": "admitted", "receipt": "x"}
        client.post(self.address(draft), sent)
        kept = self.again(br, draft)
        assert (kept.government_id, kept.state, kept.receipt) == (br.here.pk, State.DRAFT, "")

    def test_withdrawing_asks_why(self, br, client, draft):
        address = f"/br/applications/{draft.pk}/withdraw/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": "  "}).status_code == 422
        assert client.post(address, {"reason": "Sem equipe."}).status_code == 302
        assert client.post(address, {"reason": "Sem equipe."}).status_code == 302
        assert self.again(br, draft).state == State.WITHDRAWN
