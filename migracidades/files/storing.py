"""How bytes are kept: written once under a made-up name, hashed on the way, flushed to the disk.

The row is written after the bytes. When the transaction is rolled back the bytes stay behind as
an orphan that no row names: harmless, and found by comparing folder and table.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File

from migracidades.ledger import outbox
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import required

from . import scratch
from .accept import Accepted, check, clean_name, extension_of
from .models import StoredFile
from .quota import demand_room

STORED = "file.stored"  # what a person sent is kept, and may be scanned


def store(
    uploaded: File | Accepted, *, purpose: str, user: Any = None, government: Any = None
) -> StoredFile:
    """Keep what somebody sent. ``user`` and ``government`` are instances or keys.

    Without ``user`` the person in scope is meant. Raises ``ValidationError`` when the file may not
    be kept (see ``accept.check``) or there is no room left for it. The antivirus is asked later.
    """
    accepted = uploaded if isinstance(uploaded, Accepted) else check(uploaded)
    if purpose == StoredFile.Purpose.EVIDENCE:
        demand_room(accepted.name, accepted.size, government=getattr(government, "pk", government))
    stored = _keep(
        accepted.file.chunks(),
        name=accepted.name,
        extension=accepted.extension,
        content_type=accepted.content_type,
        origin=accepted.origin,
        personal=accepted.personal,
        purpose=purpose,
        user=user,
        government=government,
    )
    if settings.CLAMD:
        outbox.emit(STORED, file_id=str(stored.pk), government_id=stored.government_id)
    return stored


def store_bytes(
    data: bytes,
    name: str,
    content_type: str,
    *,
    purpose: str,
    user: Any = None,
    government: Any = None,
) -> StoredFile:
    """Keep what the house itself made. Raises ``ValidationError`` when there is no room left."""
    cleaned = clean_name(name)
    return _keep(
        [data],
        name=cleaned,
        extension=extension_of(cleaned),
        content_type=content_type,
        purpose=purpose,
        user=user,
        government=government,
    )


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie."""
    return Path(settings.MEDIA_ROOT) / stored.storage_key


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes, to read. Raises ``FileNotFoundError`` when they are gone from the disk."""
    return path_of(stored).open("rb")


def _keep(
    chunks: Iterable[bytes], *, name: str, user: Any, government: Any, **facts: Any
) -> StoredFile:
    scope, key = required(), uuid4()
    place = _place(scope.programme_id, key)
    size, digest = _write(Path(settings.MEDIA_ROOT) / place, chunks, name)
    return StoredFile.objects.create(
        id=key,
        name=name,
        size=size,
        sha256=digest,
        storage_key=place,
        uploaded_by_id=scope.user_id if user is None else getattr(user, "pk", user),
        government_id=getattr(government, "pk", government),
        **facts,
    )


def _place(programme_id: int | None, key: UUID) -> str:
    slug = Programme.objects.values_list("slug", flat=True).get(pk=programme_id)
    return f"{slug}/{str(key)[:2]}/{key}"


def _write(path: Path, chunks: Iterable[bytes], name: str) -> tuple[int, str]:
    with scratch.said_when_full(name):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _write_through(path, chunks)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _write_through(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        for chunk in chunks:
            out.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()
