"""Whether a file that somebody sends may be kept; if not, a sentence says why and what to do."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from . import disguises
from .faults import Mismatch, Unfit
from .kinds import ALL, KINDS
from .sentences import refusal

NAME_LENGTH = 150
ALIASES = ("jpeg", "heif")
_FOLDERS = re.compile(r"[/\\]")
_EXTENSION = re.compile(r"[a-z0-9]{1,10}")


@dataclass(frozen=True)
class Accepted:
    """A file that was looked into: what it is, under a name fit to be kept and shown.

    ``origin`` says, when the bytes are others than those that were sent, what came
    (``StoredFile.origin``), ``personal`` what it may hold, when that was asked
    (``StoredFile.personal``).
    """

    file: File
    name: str
    extension: str
    content_type: str
    size: int
    origin: dict[str, Any] | None = None
    personal: dict[str, Any] | None = None

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for chunk in self.file.chunks():
            digest.update(chunk)
        return digest.hexdigest()


def check(
    uploaded: File, *, allowed: Collection[str] = ALL, limit_mb: int | None = None
) -> Accepted:
    """Look into an upload. Raises ``ValidationError`` with one sentence when it may not be kept.

    ``allowed`` names extensions (see ``kinds``), ``limit_mb`` replaces ``MAX_UPLOAD_MB``. Name and
    content must agree: neither alone is believed.
    """
    name = clean_name(uploaded.name or "")
    extension = extension_of(name)
    _demand_kind(name, extension, allowed)
    _demand_size(name, uploaded.size, limit_mb or settings.MAX_UPLOAD_MB)
    _demand_content(uploaded, name, extension)
    return Accepted(uploaded, name, extension, KINDS[extension].content_type, uploaded.size)


def demand_name_and_size(raw: str, size: int) -> str:
    """The clean name of a file that is still to come. Raises ``ValidationError`` as ``check``."""
    name = clean_name(raw)
    _demand_kind(name, extension_of(name), ALL)
    _demand_size(name, size, settings.MAX_UPLOAD_MB)
    return name


def clean_name(raw: str) -> str:
    """A file's name without folders, control and direction marks, at most 150 characters long."""
    last = _FOLDERS.split(raw)[-1]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    name = " ".join(unicodedata.normalize("NFC", kept).split())
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return (name or _("file"))[:NAME_LENGTH]
    room = NAME_LENGTH - 1 - len(extension[:10])
    return f"{stem.strip('. ')[:room] or _('file')}.{extension[:10]}"


def extension_of(name: str) -> str:
    """What stands after the last dot, in lower case; empty when that is no extension."""
    _stem, dot, extension = name.lower().rpartition(".")
    return extension if dot and _EXTENSION.fullmatch(extension) else ""


def listed(allowed: Collection[str]) -> str:
    """The accepted kinds as people read them: “PDF, DOCX, PNG”."""
    return ", ".join(one.upper() for one in allowed if one not in ALIASES)


def _demand_kind(name: str, extension: str, allowed: Collection[str]) -> None:
    if extension in allowed and extension in KINDS:
        return
    raise ValidationError(
        _("“%(name)s” cannot be taken. Accepted kinds of file: %(accepted)s."),
        code="kind",
        params={"name": name, "accepted": listed(allowed)},
    )


def _demand_size(name: str, size: int, limit_mb: int) -> None:
    if size == 0:
        raise ValidationError(
            _("“%(name)s” is empty. Save it again and choose it once more."),
            code="empty",
            params={"name": name},
        )
    limit = limit_mb * 1024 * 1024
    if size > limit:
        raise ValidationError(
            _("“%(name)s” has %(size)s; the limit is %(limit)s. Make it smaller or split it."),
            code="size",
            params={
                "name": name,
                "size": filesizeformat(size),
                "limit": filesizeformat(limit),
            },
        )


def _demand_content(uploaded: File, name: str, extension: str) -> None:
    try:
        KINDS[extension].check(uploaded.file)
    except Mismatch:
        raise _mismatch(uploaded, name, extension) from None
    except Unfit as fault:
        raise refusal(fault.reason, name) from None
    finally:
        uploaded.seek(0)


def _mismatch(uploaded: File, name: str, extension: str) -> ValidationError:
    if reason := disguises.reason(uploaded.file):
        return refusal(reason, name)
    found = disguises.extension(uploaded.file, extension)
    return ValidationError(
        _(
            "“%(name)s” ends in .%(extension)s, but its content is not%(found)s."
            " Open it, save it as .%(extension)s and send it again."
        ),
        code="content",
        params={
            "name": name,
            "extension": extension,
            "found": _(" (it looks like .%(extension)s)") % {"extension": found} if found else "",
        },
    )
