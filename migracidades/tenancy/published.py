"""Notices, at the ORM's one gate, that something published is written.

A row may be published when its wall lets the world read it, so no verb has to remember: whoever
writes such a row has changed what public pages show, once the transaction is committed.
"""

from django.db import connection, models, transaction

from migracidades.kit import shelf


def note(model: type[models.Model]) -> None:
    """Let every kept page go when the open transaction commits, if ``model`` can be public."""
    if model.wall.public is None or _noted():
        return
    transaction.on_commit(shelf.changed, robust=True)


def _noted() -> bool:
    """Whether the last thing to do after the commit is this: a seeding writes thousands of rows."""
    waiting = connection.run_on_commit
    return bool(waiting) and waiting[-1][1] is shelf.changed
