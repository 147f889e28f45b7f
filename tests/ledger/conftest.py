import pytest

from migracidades.ledger import outbox


@pytest.fixture
def hear(monkeypatch):
    """Register a handler for the length of a test: ``hear("topic", function, **options)``."""
    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))

    def register(topic, run, **options):
        options.setdefault("name", f"test.{topic}")
        return outbox.on(topic, **options)(run)

    return register


@pytest.fixture(autouse=True)
def bell(monkeypatch):
    """The doorbell as the tests hear it: the messages that would have gone to the broker."""
    rung = []
    monkeypatch.setattr(outbox, "_silent_until", 0.0)
    send = "migracidades.celery.app.send_task"
    monkeypatch.setattr(send, lambda name, **message: rung.append(message))
    return rung
