"""Where a file lies in the archive, and what is told of it."""

from typing import Any

from migracidades.files.models import StoredFile
from migracidades.files.storing import path_of
from migracidades.kit.zipping import fit

# So much of a file's key tells two of the same name apart.
KEY = 12


def place_of(stored: StoredFile) -> str:
    """Its place: the same for whoever asks, and nobody else's."""
    return f"files/{stored.purpose}/{stored.pk.hex[:KEY]}-{fit(stored.name)}"


def listed(stored: StoredFile) -> dict[str, Any]:
    """A line of the list of files; ``here`` says whether the file itself comes along."""
    return {
        "file": place_of(stored),
        "name": stored.name,
        "purpose": stored.purpose,
        "size": stored.size,
        "sha256": stored.sha256,
        "received": stored.uploaded_at,
        "sent_as": (stored.origin or {}).get("files", []),
        "here": is_here(stored),
    }


def is_here(stored: StoredFile) -> bool:
    """False when the bytes are gone from the disk, or hold a virus: that is handed to nobody."""
    return not stored.is_infected and path_of(stored).exists()


def pointed(stored: StoredFile | None) -> dict[str, Any] | None:
    """A file as the JSON of an edition points to it."""
    if stored is None:
        return None
    return {"file": place_of(stored), "size": stored.size, "sha256": stored.sha256}
