"""What the antivirus says of each file that a person sent, where there is one (``CLAMD``).

It is asked by the worker, after the file is kept: nobody waits for it, and while it is away files
are taken as ever and asked about later. What it finds is handed out to nobody any more, and
``file.infected`` says so to whoever knows what the file is for.
"""

from django.conf import settings
from django.db.models.functions import Now

from migracidades.ledger import outbox

from .clamd import threat_in
from .models import StoredFile
from .storing import STORED, open_file

INFECTED = "file.infected"
Scan = StoredFile.Scan


@outbox.on(STORED, name="files.scan")
def scan(*, file_id: str, **_payload: object) -> None:
    """Ask about a file once. Raises ``NotScanned``, and is tried again."""
    unscanned = StoredFile.objects.filter(pk=file_id, scan=Scan.UNSCANNED, swept_at=None)
    stored = unscanned.first()
    if stored is None or not settings.CLAMD:
        return
    with open_file(stored) as file:
        threat = threat_in(file, settings.CLAMD)
    found = Scan.INFECTED if threat else Scan.CLEAN
    unscanned.update(scan=found, threat=threat[:200], scanned_at=Now())
    if threat:
        outbox.emit(INFECTED, file_id=file_id, government_id=stored.government_id)
