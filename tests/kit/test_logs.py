"""What production writes into its logs, and what never gets there."""

import json
import logging
import sys
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import path

from migracidades.accounts.models import User
from migracidades.kit import logs
from migracidades.ledger import outbox
from migracidades.pages.errors import crashed

CANARY = "canario-secreto"
ID = "5f0c8f6e-1d1e-4b5e-9f1a-0123456789ab"


def written(message: object, *args: object, **more: object) -> dict:
    record = logging.LogRecord(
        "test", logging.INFO, "x.py", 1, message, args, more.pop("exc", None)
    )
    vars(record).update(more)
    return json.loads(logs.JsonFormatter().format(record))


class TestALine:
    def test_it_is_one_line_in_utc(self):
        line = written("two\nlines")
        assert line["at"].endswith("Z")
        assert (line["level"], line["logger"]) == ("INFO", "test")

    @pytest.mark.parametrize(
        ("template", "args", "shown"),
        [
            ("%d of %s", (3, 4.5), "3 of 4.5"),
            ("Entry %s waits", (UUID(ID),), f"Entry {ID} waits"),
            ("Entry %s waits", (ID,), f"Entry {ID} waits"),
            ("Not Found: %s", (f"/br/invitations/{CANARY}/",), "Not Found: …"),
            ("%(name)s[%(n)d]", ({"name": CANARY, "n": 2},), "…[2]"),
            ("broke: %s", (ValueError(CANARY),), "broke: ValueError"),
            ("100%% of %r", ([CANARY],), "100% of …"),
            ("no arguments, 100%", (), "no arguments, 100%"),
            (f"for {CANARY}@example.org now", (), "for … now"),
            (ValueError(CANARY), (), "ValueError"),
        ],
    )
    def test_of_its_arguments_it_shows_what_tells_of_nobody(self, template, args, shown):
        assert written(template, *args)["message"] == shown

    def test_what_is_brought_along_is_allowed_by_name(self):
        line = written("request", view="answer", status=409, ms=12, email=CANARY, path=CANARY)
        assert (line["view"], line["status"], line["ms"]) == ("answer", 409, 12)
        assert CANARY not in json.dumps(line)

    def test_an_exception_is_its_class_and_its_way(self):
        try:
            raise ValueError(CANARY)
        except ValueError:
            line = written("broken", exc=sys.exc_info())
        assert line["error"]["type"] == "builtins.ValueError"
        assert line["error"]["where"][-1].startswith("tests/kit/test_logs.py:")
        assert CANARY not in json.dumps(line)

    def test_a_refusal_of_the_database_names_the_rule_and_not_the_row(self, world):
        with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_user (email, password, full_name, language, is_active,"
                " date_joined) SELECT email, '', '', '', true, now() FROM accounts_user"
            )
        line = written("broken", exc=(type(caught.value), caught.value, caught.tb))
        assert line["error"]["sqlstate"] == "23505"
        assert "email" in line["error"]["constraint_name"]
        assert ".test" not in json.dumps(line)

    def test_what_is_bound_stands_in_every_line(self):
        with logs.bound(request="abc"), logs.bound(programme="br"):
            line = written("x")
        assert (line["request"], line["programme"]) == ("abc", "br")
        assert "request" not in written("x")


def crash(request):
    """A page that fails with everything it knows on its lips."""
    User.objects.get_or_create(email=f"{CANARY}@example.org")
    raise RuntimeError(f"{request.POST} {request.headers} {request.get_full_path()}")


urlpatterns = [path(f"{CANARY}/", crash, name="crash")]
handler500 = crashed


@pytest.fixture
def logged(caplog):
    """What production's log would hold of the test."""
    caplog.set_level(logging.INFO, logger="migracidades")
    lines, formatter = [], logs.JsonFormatter()

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(formatter.format(record)))

    root, keeper = logging.getLogger(), Keeper()
    root.addHandler(keeper)
    yield lambda: lines
    root.removeHandler(keeper)


@pytest.mark.urls("tests.kit.test_logs")
def test_an_error_carries_the_reference_the_person_was_shown(world, logged):
    client = Client(raise_request_exception=False, headers={"X-Secret": CANARY})
    client.cookies["sessionid"] = CANARY
    answer = client.post(f"/br/{CANARY}/?token={CANARY}", {"password": CANARY})
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    lines = logged()
    assert [line["logger"] for line in lines] == ["django.request", "migracidades.kit.middleware"]
    assert {line["request"] for line in lines} == {answer["X-Request-Id"]}
    assert {line["programme"] for line in lines} == {"br"}
    assert lines[0]["error"]["type"] == "builtins.RuntimeError"
    assert lines[1]["view"] == "crash"
    assert lines[1]["status"] == 500
    assert CANARY not in json.dumps(lines)


def test_a_job_names_its_programme_and_its_entry(world, logged, monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", {})
    outbox.on("test", name="test.broken")(lambda **_payload: {}[CANARY])
    outbox.on("test", name="test.whole")(lambda **_payload: None)
    with world.br.staff():
        broken, whole = outbox.emit("test")
    for entry in (broken, whole):
        outbox.deliver_entry(world.br.programme.pk, entry.pk)
    failed, done = (line for line in logged() if "job" in line)
    assert (failed["programme"], failed["job"]) == ("br", str(broken.pk))
    assert failed["error"]["type"] == "builtins.KeyError"
    assert (done["job"], done["handler"]) == (str(whole.pk), "test.whole")
    assert CANARY not in json.dumps(logged())
