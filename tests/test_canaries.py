"""Argentina's words, looked for wherever Brazil's people, strangers and machines can look.

One person sits in both: an analyst in Brazil, a lead in Argentina. She reads at each address what
belongs there, and Uruguay has never heard of her.
"""

import json
import logging
import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings

from certification.diagnosis.models import Verdict
from migracidades.accounts.models import User
from migracidades.files.models import StoredFile
from migracidades.kit import embedded, shelf
from migracidades.kit.logs import JsonFormatter
from migracidades.ledger import audit, mail, outbox
from migracidades.ledger.models import MailMessage, OutboxEntry
from migracidades.ledger.tasks import deliver
from migracidades.tenancy.models import Membership
from tests import visits
from tests.access import DOORS
from tests.canaries import marks_of, private_words, readable, words_of
from tests.standing import Estate, Standing, build, committed
from tests.world import person

__all__ = ["committed"]

BOTH = "ines.both@seats.test"
SEARCHED = ("people/", "people/invitations/", "mail/", "applications/", "review/", "completions/")


class Scene(Standing):
    """The world that stands, with Inés in it and notes that no page of the road leaves behind."""

    both: User
    secrets: set[str]


@pytest.fixture(scope="module")
def scene(committed) -> Scene:
    made = committed(build)
    committed(_inhabit, made)
    made.secrets = committed(_secrets, made)
    assert len(made.secrets) > 100, "hardly anything could leak"
    for one in ("secret-ar-here", "Town-ar-here", "canary-verdict-ar", made.other.seal.code):
        assert one in made.secrets
    return made


def _inhabit(made: Scene) -> None:
    made.both = person(BOTH, "Inés Ambas")
    br, ar = made.here.country, made.other.country
    with br.staff():
        Membership.objects.create(user=made.both, role="analyst")
    with ar.staff():
        Membership.objects.create(user=made.both, role="lead", government=ar.here)
        Verdict.objects.filter(government=ar.here).update(comment="canary-verdict-ar")
        audit.record("note", made.other.plan, reason="canary-audit-ar", fields={"k": "canary-f-ar"})
        OutboxEntry.objects.update(error="canary-error-ar")
        mail.send("plan_open", to="canary.mail@ar.test", context={"link": "canary-link-ar"})


def _secrets(made: Scene) -> set[str]:
    ar = made.other.country
    found = private_words(ar, [made.here.country, made.third.country])
    return found - words_of(f"{BOTH} {made.both.full_name}")


def signed_in(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def content_of(response) -> str:
    body = b"".join(response) if response.streaming else response.content
    return readable(body) + str(response.headers)


def walk(client: Client, at: Estate, *, rows: Estate | None = None) -> Iterator[tuple[str, str]]:
    """Every address of the site in a programme, with what it answers to a reader."""
    for door in DOORS:
        path = visits.address(door, rows or at, at)
        with transaction.atomic():  # who of the staff fetched a file is written down
            response = client.get(path)
            yield path, content_of(response)
            transaction.set_rollback(True)


def leaks(pages: Iterator[tuple[str, str]], secrets: set[str]) -> dict[str, set[str]]:
    return {path: found for path, text in pages if (found := words_of(text) & secrets)}


# A lead, a stranger and a visitor knock at the same doors in tests/test_access_matrix.py.
@pytest.mark.parametrize("who", ["administrator", "both"])
def test_no_page_of_brazil_tells_of_argentina(scene, who):
    user = scene.both if who == "both" else scene.here.country.people[who]
    assert leaks(walk(signed_in(user), scene.here), scene.secrets) == {}


def test_nor_when_it_is_asked_for_its_rows(scene):
    """Keys, codes, tokens and UUIDs of Argentina, at Brazil's addresses; the path is ours."""
    client = signed_in(scene.both)
    for path, text in walk(client, scene.here, rows=scene.other):
        asked = words_of(path) | {scene.other.seal.code, scene.other.token}
        assert not words_of(text) & (scene.secrets - asked), path


def test_who_sits_in_both_sees_each_alone(scene):
    client = signed_in(scene.both)
    ours = private_words(scene.here.country, [scene.other.country, scene.third.country])
    ours -= words_of(f"{BOTH} {scene.both.full_name}")
    argentina = dict(walk(client, scene.other))
    assert leaks(iter(argentina.items()), ours) == {}
    session = json.dumps(dict(client.session.items()), default=str)
    assert not words_of(session) & scene.secrets
    # And that she does see what is hers, or the walk would prove nothing.
    assert len(set().union(*leaks(iter(argentina.items()), scene.secrets).values())) > 20
    code = scene.other.country.here.code
    assert "secret-ar-here" in argentina[f"/ar/desk/{code}/2026/priorities/"]
    assert "secret-br-here" in client.get(f"/br/admin/review/{scene.here.diagnosis.pk}/").text
    assert client.get("/br/desk/")["Location"] == "/br/admin/"
    assert client.get("/ar/desk/")["Location"] == f"/ar/desk/{code}/"
    assert client.get("/ar/admin/").status_code == 403
    assert client.get(f"/br/desk/{scene.here.country.here.code}/").status_code == 403
    for path in ("/uy/admin/", f"/uy/desk/{scene.third.country.here.code}/"):
        assert client.get(path).status_code == 404
    account = ((name, client.get(visits.reverse(name)).text) for name in ("account_email",))
    assert leaks(account, scene.secrets | ours) == {}


@pytest.mark.parametrize("name", ["account_email", "mfa_index", "account_change_password"])
def test_pages_about_oneself_name_no_programme_but_where_they_stand(scene, name):
    client = signed_in(scene.both)
    for slug in ("br", "ar", "uy"):
        page = client.get(f"/{slug}{visits.reverse(name)}", follow=True).text
        others = {"br", "ar", "uy"} - {slug}
        assert not any(f'"/{other}/' in page for other in others), (slug, name)
        assert not words_of(page) & scene.secrets


def test_no_search_finds_it(scene):
    client = signed_in(scene.here.country.people["administrator"])
    looked = 0
    for page in (*SEARCHED, "tenancy/government/"):
        for part in ("secret-ar", "Town-ar", "canary", "@ar.test"):
            response = client.get(f"/br/admin/{page}", {"q": part, "to": part})
            looked += response.status_code == 200
            assert not words_of(response.text) & scene.secrets, (page, part)
    assert looked > 20
    found = client.get("/br/admin/people/", {"q": "secret-br"}).text
    assert "secret-br-here" in found, "the search does find"


def test_no_file_is_fetched_by_its_key(scene):
    ar, br = scene.other.country, scene.here.country
    with ar.staff():
        files = list(StoredFile.objects.all())
    assert {one.purpose for one in files} >= {"evidence", "commitment", "certificate", "import"}
    lead, administrator = br.people["lead"], br.people["administrator"]
    for user in (None, lead, administrator, scene.both):
        client = signed_in(user)
        for one in files:
            for place in ("files", f"desk/{br.here.code}/files", "admin/files"):
                assert client.get(f"/br/{place}/{one.pk}/").status_code in (302, 403, 404)
            for path in (f"/static/{one.storage_key}", f"/{one.storage_key}"):
                assert client.get(path).status_code == 404


# ------------------------------------------------------------------ machines
def test_no_task_handles_anothers_entry(scene):
    """A worker that is told the wrong programme finds no such entry."""
    ar, br = scene.other.country, scene.here.country
    with ar.staff():
        OutboxEntry.objects.update(state="pending", attempts=0)
        entries = list(OutboxEntry.objects.values_list("pk", flat=True))
    before = marks_of(ar)
    for pk in entries:
        deliver(br.programme.pk, str(pk))
        deliver(scene.third.country.programme.pk, str(pk))
    assert marks_of(ar) == before
    with ar.staff():
        assert OutboxEntry.objects.filter(state="pending").count() == len(entries)
        OutboxEntry.objects.update(state="done")


def test_no_job_reaches_over_with_anothers_keys(scene):
    """Every event that Argentina ever wrote, written once more in Brazil."""
    ar, br = scene.other.country, scene.here.country
    with ar.staff():
        written = list(OutboxEntry.objects.values_list("topic", "payload", "handler"))
    assert len({handler for _topic, _payload, handler in written}) > 8
    before, mails = marks_of(ar), _mails_of(br)
    with transaction.atomic():
        with br.staff():
            for topic, payload, _handler in written:
                outbox.emit(topic, **payload)
        outbox.drain(br.programme)
        fresh = _mails_of(br) - mails
        assert not words_of(" ".join(fresh)) & scene.secrets
        transaction.set_rollback(True)
    assert marks_of(ar) == before


def _mails_of(country) -> set[str]:
    with country.staff():
        rows = MailMessage.objects.values_list("to", "subject", "text", "html")
        return {"\n".join(row) for row in rows}


def test_no_mail_names_another_programme(scene):
    for country, others in (
        (scene.here.country, ("/ar/", "/uy/")),
        (scene.other.country, ("/br/", "/uy/")),
        (scene.third.country, ("/br/", "/ar/")),
    ):
        mails = _mails_of(country)
        assert len(mails) > 5
        assert not [text for text in mails if any(slug in text for slug in others)]
    assert not words_of(" ".join(_mails_of(scene.here.country))) & scene.secrets


def test_no_throttle_keeps_a_word_of_it(scene):
    """What lies in a table without a wall: how often somebody has asked."""
    assert signed_in(None).get("/ar/api/v1/editions/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cache_key || encode(decode(value, 'base64'), 'escape') FROM kit_cache"
        )
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert kept
    assert not words_of(kept) & scene.secrets


def test_no_kept_page_is_shown_for_another_programme(scene, monkeypatch):
    """The same paths in three programmes, and on a domain of one's own, from a real shelf."""
    monkeypatch.setattr(shelf, "_silent_until", 0.0)
    pages = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": embedded.cache_url(os.environ["MC_INSTANCE"]),
        "KEY_PREFIX": uuid4().hex,
        "OPTIONS": {"serializer": "migracidades.kit.shelf.Bytes", "socket_timeout": 5},
    }
    caches_ = settings.CACHES | {"pages": pages}
    own = {"PROGRAMME_DOMAINS": {"br": "br.test"}, "ALLOWED_HOSTS": ["testserver", "br.test"]}
    paths = ("", "register/", "governments/9900011/", f"v/{scene.other.seal.code}")
    with override_settings(CACHES=caches_):
        for _again in range(2):
            shown = {slug: _shown(slug, paths) for slug in ("ar", "br", "uy")}
        with override_settings(**own):
            moved = [Client(HTTP_HOST="br.test").get(f"/{path}") for path in paths]
        assert caches["pages"].get(shelf.VERSION)
    assert "Town-ar-here" in shown["ar"]
    for text in (shown["br"], shown["uy"], " ".join(one.text for one in moved)):
        assert not words_of(text) & (scene.secrets - {scene.other.seal.code})
    assert [one.status_code for one in moved] == [200, 200, 200, 404]
    assert not [one for one in moved if 'href="/br/' in one.text]


def _shown(slug: str, paths: tuple[str, ...]) -> str:
    client = Client()
    return " ".join(client.get(f"/{slug}/{path}").text for path in paths)


# ------------------------------------------------------------------ when something goes wrong
def test_error_pages_tell_nothing(scene, monkeypatch):
    ar = scene.other.country
    lead = signed_in(scene.here.country.people["lead"])
    broken = f"Key (email)=({ar.people['lead'].email}) secret-ar-here"

    def fail(*_args):
        raise RuntimeError(broken)

    monkeypatch.setattr("certification.prioritization.queries.plan_of", fail)
    code = scene.here.country.here.code
    answers = {
        404: lead.get(f"/ar/desk/{ar.here.code}/2026/"),
        403: lead.get("/br/admin/people/?q=secret-ar"),
        400: Client(HTTP_HOST="secret-ar-here.test").get("/br/"),
        500: lead.get(f"/br/desk/{code}/2026/priorities/"),
    }
    assert {status: one.status_code for status, one in answers.items()} == {
        status: status for status in answers
    }
    for status, answer in answers.items():
        assert not words_of(answer.text) & scene.secrets, status
        assert "Traceback" not in answer.text
        assert "RuntimeError" not in answer.text


def test_no_log_line_tells_of_anybody(scene, caplog):
    """As production writes it, while people fail to sign in, send nonsense and knock in vain."""
    ar = scene.other.country
    lead = signed_in(ar.people["lead"])
    desk = f"/ar/desk/{ar.here.code}/2026"
    with caplog.at_level(logging.DEBUG), transaction.atomic():
        login = {"login": ar.people["lead"].email, "password": "canary-password"}
        Client().post("/ar/accounts/login/", login)
        lead.get(f"/ar/invitations/{scene.other.token}x/")
        lead.post(f"{desk}/answers/D1.1/", {"answer-D1.1": "secret-ar-here"})
        table = SimpleUploadedFile("secret-ar-here.csv", b"secret-ar-here;x\n1;2\n")
        signed_in(ar.people["administrator"]).post(
            "/ar/admin/governments/import/", {"table": table}
        )
        with ar.staff():
            failing = outbox.emit("seal.issued", seal_id="secret-ar-here")
        assert set(failing) & set(outbox.drain(ar.programme))
        transaction.set_rollback(True)
    formatter = JsonFormatter()
    lines = [
        formatter.format(one)
        for one in caplog.records
        if one.name.startswith(("django.request", "django.security", "migracidades"))
    ]
    assert any("Outbox entry" in line for line in lines), "something was logged"
    said = words_of(" ".join(lines))
    assert not said & (scene.secrets | {"canary-password"})
