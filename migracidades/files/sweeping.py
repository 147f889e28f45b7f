"""What nobody will ask for again is taken off the disk: held files that no form used, files in
parts that nobody went on with, and what a process that was killed left in the scratch folder.

The row of a swept file stays (rows of files are never deleted) and says when its bytes went. First
the row, then the bytes: whoever is stopped between the two leaves bytes that the next sweep takes.
"""

import logging
import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet
from django.db.models.functions import Now

from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter

from . import arriving, scratch
from .held import EVIDENCE, OFFERED
from .models import StoredFile
from .storing import path_of

logger = logging.getLogger(__name__)

# Longer than it is offered: a form that was shown in time may be sent with it still.
UNUSED = 2 * OFFERED
LEFT_OVER = timedelta(days=1)
PAUSED = timedelta(days=3)  # a file in parts that nobody went on with
AGAIN = timedelta(days=30)


def sweep(programme: Programme, *, dry: bool = False) -> int:
    """Sweep the held files of a programme that nobody used; returns how many there were.

    ``dry`` only counts them.
    """
    with enter(programme, side=Side.STAFF):
        unused = _unused()
        if dry:
            return unused.count()
        count = unused.update(swept_at=Now())
    with enter(programme, side=Side.STAFF):
        for one in StoredFile.objects.filter(swept_at__gt=Now() - AGAIN):
            path_of(one).unlink(missing_ok=True)
    if count:
        logger.info("Swept %s held files of %s that nobody used.", count, programme.slug)
    return count


def sweep_scratch(*, dry: bool = False) -> int:
    """Take away what has lain in the scratch folder for longer than any work lasts; the number."""
    now = time.time()
    work = (one for one in scratch.folder().iterdir() if one.name != arriving.FOLDER)
    left = [one for one in work if _is_left(one, now - LEFT_OVER.total_seconds())]
    left += arriving.left_over(now - PAUSED.total_seconds())
    for one in () if dry else left:
        shutil.rmtree(one, ignore_errors=True) if one.is_dir() else one.unlink(missing_ok=True)
    if left and not dry:
        logger.info("Swept %s leftovers of the scratch folder.", len(left))
    return len(left)


def _unused() -> QuerySet[StoredFile]:
    """Held files that no row of any room points at."""
    found = StoredFile.objects.filter(
        purpose=EVIDENCE, swept_at=None, uploaded_at__lt=Now() - UNUSED
    )
    for one in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(one, ForeignObjectRel):  # by the base manager: walled, and every model has it
            pointing = one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")})
            found = found.filter(~Exists(pointing))
    return found


def _is_left(path: Path, older_than: float) -> bool:
    try:
        return path.stat().st_mtime < older_than
    except FileNotFoundError:  # its work is done
        return False
