"""A school's list: read, looked at, applied exactly as shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from migracidades.kit.tables import Unreadable
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import Membership
from tests.training.conftest import make_course, pdf, pending
from training import importing
from training.importing import Outcome, preview
from training.models import Completion

URL = "/br/admin/completions/import/"
HEAD = "E-mail;Nome completo;Data de conclusão\n"
GOOD = HEAD + (
    "lead@br.test;Lead br;02/03/2026\n"
    "somebody@else.test;Ana Conceição;2026-03-02 10:00\n"
    "private@else.test;Alternate br;2/3/2026\n"
)


def csv(text: str = GOOD, encoding: str = "utf-8"):
    return pdf("list.csv", text.encode(encoding))


def outcomes(found):
    return [one.outcome for one in found.proposals]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_list_is_matched_by_email_and_waits_by_name(world, course, encoding, separator):
    with world.br.staff():
        found = preview(GOOD.replace(";", separator).encode(encoding), course=course)
        assert outcomes(found) == [Outcome.LINKED, Outcome.NEW, Outcome.WAITS]
        linked, new, waits = found.proposals
        assert (linked.user_id, linked.government_id) == (
            world.br.people["lead"].pk,
            world.br.here.pk,
        )
        assert (new.user_id, waits.user_id) == (None, None)
        assert new.entry.full_name == "Ana Conceição"
        assert not Completion.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Correo electrónico,Nombre,Apellidos,Fecha\nx@y.test,Ana,Gil Paz,02/03/2026\n",
        "Email address\tFirst name\tLast name\tCompletion date\nx@y.test\tAna\tGil Paz\t2026-3-2\n",
        "Endereço de email;Nome;Sobrenome;Concluído em\nX@Y.test;Ana;Gil Paz;02.03.2026\n",
    ],
)
def test_the_headings_of_three_languages_are_known(world, course, text):
    with world.br.staff():
        (one,) = preview(text.encode(), course=course).proposals
    assert (one.entry.email, one.entry.full_name) == ("x@y.test", "Ana Gil Paz")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("not-an-address;Ana;02/03/2026", "not an e-mail"),
        (";Ana;02/03/2026", "not an e-mail"),
        ("a@x.test;;02/03/2026", "name is missing"),
        ("a@x.test;Ana;", "date of completion is missing"),
        ("a@x.test;Ana;31/02/2026", "not a date"),
        ("a@x.test;Ana;03/2026", "not a date"),
        ("a@x.test;Ana;01/01/0202", "before 2015"),
        ("a@x.test;Ana;02/03/26", "not a date"),
        ("a@x.test;Ana;FUTURE", "future"),
        ("a@x.test;Ana;02/03/2026;more", "more cells"),
        (f"a@x.test;{'a' * 151};02/03/2026", "too long"),
    ],
)
def test_a_bad_line_says_what_is_wrong(world, course, line, sentence):
    tomorrow = (timezone.localdate() + timedelta(days=2)).strftime("%d/%m/%Y")
    content = f"{HEAD}ok@x.test;Eva;02/03/2026\n{line.replace('FUTURE', tomorrow)}\n"
    with world.br.staff():
        found = preview(content.encode(), course=course)
        assert outcomes(found) == [Outcome.NEW, Outcome.FAULTY]
        assert sentence in found.proposals[1].note
        assert found.proposals[1].entry.line == 3


def test_the_course_is_the_files_own_or_the_one_chosen(world, course):
    head = "email;name;date;curso\n"
    text = head + "".join(
        f"{number}@x.test;A;02/03/2026;{name}\n"
        for number, name in enumerate(("MigraCidades", "governanca", "Bogus", ""))
    )
    with world.br.staff():
        found = preview(text.encode(), course=None)
    notes = [one.note for one in found.proposals]
    assert outcomes(found) == [Outcome.NEW, Outcome.NEW, Outcome.FAULTY, Outcome.FAULTY]
    assert "Bogus" in notes[2]
    assert "names no course" in notes[3]


def test_twice_in_the_file_and_there_already(world, course):
    lead = world.br.people["lead"]
    with world.br.staff():
        pending(world.br, course, "old@x.test", user=lead, state="accepted")
        pending(world.br, course, "gone@x.test", state="refused")
        pending(world.br, course, "no@x.test", state="refused", origin="import")
        emails = ["lead@br.test", "gone@x.test", "GONE@x.test", "no@x.test"]
        text = HEAD + "".join(f"{one};N;02/03/2026\n" for one in emails)
        found = preview(text.encode(), course=course)
    expected = [Outcome.ALREADY, Outcome.NEW, Outcome.FAULTY, Outcome.ALREADY]
    assert outcomes(found) == expected
    assert "line 3" in found.proposals[2].note


def test_people_of_another_programme_stay_unknown(world, course):
    text = HEAD + "lead@ar.test;Lead ar;02/03/2026\n"
    with world.br.staff():
        assert outcomes(preview(text.encode(), course=course)) == [Outcome.NEW]


def test_a_person_of_two_governments_is_linked_to_neither(world, course):
    with world.br.staff():
        Membership.objects.create(
            user=world.br.people["lead"], role="lead", government=world.br.sibling
        )
        (one, *_rest) = preview(GOOD.encode(), course=course).proposals
    assert (one.user_id, one.government_id) == (world.br.people["lead"].pk, None)


def test_a_list_is_sent_shown_and_applied_once(world, course, client):
    client.force_login(world.br.people["coordinator"])
    sent = client.post(URL, {"table": csv(), "course": "migracidades"})
    assert sent.status_code == 302
    preview_page = client.get(sent["Location"])
    assert "Alternate br" in preview_page.content.decode()
    with world.br.staff():
        assert not Completion.objects.exists()
    address = sent["Location"].split("?")[0] + "apply/"
    data = {"seal": preview_page.context["preview"].seal, "course": "migracidades"}
    assert client.post(address, data)["Location"] == "/br/admin/completions/"
    again = client.post(address, data, follow=True).content.decode()
    assert "Nothing to add" in again
    with world.br.staff():
        rows = {one.email: one for one in Completion.objects.all()}
        assert {email: one.state for email, one in rows.items()} == {
            "lead@br.test": "accepted",
            "somebody@else.test": "accepted",
            "private@else.test": "pending",
        }
        assert rows["lead@br.test"].government_id == world.br.here.pk
        assert rows["private@else.test"].user_id is None
        (entry,) = AuditEntry.objects.filter(act="completion.import")
        assert entry.fields == {"linked": 1, "new": 1, "waits": 1, "already": 0, "faulty": 0}


def test_what_changed_meanwhile_is_shown_again(world, course, client):
    client.force_login(world.br.people["coordinator"])
    sent = client.post(URL, {"table": csv(), "course": "migracidades"})
    seal = client.get(sent["Location"]).context["preview"].seal
    with world.br.staff():
        pending(world.br, course, "somebody@else.test")
    address = sent["Location"].split("?")[0] + "apply/"
    answer = client.post(address, {"seal": seal, "course": "migracidades"}, follow=True)
    assert "changed since you looked" in answer.content.decode()
    with world.br.staff():
        assert Completion.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nothing here", "Columns missing"),
        (b"", "is empty"),
        (b"MZ\x00\x01", "not"),
        (b"email;name;date\n", "no rows"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(
    world, course, client, content, sentence
):
    client.force_login(world.br.people["administrator"])
    answer = client.post(URL, {"table": pdf("list.csv", content)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_only_administrator_and_coordinator_import(world, course, client):
    for role in ("analyst", "observer", "issuer", "operator"):
        client.force_login(world.br.people[role])
        assert client.get(URL).status_code == 403
        assert client.post(URL, {"table": csv()}).status_code == 403


def test_another_programmes_list_is_not_found(world, course, client):
    make_course(world.ar)
    client.force_login(world.br.people["coordinator"])
    sent = client.post(URL, {"table": csv(), "course": "migracidades"})
    client.force_login(world.ar.people["coordinator"])
    assert client.get(sent["Location"].replace("/br/", "/ar/")).status_code == 404


def test_a_long_list_costs_no_more_queries(world, course, client, django_assert_max_num_queries):
    text = HEAD + "".join(f"p{n}@x.test;Name {n};02/03/2026\n" for n in range(1200))
    with world.br.staff(), django_assert_max_num_queries(3):
        found = preview(text.encode(), course=course)
        assert len(found.added) == 1200
    client.force_login(world.br.people["coordinator"])
    sent = client.post(URL, {"table": csv(text), "course": "migracidades"})
    with django_assert_max_num_queries(15):
        page = client.get(sent["Location"])
    assert len(page.context["page_obj"]) == 50
    seal = page.context["preview"].seal
    with django_assert_max_num_queries(30):
        client.post(
            sent["Location"].split("?")[0] + "apply/", {"seal": seal, "course": "migracidades"}
        )
    with world.br.staff():
        assert Completion.objects.count() == 1200


def test_too_long_a_list_is_refused(world, course, monkeypatch):
    monkeypatch.setattr("migracidades.kit.tables.MAX_ROWS", 2)
    with world.br.staff(), pytest.raises(Unreadable):
        preview(GOOD.encode(), course=course)


def test_every_outcome_is_counted(world, course):
    with world.br.staff():
        assert set(preview(GOOD.encode(), course=course).counts) == set(importing.Outcome.values)
