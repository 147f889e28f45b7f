"""Takes what comes back to the sender's address: one message from a pipe, or a folder of them."""

import mailbox
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from migracidades.ledger import bounces, notices


class Command(BaseCommand):
    help = (
        "Reads one message from the standard input, as a mail server's pipe gives it, or the new "
        "ones of a Maildir, and marks the mail that its server could not deliver."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", type=Path, help="a Maildir; what was read moves to cur/")

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        try:
            if maildir:
                self.stdout.write(f"{_take_all(maildir)} of our messages came back.")
            else:
                bounces.take(sys.stdin.buffer.read(notices.MOST))
        except (OperationalError, InterfaceError) as error:
            # The mail server keeps the message and tries again.
            raise CommandError(str(error), returncode=os.EX_TEMPFAIL) from error


def _take_all(folder: Path) -> int:
    if not (folder / "new").is_dir():
        raise CommandError(f"{folder} is no Maildir: it has no folder “new”.")
    box = mailbox.Maildir(folder, create=False)
    taken = 0
    for key in box.keys():  # noqa: SIM118 - a mailbox is no mapping
        message = box.get_message(key)
        if message.get_subdir() != "new":
            continue
        taken += bounces.take(box.get_bytes(key))
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message
    return taken
