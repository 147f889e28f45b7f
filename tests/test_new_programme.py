"""A third country: from one command to an answer that is saved, through the pages people use."""

import re
import time
from datetime import timedelta
from io import StringIO
from textwrap import dedent

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from certification.diagnosis.models import Answer
from certification.editions.models import Edition, Step
from certification.governments.models import Figure
from dimensions.models import Questionnaire
from dimensions.queries import form_of
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage
from migracidades.pages.beginning import SKELETON
from migracidades.tenancy.loading import read
from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.scope import Side, enter
from tests import cycle

PASSWORD = "uma-senha-bem-longa"
ASKED = {
    "name": "MigraCiudades Uruguay",
    "country": "Uruguay",
    "languages": "es,en",
    "time_zone": "America/Montevideo",
    "levels": "municipality,department",
    "contact": "hola@ciudades.example",
}
GOVERNMENTS = "código;nivel;nombre\nUY-01;departamento;Salto\nUY-02;municipio;Bella Unión\n"


def begin(root, slug="uy", **changed) -> str:
    said = StringIO()
    call_command("new_programme", slug, into=root, stdout=said, **(ASKED | changed))
    return said.getvalue()


@pytest.fixture
def outside(tmp_path, settings):
    """A folder of countries that lies beside the code, as production mounts one."""
    root = tmp_path / "countries"
    root.mkdir()
    settings.CONTENT_FOLDERS = [root]
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.EMAIL_BACKEND = "migracidades.ledger.mail_backend.LedgerBackend"
    return root


class TestSkeleton:
    @pytest.mark.parametrize("languages", ["es", "pt-br", "en", "es,en", "en,pt-br,es"])
    def test_it_loads_in_every_language(self, db, outside, languages):
        begin(outside, languages=languages)
        call_command("load_content", stdout=StringIO())
        programme = Programme.objects.get(slug="uy")
        assert programme.languages == languages.split(",")
        assert programme.default_language == programme.languages[0]
        with enter(programme, side=Side.STAFF):
            form = form_of(Questionnaire.objects.get(published=True))
        assert [one.code for one in form.dimensions] == ["D1", "D2"]

    def test_every_note_and_every_text_is_there_in_every_language(self):
        """So that the skeleton cannot rot in the language nobody here reads."""
        for path in SKELETON.rglob("*"):
            if path.suffix in (".yaml", ".md") and path.parent.name != "texts":
                text = path.read_text(encoding="utf-8")
                for mark in (r"^\s*#{} ", r"^[\s#]*{}: "):
                    counts = {
                        len(re.findall(mark.format(language), text, re.MULTILINE))
                        for language in ("es", "en", "pt-br")
                    }
                    assert len(counts) == 1, (path, mark)

    def test_its_figures_are_loaded_with_it(self, db, outside):
        begin(outside)
        folder = outside / "uy"
        (folder / "registry" / "governments.csv").write_text(GOVERNMENTS)
        notes = (folder / "figures" / "NOTES.md").read_text(encoding="utf-8")
        table, head = (text.split("\n\n")[0] for text in notes.split("\n\n    ")[1:])
        (folder / "figures" / "population-2022.csv").write_text(
            dedent(f"    {table}").replace("0001", "UY-01")
        )
        (folder / "figures" / "population-2022.yaml").write_text(dedent(f"    {head}"))
        said = StringIO()
        call_command("load_content", stdout=said)
        assert "1 figures added, 0 changed, 0 unchanged" in said.getvalue()
        with enter(Programme.objects.get(slug="uy"), side=Side.STAFF):
            assert Figure.objects.get(subject__code="UY-01").value == 48210

    def test_notes_are_in_its_own_language_alone(self, outside):
        begin(outside)
        text = (outside / "uy" / "programme.yaml").read_text(encoding="utf-8")
        assert "# Dos colores" in text
        assert "Two colours" not in text
        assert "pt-br" not in text
        assert "[[" not in text

    def test_a_level_it_does_not_know_gets_its_code(self, outside):
        begin(outside, levels="parish")
        (level,) = read(outside / "uy")["levels"]
        assert level["name"] == {"es": "parish", "en": "parish"}

    def test_a_name_may_hold_marks(self, outside):
        begin(outside, name='La "Red" \\ de [[slug]]: ciudades')
        assert read(outside / "uy")["name"]["es"] == 'La "Red" \\ de [[slug]]: ciudades'

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"slug": "Uruguay"}, "small letters"),
            ({"slug": "desk"}, "take another"),
            ({"languages": "es,fr"}, "must be some of"),
            ({"time_zone": "Montevideo"}, "no IANA time zone"),
            ({"levels": "Ciudad Grande"}, "Levels are codes"),
            ({"contact": "nowhere"}, "an e-mail or https"),
        ],
    )
    def test_what_cannot_be_leaves_nothing(self, outside, changed, said):
        with pytest.raises(CommandError, match=said):
            begin(outside, **changed)
        assert list(outside.iterdir()) == []

    def test_what_is_there_stays(self, outside):
        begin(outside)
        before = (outside / "uy" / "programme.yaml").read_bytes()
        with pytest.raises(CommandError, match="is there already"):
            begin(outside, name="Otro")
        assert (outside / "uy" / "programme.yaml").read_bytes() == before

    def test_what_no_flag_says_is_asked_or_demanded(self, outside, monkeypatch):
        with pytest.raises(CommandError, match="Say --country"):
            begin(outside, country=None)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("builtins.input", {"Country: ": "Uruguay"}.__getitem__)
        begin(outside, country=None)
        assert read(outside / "uy")["country"]["es"] == "Uruguay"


class TestFolders:
    def test_a_country_in_two_folders_is_refused(self, db, outside, settings, tmp_path):
        other = tmp_path / "other"
        other.mkdir()
        settings.CONTENT_FOLDERS = [outside, other]
        begin(outside)
        begin(other)
        with pytest.raises(CommandError, match="uy is there twice"):
            call_command("load_content", content=settings.CONTENT_FOLDERS)
        assert not Programme.objects.exists()

    def test_a_folder_that_is_not_mounted_is_told(self, db, tmp_path):
        with pytest.raises(CommandError, match="There is no folder"):
            call_command("load_content", content=[tmp_path / "nowhere"])


class TestFirstSeat:
    def test_twice_is_once(self, world):
        for _again in range(2):
            call_command("give_seat", "uy", "Ana@Ciudades.example", "operator", stdout=StringIO())
        with world.uy.staff():
            found = world.uy.programme
            assert [seat.role for seat in _seats("ana@ciudades.example")] == ["operator"], found

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (("zz", "ana@x.example", "operator"), "no programme"),
            (("uy", "ana", "operator"), "not an e-mail"),
            (("uy", "ana@x.example", "lead"), "invalid choice"),
        ],
    )
    def test_what_cannot_be_is_told(self, world, given, said):
        with pytest.raises(CommandError, match=said):
            call_command("give_seat", *given)


def _seats(email):
    from migracidades.tenancy.models import Membership

    return list(Membership.objects.filter(user__email=email))


# ------------------------------------------------------------------ the road of the issue
class Country:
    """What somebody reads in their mail, and the work the worker would do."""

    def __init__(self):
        self.programme = Programme.objects.get(slug="uy")

    def staff(self):
        return enter(self.programme, side=Side.STAFF)

    def mailed(self, address: str, pattern: str) -> str:
        assert outbox.drain(self.programme) == []
        with self.staff():
            texts = MailMessage.objects.filter(to__contains=address).values_list("text", flat=True)
            return next(found[0] for text in texts if (found := re.search(pattern, text)))


def path_in(link: str) -> str:
    return "/" + link.split("://")[1].partition("/")[2]


def test_from_the_command_to_a_saved_answer(db, outside, capsys):
    began = time.perf_counter()
    begin(outside)
    call_command("load_content", content=[outside], stdout=StringIO())
    country = Country()
    for language in ("es", "en"):
        for page in ("", "dimensions/", "dimensions/D2/", "register/", "verify/", "call/", "api/"):
            shown = Client().get(f"/uy/{page}?lang={language}")
            assert shown.status_code == 200, page
            assert f'<html lang="{language}">' in shown.content.decode()
    assert "Acogida y vida en el territorio" in Client().get("/uy/dimensions/").content.decode()
    up = time.perf_counter()

    administrator = first_administrator(country)
    governments_by_csv(administrator)
    open_an_edition(administrator, country)
    lead = invited_lead(administrator, country)
    admitted(lead, administrator, country)
    saved_answer(lead, country)
    done = time.perf_counter()
    with capsys.disabled():
        print(f"\nnew_programme: pages up after {up - began:.1f} s, an answer after", end=" ")
        print(f"{done - began:.1f} s ({(done - began) / 60:.2f} minutes)")


def first_administrator(country: Country) -> Client:
    call_command("give_seat", "uy", "ana@ciudades.example", "administrator", stdout=StringIO())
    call_command("give_seat", "uy", "ana@ciudades.example", "coordinator", stdout=StringIO())
    client = Client()
    client.post("/uy/accounts/password/reset/", {"email": "ana@ciudades.example"})
    link = country.mailed("ana@ciudades.example", r"https?://\S+/accounts/password/reset/key/\S+")
    form = client.get(path_in(link), follow=True)
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(form.request["PATH_INFO"], sent)
    client.post("/uy/accounts/login/", {"login": "ana@ciudades.example", "password": PASSWORD})
    assert client.get("/uy/admin/").status_code == 200
    return client


def governments_by_csv(administrator: Client) -> None:
    table = SimpleUploadedFile("gobiernos.csv", GOVERNMENTS.encode())
    preview = administrator.post("/uy/admin/governments/import/", {"table": table})["Location"]
    seal = administrator.get(preview).context["form"].initial["seal"]
    done = administrator.post(f"{preview}?lang=en", {"seal": seal}, follow=True)
    assert "2 governments added." in done.content.decode()


def open_an_edition(administrator: Client, country: Country) -> None:
    today = timezone.localdate()
    opens, closes = today - timedelta(days=1), today + timedelta(days=30)
    with country.staff():
        questionnaire = Questionnaire.objects.get(published=True)
    offered = administrator.get("/uy/admin/certification/edition/add/").context["adminform"].form
    values = {name: offered[name].value() for name in offered.fields}
    sent = {name: value for name, value in values.items() if value not in (None, False, "")}
    sent |= {
        "year": today.year,
        "published": "on",
        "questionnaire": questionnaire.pk,
        "levels": ["municipality", "department"],
        "minimum_priorities": "1",
        "maximum_priorities": "3",
        "windows-TOTAL_FORMS": "5",
        "windows-INITIAL_FORMS": "0",
    }
    steps = [one for one in Step.values if one != "training"]
    for number, step in enumerate(steps):
        sent[f"windows-{number}-step"] = step
        sent[f"windows-{number}-opens_at"] = f"{opens:%d/%m/%Y}"
        sent[f"windows-{number}-closes_at"] = f"{closes:%d/%m/%Y}"
    answer = administrator.post("/uy/admin/certification/edition/add/?lang=es", sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    with country.staff():
        assert Edition.objects.get().published


def invited_lead(administrator: Client, country: Country) -> Client:
    sent = {"email": "rosa@salto.example", "role": "lead", "government": "UY-01"}
    assert administrator.post("/uy/admin/people/invite/", sent).status_code == 302
    page = path_in(country.mailed("rosa@salto.example", r"https?://\S+/invitations/\S+"))
    lead = Client()
    form = {"full_name": "Rosa", "email": "rosa@salto.example", "password1": PASSWORD, "next": page}
    lead.post(lead.post(f"{page}sign-up/")["Location"], form)
    assert lead.post(f"{page}accept/")["Location"] == "/uy/desk/UY-01/"
    return lead


def admitted(lead: Client, administrator: Client, country: Country) -> None:
    with country.staff():
        government = Government.objects.get(code="UY-01")
    begun = lead.post("/uy/apply/", {"government": government.code})
    sent = {
        "send": "",
        "lead_name": "Rosa Pérez",
        "lead_email": "rosa@salto.example",
        "lead_office": "Directora",
        "lead_department": "Desarrollo social",
        "alternate_name": "Luis Gómez",
        "alternate_email": "luis@salto.example",
        "signatory_name": "Eva Ruiz",
        "signatory_email": "eva@salto.example",
        "signatory_office": "Intendenta",
        "contact_email": "migraciones@salto.example",
        "motivation": "Queremos acoger con método.",
        "document": SimpleUploadedFile("carta.pdf", cycle.PAGE_OF_PDF),
    }
    answer = lead.post(begun["Location"], sent)
    assert answer.status_code == 302, answer.context["form"].errors
    pages = administrator.get("/uy/admin/applications/").content.decode()
    page = re.search(r'href="(/uy/admin/applications/\d+/)"', pages)[1]
    assert administrator.post(page, {"act": "admit"}).status_code == 302
    assert outbox.drain(country.programme) == []


def saved_answer(lead: Client, country: Country) -> None:
    desk = f"/uy/desk/UY-01/{timezone.localdate().year}/"
    page = lead.get(f"{desk}dimensions/2/").content.decode()
    assert "¿Hay un punto de información para personas recién llegadas?" in page
    form = re.search(rf'action="({desk}answers/D2\.1/[^"]*)"(.*?)</form>', page, re.DOTALL)
    sent = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
    field = re.search(r'name="([^"]+)"[^>]*value="yes"|value="yes"[^>]*name="([^"]+)"', form[2])
    answer = lead.post(form[1], sent | {field[1] or field[2]: "yes"})
    assert answer.status_code in (200, 302)
    with country.staff():
        (kept,) = Answer.objects.select_related("indicator")
        assert (kept.indicator.code, kept.government.code) == ("D2.1", "UY-01")
