"""Several photographs as one PDF, a page of A4 each, which a screen reader can follow."""

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms

from ..faults import Unfit
from .pictures import fitted, opened

FORMS = ["JPEG", "PNG", "WEBP", "HEIF"]
SIDE, QUALITY = 2480, 80  # the longer side of A4 at 212 dots an inch
SHORT, LONG, MARGIN = 595.28, 841.89, 28.35  # points; the margin is one centimetre
LARGEST = 72 / 100  # points a dot: a small picture is not blown up


def bind(
    sources: list[str], target: str, title: str, language: str, texts: list[str]
) -> dict[str, Any]:
    """Write the pictures in their order to ``target``; ``texts`` say what each is. ``Unfit``."""
    pdf = Pdf.new()
    book = _book(pdf, title, language)
    for number, (source, text) in enumerate(zip(sources, texts, strict=True)):
        try:
            _add_page(pdf, book, _jpeg(source), text, number)
        except Unfit as fault:
            raise Unfit(fault.reason, number) from fault
    pdf.save(target, deterministic_id=True)
    return {"pages": len(sources)}


def _jpeg(source: str) -> tuple[bytes, int, int, str]:
    with opened(source, FORMS) as image:
        drawn = _plain(fitted(image, SIDE, SIDE), image.info.get("icc_profile"))
        out = io.BytesIO()
        drawn.save(out, "JPEG", quality=QUALITY)
    return out.getvalue(), drawn.width, drawn.height, drawn.mode


def _plain(image: Image.Image, profile: bytes | None) -> Image.Image:
    """On white paper, in the colours that every reader of PDFs takes for granted."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image).convert("RGB")
    if image.mode == "RGB" and profile:
        image = _as_srgb(image, profile)
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _as_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        told = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, told, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):  # a profile nobody can read: its colours as they are
        return image


def _book(pdf: Pdf, title: str, language: str) -> Dictionary:
    """What the catalogue says of the whole; returns the root of the tags."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array(), ParentTreeNextKey=0))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array()))
    body = Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array())
    root.K.append(pdf.make_indirect(body))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo[Name.Title] = String(title)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        told["dc:title"] = title
    return root


def _add_page(
    pdf: Pdf, book: Dictionary, jpeg: tuple[bytes, int, int, str], text: str, number: int
) -> None:
    data, width, height, mode = jpeg
    paper = (LONG, SHORT) if width > height else (SHORT, LONG)
    box = _place(width, height, *paper)
    page = pdf.add_blank_page(page_size=paper).obj
    page.Resources = Dictionary(XObject=Dictionary(Photo=_photo(pdf, data, width, height, mode)))
    page.Contents = Stream(pdf, _drawing(*box))
    page.StructParents, page.Tabs = number, Name.S
    _tag(pdf, book, page, box, text, number)


def _place(width: int, height: int, across: float, down: float) -> tuple[float, ...]:
    """Left, bottom, width and height on the page: as large as it fits, in the middle."""
    scale = min((across - 2 * MARGIN) / width, (down - 2 * MARGIN) / height, LARGEST)
    wide, high = width * scale, height * scale
    return (across - wide) / 2, (down - high) / 2, wide, high


def _photo(pdf: Pdf, data: bytes, width: int, height: int, mode: str) -> Stream:
    photo = Stream(pdf, data)
    photo.Type, photo.Subtype, photo.Filter = Name.XObject, Name.Image, Name.DCTDecode
    photo.Width, photo.Height, photo.BitsPerComponent = width, height, 8
    photo.ColorSpace = Name.DeviceGray if mode == "L" else Name.DeviceRGB
    return photo


def _drawing(left: float, bottom: float, wide: float, high: float) -> bytes:
    matrix = f"{wide:.3f} 0 0 {high:.3f} {left:.3f} {bottom:.3f} cm"
    return f"/Figure <</MCID 0>> BDC q {matrix} /Photo Do Q EMC".encode()


def _tag(
    pdf: Pdf,
    book: Dictionary,
    page: pikepdf.Object,
    box: tuple[float, ...],
    text: str,
    number: int,
) -> None:
    left, bottom, wide, high = (round(one, 3) for one in box)
    layout = Dictionary(O=Name.Layout, BBox=[left, bottom, left + wide, bottom + high])
    body = book.K[0]
    figure = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Figure, P=body, Pg=page, K=0, A=layout)
    )
    figure.Alt = String(text)
    body.K.append(figure)
    book.ParentTree.Nums.append(number)
    book.ParentTree.Nums.append(pdf.make_indirect(Array([figure])))
    book.ParentTreeNextKey = number + 1
