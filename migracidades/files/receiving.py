"""What becomes of what a person sends before it is kept: looked into, cleaned, bound together.

Pictures are drawn anew without the place they were taken at, HEIC becomes JPEG, PDFs lose what acts
by itself, photographs inside of documents their place, and several photographs become one PDF.
Whatever was sent can be proved afterwards: its hash stays in ``Accepted.origin``.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import scratch
from .accept import NAME_LENGTH, Accepted, check
from .kinds import ALL, KINDS, PICTURES
from .working import work

MOST_PHOTOS = 20
DOCUMENTS = {"PDF": "document", "ZIP": "office"}


def receive(
    files: Sequence[File], *, allowed: Collection[str] = ALL, limit_mb: int | None = None
) -> Accepted:
    """One file, or several photographs as one PDF in their order, fit to be kept.

    Raises ``ValidationError`` with one sentence; see ``accept.check`` for the arguments.
    """
    checked = [check(one, allowed=allowed, limit_mb=limit_mb) for one in files]
    return cleaned(checked[0]) if len(checked) == 1 else bound(checked)


def cleaned(accepted: Accepted) -> Accepted:
    """The file without what is not to be passed on. Raises ``ValidationError``."""
    kind = KINDS[accepted.extension]
    if not kind.form:
        return accepted
    with scratch.said_when_full(accepted.name), scratch.desk() as desk:
        source, target = scratch.laid_out(accepted.file, desk / "in"), desk / "out"
        order = {"names": [accepted.name], "source": str(source), "target": str(target)}
        if kind.form in DOCUMENTS:
            changes = work(DOCUMENTS[kind.form], **order)["changes"]
            return _kept(accepted, target, changes) if changes else accepted
        work("picture", form=kind.form, **order)
        return _kept(accepted, target, [])


def bound(photos: Sequence[Accepted]) -> Accepted:
    """Several photographs as one PDF. Raises ``ValidationError``, also when one is none."""
    _demand_photos(photos)
    title = _title(photos)
    with scratch.said_when_full(photos[0].name), scratch.desk() as desk:
        target = desk / "out"
        sources = [scratch.laid_out(one.file, desk / str(at)) for at, one in enumerate(photos)]
        work(
            "album",
            names=[one.name for one in photos],
            sources=[str(one) for one in sources],
            target=str(target),
            title=title,
            language=get_language() or "",
            texts=_texts(photos),
        )
        made = replace(photos[0], name=f"{title}.pdf", extension="pdf", origin=None)
        origin = {"files": [sent for one in photos for sent in _sent(one)], "changes": []}
        return _at(made, target, "application/pdf", origin)


def _demand_photos(files: Sequence[Accepted]) -> None:
    if any(one.extension not in PICTURES for one in files):
        raise ValidationError(
            _("Choose one file, or several photos: several photos become one PDF."), code="several"
        )
    if len(files) > MOST_PHOTOS:
        raise ValidationError(
            _("At most %(most)s photos become one PDF. Send the others by themselves."),
            code="several",
            params={"most": MOST_PHOTOS},
        )


def _title(photos: Sequence[Accepted]) -> str:
    first = Path(photos[0].name).stem
    title = _("%(first)s and %(more)s more") % {"first": first, "more": len(photos) - 1}
    return title[: NAME_LENGTH - len(".pdf")]


def _texts(photos: Sequence[Accepted]) -> list[str]:
    """What a screen reader says of each page."""
    told = _("Photo %(number)s of %(count)s: %(name)s")
    return [
        told % {"number": number, "count": len(photos), "name": one.name}
        for number, one in enumerate(photos, start=1)
    ]


def _kept(accepted: Accepted, target: Path, changes: list[str]) -> Accepted:
    kind = KINDS[accepted.extension]
    extension = kind.kept_as or accepted.extension
    name = f"{Path(accepted.name).stem}.{extension}" if kind.kept_as else accepted.name
    origin = {"files": _sent(accepted), "changes": changes}
    made = replace(accepted, name=name, extension=extension)
    return _at(made, target, KINDS[extension].content_type, origin)


def _at(made: Accepted, target: Path, content_type: str, origin: dict[str, Any]) -> Accepted:
    """``made`` with the bytes at ``target``, which may be unlinked as soon as this returns."""
    file = File(target.open("rb"), name=made.name)
    return replace(made, file=file, size=file.size, content_type=content_type, origin=origin)


def _sent(accepted: Accepted) -> list[dict[str, Any]]:
    if accepted.origin:
        return accepted.origin["files"]
    return [{"name": accepted.name, "size": accepted.size, "sha256": accepted.sha256}]
