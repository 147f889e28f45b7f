"""Where bytes lie while they are looked into: on the disk of the files, never in memory.

What a killed process leaves here is swept (``files.sweeping``).
"""

import errno
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from .sentences import refusal

logger = logging.getLogger(__name__)

NAME = "scratch"
FULL = {errno.ENOSPC, errno.EDQUOT}


def folder() -> Path:
    """Made when it is first needed, for this user alone."""
    path = Path(settings.MEDIA_ROOT) / NAME
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def said_when_full(name: str) -> Iterator[None]:
    """Turn the error of a full disk into the sentence that says so, about the file ``name``."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        logger.error("No room left under MEDIA_ROOT: %s", error)
        raise refusal("full", name) from error


@contextmanager
def desk() -> Iterator[Path]:
    """A folder for one piece of work; gone with it."""
    with tempfile.TemporaryDirectory(dir=folder()) as path:
        yield Path(path)


def laid_out(file: File, path: Path) -> Path:
    """Where the bytes of ``file`` can be read by another process: ``path``, unless they lie on the
    disk already.
    """
    lying = getattr(file, "temporary_file_path", None)
    if lying:
        return Path(lying())
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return path


class LargeUploads(TemporaryFileUploadHandler):
    """What is too large for memory goes beside the files that are kept, not into ``/tmp``."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = _Scratched(self.file_name, self.content_type, 0, self.charset)


class _Scratched(TemporaryUploadedFile):
    def __init__(self, *told: Any):
        file = tempfile.NamedTemporaryFile(dir=folder())  # noqa: SIM115  open as long as it is
        UploadedFile.__init__(self, file, *told)
