"""A table of governments sent by staff: looked at, then written as it was shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from migracidades.files.models import StoredFile
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import Government

PAGE = "/br/admin/governments/import/?lang=en"
TABLE = (
    "code;level;name;state\n"
    "77;municipality;Nova Águas;MS\n"
    "9900011;municipality;Vila Renomeada;MS\n"
    "9900029;municipality;Porto Modelo BR;MS\n"
    "78;village;Errada;MS\n"
)


@pytest.fixture
def admin(world, client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    client.cookies["language"] = "en"
    client.force_login(world.br.people["administrator"])
    return client


def send(client, content, name="governos.csv"):
    table = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return client.post(PAGE, {"table": table})


def seal_on(response):
    return response.context["form"].initial["seal"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_it_is_shown_and_then_written(world, admin, encoding):
    address = send(admin, TABLE.encode(encoding))["Location"]
    preview = admin.get(address + "?lang=en")
    shown = preview.content.decode()
    assert [count for _outcome, count in preview.context["counts"]] == [1, 1, 1, 1]
    assert "The level “village” is not one of" in shown
    assert shown.index("village") < shown.index("Nova Águas")
    with world.br.staff():
        assert not Government.objects.filter(code="77").exists()
    response = admin.post(address, {"seal": seal_on(preview)}, follow=True)
    assert "1 government added. 1 government changed." in response.content.decode()
    with world.br.staff():
        made = Government.objects.get(code="77")
        assert (made.name, made.source, made.time_zone) == (
            "Nova Águas",
            "governos.csv",
            "America/Sao_Paulo",
        )
        assert Government.objects.get(code="9900011").name == "Vila Renomeada"
        entry = AuditEntry.objects.get(act="government.import")
        assert entry.fields == {"faulty": 1, "new": 1, "changed": 1, "unchanged": 1}


def test_confirming_twice_writes_once(admin):
    address = send(admin, TABLE)["Location"]
    seal = seal_on(admin.get(address))
    admin.post(address, {"seal": seal})
    response = admin.post(address + "?lang=en", {"seal": seal}, follow=True)
    assert "0 governments added. 0 governments changed." in response.content.decode()


def test_what_was_shown_is_what_is_meant(world, admin):
    address = send(admin, TABLE)["Location"]
    seal = seal_on(admin.get(address))
    with world.br.staff():
        Government.objects.filter(code="9900011").update(state="XX")
        Government.objects.filter(code="9900029").update(name="Outro Porto")
    shown = admin.post(address + "?lang=en", {"seal": seal}).content.decode()
    assert "Something has changed since you looked" in shown
    with world.br.staff():
        assert not Government.objects.filter(code="77").exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "empty"),
        (b"code,name\n1,A\n", "a.csv", "Columns missing in the first line: level"),
        (b"code,level,name\n", "a.csv", "no rows"),
        (b'code,level,name\n1,state,"A\n', "a.csv", "quotation mark"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a.csv", "is a program"),
        (b"PK\x03\x04", "a.xlsx", "cannot be taken"),
    ],
)
def test_what_is_no_such_table(world, admin, content, name, sentence):
    assert sentence in send(admin, content, name).content.decode()
    with world.br.staff():
        assert not StoredFile.objects.exists()


@pytest.mark.parametrize("role", ["coordinator", "analyst", "observer"])
def test_who_may_not(world, admin, role):
    address = send(admin, TABLE)["Location"]
    seal = seal_on(admin.get(address))
    admin.force_login(world.br.people[role])
    assert admin.get(PAGE).status_code == 403
    assert admin.post(address, {"seal": seal}).status_code == 403


def test_another_programme_does_not_find_the_table(world, admin):
    address = send(admin, TABLE)["Location"].replace("/br/", "/ar/")
    admin.force_login(world.ar.people["administrator"])
    assert admin.get(address).status_code == 404


def test_the_preview_costs_the_same_at_any_length(world, admin):
    def cost(rows):
        lines = "".join(f"{1000 + one},state,Nome {one}\n" for one in range(rows))
        address = send(admin, f"code,level,name\n{lines}")["Location"]
        admin.get(address)  # this process has seen the programme
        with CaptureQueriesContext(connection) as captured:
            admin.get(address)
        return len(captured)

    assert cost(3) == cost(120)


class TestRegistryInTheAdmin:
    LIST = "/br/admin/tenancy/government/"

    def test_searching_without_accents(self, world, admin):
        shown = admin.get(f"{self.LIST}?q=VILA").content.decode()
        assert "Vila Exemplo BR" in shown
        assert "Porto Modelo BR" not in shown

    def test_a_correction_keeps_the_order(self, world, admin):
        address = f"{self.LIST}{world.br.here.pk}/change/"
        form = {
            "name": "Águas",
            "name_of": "de Águas",
            "state": "MS",
            "region": "CO",
            "time_zone": "America/Campo_Grande",
            "seat_name": "",
            "lat": "",
            "lon": "",
        }
        assert admin.post(address, form).status_code == 302
        with world.br.staff():
            assert Government.objects.get(pk=world.br.here.pk).sort_name == "aguas"
        shown = admin.post(f"{address}?lang=en", form | {"time_zone": "Mars/Base"})
        assert "is unknown" in shown.content.decode()

    def test_the_list_costs_the_same_at_any_length(self, world, admin):
        def cost():
            admin.get(self.LIST)  # this process has seen the programme
            with CaptureQueriesContext(connection) as captured:
                assert admin.get(self.LIST).status_code == 200
            return len(captured)

        before = cost()
        with world.br.staff():
            Government.objects.bulk_create(
                Government(code=str(n), level="state", name=f"N{n}", sort_name=f"n{n}")
                for n in range(100)
            )
        assert cost() == before
