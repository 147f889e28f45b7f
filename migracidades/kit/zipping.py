"""ZIP archives that begin to leave before they are finished: nothing waits in memory or on disk."""

import io
import unicodedata
import zipfile
from collections.abc import Container, Iterable, Iterator

CHUNK = 64 * 1024
Member = tuple[str, Iterable[bytes]]
# Folders, and what no file of a Windows computer may be called.
FORBIDDEN = frozenset('/\\<>:"|?*')
LONGEST, LONGEST_EXTENSION = 120, 12


def fit(name: str) -> str:
    """A name for a file that every system unpacks where it should: one part of a path, without
    marks that steer or turn the text, at most ``LONGEST`` bytes; its extension stays.
    """
    kept = "".join("_" if one in FORBIDDEN else one for one in name if not _steers(one))
    stem, dot, extension = kept.strip(". ").rpartition(".")
    if not stem or len(extension.encode()) > LONGEST_EXTENSION:
        stem, dot, extension = kept.strip(". "), "", ""
    room = LONGEST - len((dot + extension).encode())
    cut = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{cut or '_'}{dot}{extension}"


def _steers(character: str) -> bool:
    return unicodedata.category(character)[0] == "C"


def zipped(members: Iterable[Member], *, large: Container[str] = ()) -> Iterator[bytes]:
    """The bytes of an archive of ``(name, chunks)``, made as they are asked for.

    A member holds less than 2 GiB before it is packed, unless its name is in ``large`` (ZIP64):
    larger ones raise ``RuntimeError``.
    """
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, chunks in members:
            with archive.open(name, "w", force_zip64=name in large) as member:
                for chunk in chunks:
                    member.write(chunk)
                    if out.size >= CHUNK:
                        yield out.taken()
            yield out.taken()
    yield out.taken()


class _Outlet(io.RawIOBase):
    """What ``zipfile`` writes to: it cannot go back, so sizes follow each member."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        found = b"".join(self.parts)
        self.parts, self.size = [], 0
        return found
