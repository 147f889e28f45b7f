"""Proof of an answer: a file or a link, added and removed by those who answer."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from certification.diagnosis import proving
from certification.diagnosis.models import Evidence
from certification.editions.models import Window
from tests import cycle
from tests.diagnosis import building
from tests.files import samples

DESK = "/br/desk/9900011/2026"
PDF = samples.PDF


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def send(client, code="D1.1", *, headers=None, **fields):
    return client.post(f"{DESK}/evidence/{code}/", {"kind": "law"} | fields, headers=headers or {})


def attached(br) -> list[Evidence]:
    with br.desk():
        return list(Evidence.objects.filter(removed_at=None).select_related("version__file"))


def pdf(name="lei.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


class TestAdding:
    def test_a_file_names_itself_and_says_until_when_it_counts(self, br, lead):
        with time_machine.travel("2026-03-31T12:00:00Z", tick=True):
            with br.staff():
                Window.objects.update(opens_at="2026-01-01T00:00:00Z")
            response = send(lead, file=pdf("ata.pdf"), where="p. 3", kind="report")
        assert response["Location"] == f"{DESK}/dimensions/1/#D1.1"
        (one,) = attached(br)
        held = one.version
        assert (held.number, held.title, one.where, held.link) == (1, "ata.pdf", "p. 3", "")
        assert (held.file.name, held.file.purpose) == ("ata.pdf", "evidence")
        assert held.file.government_id == br.here.pk
        assert held.valid_until == date(2028, 3, 31), "two years for a report"
        page = lead.get(response["Location"]).content.decode()
        assert f"/br/desk/9900011/files/{held.file.pk}/" in page

    def test_a_link(self, br, lead):
        send(lead, "D2.2", link="example.org/decreto", title="Decreto 3")
        (one,) = attached(br)
        held = one.version
        assert (held.link, held.title) == ("https://example.org/decreto", "Decreto 3")
        assert (held.file, held.valid_until) == (None, None)

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"link": "javascript:alert(1)"},
            {"link": "ftp://example.org/x"},
            {"link": "http://"},
            {"link": "https://example.org/", "title": "x" * 201},
            {"link": "https://example.org/", "kind": "rumour"},
            {"link": f"https://example.org/{'x' * 500}"},
        ],
    )
    def test_what_cannot_be_kept_comes_back_as_typed(self, br, lead, fields):
        response = send(lead, **fields)
        page = response.content.decode()
        assert response.status_code == 422
        assert attached(br) == []
        assert "mc-error" in page
        for typed in fields.values():
            assert typed in page or typed == "rumour"

    @pytest.mark.parametrize(
        "file",
        [
            pdf("lei.pdf", b"MZ\x90\x00" + b"\x00" * 60),
            pdf("lei.exe"),
            pdf("lei.pdf", b""),
            pdf("lei", PDF),
        ],
        ids=["an exe called pdf", "a pdf called exe", "empty", "no ending"],
    )
    def test_a_file_that_is_not_what_it_says(self, br, lead, file):
        response = send(lead, file=file, title="Lei 1")
        assert response.status_code == 422
        assert 'value="Lei 1"' in response.content.decode()
        assert attached(br) == []

    def test_a_file_and_a_link_at_once(self, br, lead):
        assert send(lead, file=pdf(), link="https://example.org/").status_code == 422

    def test_from_a_script_only_its_part_of_the_page_comes_back(self, br, lead):
        script = {"X-Part": "yes"}
        good = send(lead, link="https://example.org/", title="Lei 1", headers=script)
        bad = send(lead, headers=script)
        assert (good.status_code, bad.status_code) == (200, 422)
        for response in (good, bad):
            page = response.content.decode()
            assert "data-evidence" in page
            assert "<html" not in page
            assert "Lei 1" in page

    def test_after_the_deadline(self, br, lead):
        cycle.closed(br)
        assert send(lead, link="https://example.org/").status_code == 422
        assert attached(br) == []

    @pytest.mark.parametrize("code", ["D9.9", "D2.3"])
    def test_a_question_not_asked_of_this_government(self, lead, code):
        assert send(lead, code, link="https://example.org/").status_code == 404


class TestRemoving:
    @pytest.fixture
    def one(self, br, lead) -> Evidence:
        send(lead, link="https://example.org/", title="Lei 1")
        return attached(br)[0]

    def test_it_is_kept_and_not_shown(self, br, lead, one):
        assert lead.post(f"{DESK}/evidence/{one.pk}/remove/").status_code == 302
        assert attached(br) == []
        with br.desk():
            assert Evidence.objects.get(pk=one.pk).removed_at
        assert "Lei 1" not in lead.get(f"{DESK}/dimensions/1/").content.decode()

    def test_twice(self, br, lead, one):
        for _twice in range(2):
            assert lead.post(f"{DESK}/evidence/{one.pk}/remove/").status_code == 302

    def test_by_get_never(self, br, lead, one):
        assert lead.get(f"{DESK}/evidence/{one.pk}/remove/").status_code == 405
        assert attached(br)

    def test_after_the_deadline(self, br, lead, one):
        cycle.closed(br)
        assert lead.post(f"{DESK}/evidence/{one.pk}/remove/").status_code == 422
        assert attached(br)

    def test_a_sibling_finds_none(self, br, client, one):
        building.cycle.diagnosis(br, government=br.sibling, of=one_edition(br))
        client.force_login(br.neighbour)
        assert client.post(f"/br/desk/9900029/2026/evidence/{one.pk}/remove/").status_code == 404
        assert attached(br)

    @pytest.mark.parametrize("role", ["signatory", "analyst"])
    def test_by_those_who_answer_alone(self, br, one, role):
        with br.desk(), pytest.raises(PermissionDenied):
            proving.remove([one], actor=br.people[role], roles={role})


def one_edition(br):
    from certification.editions.models import Edition

    with br.staff():
        return Edition.objects.get()
