"""A PDF without what acts by itself: scripts, programs, forms that send, files inside, media.

Every dictionary of the file is looked at, wherever it hangs: a list of places to look would always
lack one. Photographs lose what tells where they were taken; what is drawn is not touched.
``pikepdf.sanitize`` looks at places and also takes every link away, which a law that cites another
should keep.
"""

import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from ..faults import Unfit
from .office import PLACE
from .places import without_place

SCRIPTS, ACTIONS, INSIDE, MEDIA, SIGNATURE = "scripts", "actions", "inside", "media", "signature"
ACTING = {
    "/JavaScript": SCRIPTS,
    **dict.fromkeys(("/Launch", "/GoToR", "/SubmitForm", "/ImportData"), ACTIONS),
    "/GoToE": INSIDE,
    **dict.fromkeys(("/Rendition", "/Movie", "/Sound", "/RichMediaExecute"), MEDIA),
}
NOTES = {
    "/FileAttachment": INSIDE,
    **dict.fromkeys(("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"), MEDIA),
}
KEYS = {
    **dict.fromkeys(("/JavaScript", "/XFA"), SCRIPTS),
    **dict.fromkeys(("/EmbeddedFiles", "/EF", "/Collection"), INSIDE),
    **dict.fromkeys(("/Renditions", "/RichMediaContent", "/3DD"), MEDIA),
}
SCHEME = re.compile(rb"[a-z][a-z0-9+.-]*:")
LINKS = (b"http:", b"https:", b"mailto:", b"tel:")


def clean(source: str, target: str) -> dict[str, Any]:
    """Write the PDF to ``target`` without what acts; what was taken away stands in ``changes``.

    Nothing is written when there was nothing to take: so a signature goes on proving the file.
    Raises ``Unfit``.
    """
    out = io.BytesIO()
    try:
        with pikepdf.open(source) as pdf:
            if changes := _changes(pdf):
                pdf.save(out, deterministic_id=True)
    except (Unfit, MemoryError):
        raise
    except pikepdf.PasswordError as error:
        raise Unfit("password") from error
    except Exception as error:  # a forged PDF may fail in any way
        raise Unfit("document") from error
    if changes:
        Path(target).write_bytes(out.getvalue())
    return {"changes": changes}


def _changes(pdf: Pdf) -> list[str]:
    if pdf.Root.get(Name.NeedsRendering) == True:  # noqa: E712  an object of the library
        raise Unfit("dynamic")
    if len(pdf.pages) == 0:
        raise Unfit("document")
    holders = list(_holders(pdf))
    found = (
        {kind for holder in holders for kind in _relieve(holder)} if _any_acts(holders) else set()
    )
    found |= {PLACE} if [one for one in holders if _unplace(one)] else set()
    signed = any(isinstance(one, Dictionary) and Name.ByteRange in one for one in holders)
    return sorted(found | ({SIGNATURE} if found and signed else set()))


def _any_acts(holders: list[Object]) -> bool:
    return any(map(_acts, holders))


def _unplace(holder: Object) -> bool:
    """Whether the holder is a photograph that told where it was taken; it tells it no more."""
    if not isinstance(holder, Stream) or holder.get(Name.Subtype) != Name.Image:
        return False
    photo = _photo(holder)
    bare = without_place(photo) if photo else None
    if bare:
        told = _each(holder.get(Name.DecodeParms))
        parameters = told[-1] if told and isinstance(told[-1], Dictionary) else None
        holder.write(bare, filter=Name.DCTDecode, decode_parms=parameters)
        if Name.Metadata in holder:
            del holder.Metadata
    return bool(bare)


def _photo(holder: Stream) -> bytes | None:
    """The bytes of a JPEG, which may have been packed once more; ``None`` for what is none."""
    filters = _each(holder.get(Name.Filter))
    if filters == [Name.DCTDecode]:
        return holder.read_raw_bytes()
    if filters == [Name.FlateDecode, Name.DCTDecode]:
        return zlib.decompress(holder.read_raw_bytes())
    return None


def _each(told: Object | None) -> list[Object]:
    """What is said of the steps of a stream's decoding: of one alone without a list around it."""
    if told is None:
        return []
    return list(told) if isinstance(told, Array) else [told]


def _acts(holder: Object) -> bool:
    """Whether there is anything to take away in it, or it is to be taken away itself."""
    if isinstance(holder, Array):
        return False
    keys = holder.keys()
    outside = isinstance(holder, Stream) and "/F" in keys
    return outside or not KEYS.keys().isdisjoint(keys) or bool(_kind_of(holder))


def _holders(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary, stream and array of the file, also those that nothing leads to."""
    waiting = [pdf.trailer, *pdf.objects]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Dictionary | Stream | Array):
            continue
        yield one
        inner = one if isinstance(one, Array) else [value for _key, value in one.items()]
        waiting += [each for each in inner if isinstance(each, Object) and not each.is_indirect]


def _relieve(holder: Object) -> Iterator[str]:
    """Take away what acts from one holder; yields what kind it was."""
    if isinstance(holder, Array):
        for at in reversed(range(len(holder))):
            if kind := _kind_of(holder[at]):
                del holder[at]
                yield kind
        return
    for key in list(holder.keys()):
        outside = key == "/F" and isinstance(holder, Stream)  # its bytes lie in another file
        if kind := KEYS.get(key) or _kind_of(holder[key]) or (ACTIONS if outside else ""):
            del holder[key]
            yield kind


def _kind_of(value: Any) -> str:
    """What kind of acting thing a value is; empty for a harmless one."""
    if not isinstance(value, Dictionary | Stream):
        return ""
    act, note = value.get(Name.S), value.get(Name.Subtype)
    if act == Name.URI and not _is_a_link(value.get(Name.URI)):
        return ACTIONS
    kind = ACTING.get(str(act), "") if act is not None else ""
    return kind or (_kind_of_note(value, str(note)) if note is not None else "")


def _kind_of_note(value: Object, note: str) -> str:
    drawn = note in NOTES and (Name.Rect in value or value.get(Name.Type) == Name.Annot)
    return NOTES[note] if drawn else ""


def _is_a_link(address: Any) -> bool:
    raw = bytes(address) if isinstance(address, pikepdf.String) else b"?:"
    plain = bytes(one for one in raw.lower() if one > 32)
    return plain.startswith(LINKS) or not SCHEME.match(plain)
