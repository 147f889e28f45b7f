"""A picture drawn anew from its points alone: no place, no camera, no comment, nothing behind."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from ..faults import Unfit

MAX_PIXELS = 80_000_000
# Above the first a picture is made smaller, to the second: a page of A4 at 340 dots an inch.
LARGE, SIDE = 4608, 4000
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88},
    "PNG": {"compress_level": 4},
    "WEBP": {"quality": 88},
}
JPEG_MODES = ("L", "RGB", "CMYK")


def clean(source: str, target: str, form: str) -> dict[str, Any]:
    """Write the picture upright and bare to ``target``. HEIF becomes JPEG. Raises ``Unfit``."""
    out = io.BytesIO()
    with opened(source, [form]) as image:
        colours = image.info.get("icc_profile")
        kept = "JPEG" if form == "HEIF" else form
        bare(fitted(image, LARGE, SIDE), kept).save(out, kept, icc_profile=colours, **SAVING[kept])
    Path(target).write_bytes(out.getvalue())
    return {}


@contextmanager
def opened(source: str, forms: list[str]) -> Iterator[Image.Image]:
    """The picture, not decoded yet. Raises ``Unfit``, also for what the body stumbles on."""
    if "HEIF" in forms:
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is decoded
    try:
        with Image.open(source, formats=forms) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unfit("pixels")
            yield image
    except (Unfit, MemoryError):
        raise
    except Exception as error:  # a forged picture may fail in any way
        raise Unfit("picture") from error


def fitted(image: Image.Image, large: int, side: int) -> Image.Image:
    """The picture decoded and upright, at most ``side`` points long if it is longer than ``large``.

    A JPEG is decoded at half its size or less where that is enough.
    """
    longest = max(image.size)
    if longest > large:
        wanted = [one * side // longest or 1 for one in image.size]
        image.draft(None, (wanted[0], wanted[1]))
        image = _smooth(image)
        image.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=1.0)
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    return image


def _smooth(image: Image.Image) -> Image.Image:
    """In a mode whose points can be mixed."""
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image.convert("L") if image.mode == "1" else image


def bare(image: Image.Image, form: str) -> Image.Image:
    """Without a word beside the points, in a mode that ``form`` can hold."""
    if form == "JPEG" and image.mode not in JPEG_MODES:
        image = image.convert("RGB")
    told = {"transparency", "background"} & set(image.info) if form == "PNG" else set()
    image.info = {name: image.info[name] for name in told}
    return image
