"""ZIP archives that begin to leave before they are finished: nothing waits in memory or on disk."""

import io
import zipfile
from collections.abc import Iterable, Iterator

CHUNK = 64 * 1024
Member = tuple[str, Iterable[bytes]]


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of an archive of ``(name, chunks)``, made as they are asked for.

    A member holds less than 2 GiB before it is packed: larger ones raise ``RuntimeError``.
    """
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, chunks in members:
            with archive.open(name, "w") as member:
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
