"""A photo or a scan as one page of a PDF, as a confined process makes it: decoded, then drawn anew.

Only what is seen goes on: where and when it was taken, comments, thumbnails, colour profiles, what hides after the end
of the file, all stay behind. What does not open whole is refused, never repaired.
"""

from __future__ import annotations

import base64
import io
import math
from contextlib import suppress
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageOps

from app.delivery.received.words import PieceRefusal

#: The page's own sides, in points, and the margin around what it shows.
_A4, _MARGIN = (595.28, 841.89), 28.35
#: What an A4 sheet holds at 300 dots an inch: more is drawn smaller. And the fewest dots an inch: less stays small.
_MOST_DRAWN, _FEWEST_AN_INCH = 2480 * 3508, 100
#: Papers are read: letters keep their edges.
_QUALITY = 88

#: The entry of EXIF that says which side was up.
_ORIENTATION = 0x0112

Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is decoded


class _Refused(Exception):
    def __init__(self, code: PieceRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def page_of(limits: dict[str, Any], data: bytes) -> dict[str, str]:
    """`{"pdf": …}` in base 64 for a picture that opens, `{"refused": …}` with a code of PieceRefusal for another."""
    try:
        seen = _drawn(data, **limits)
    except _Refused as refused:
        return {"refused": refused.code.value}
    except MemoryError:
        return {"refused": PieceRefusal.PICTURE_TOO_COMPLEX.value}
    except Exception:
        # Pillow raises whatever its decoders met, each of its own type.
        return {"refused": PieceRefusal.PICTURE_DAMAGED.value}
    return {"pdf": base64.b64encode(_page(seen)).decode()}


def _drawn(data: bytes, max_pixels: int, max_side: int) -> Image.Image:
    """What is seen of a picture, upright, in grey or in red, green and blue, and nothing else of it."""
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
        width, height = image.size
        if width * height > max_pixels or max(width, height) > max_side:
            raise _Refused(PieceRefusal.PICTURE_TOO_LARGE)
        smaller = min(1.0, math.sqrt(_MOST_DRAWN / (width * height)))
        seen = _with_shades(image)
        seen.thumbnail((max(1, int(width * smaller)), max(1, int(height * smaller))))
        seen.load()
        with suppress(Exception):  # what it says of its sides may be nonsense, and the picture whole
            seen = ImageOps.exif_transpose(seen)
        seen = _opaque(seen)
    # The encoder would write again what it finds here.
    seen.info = {}
    return seen


def _with_shades(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be drawn smaller: neither two colours, nor numbers of them, nor 65,536 greys."""
    if image.mode.startswith("I"):
        image.load()
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA") if image.mode == "P" or "transparency" in image.info else image


def _opaque(image: Image.Image) -> Image.Image:
    """The picture as it is on white paper."""
    if image.mode in {"L", "RGB"}:
        return image
    if image.mode in {"LA", "La", "RGBA", "RGBa", "PA"}:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _page(image: Image.Image) -> bytes:
    """A PDF of one A4 page, lying or standing as the picture does, with the picture in its middle."""
    wide, high = sorted(_A4, reverse=image.width > image.height)
    most = min((wide - 2 * _MARGIN) / image.width, (high - 2 * _MARGIN) / image.height)
    scale = min(most, 72 / _FEWEST_AN_INCH)
    width, height = image.width * scale, image.height * scale
    left, bottom = (wide - width) / 2, (high - height) / 2
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(wide, high))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(P=_picture(pdf, image)))
    shown = f"q {width:.3f} 0 0 {height:.3f} {left:.3f} {bottom:.3f} cm /P Do Q"
    pdf.pages[0].Contents = pdf.make_stream(shown.encode())
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


def _picture(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=_QUALITY, subsampling=0)
    return pdf.make_stream(
        encoded.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=Name.DeviceGray if image.mode == "L" else Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )


def _load_all() -> None:
    """Draw a page of each kind: Pillow imports its parts as it needs them, which no question may any more."""
    turned = Image.Exif()
    turned[_ORIENTATION] = 6
    for kind, mode in (("PNG", "P"), ("PNG", "I;16"), ("PNG", "LA"), ("JPEG", "CMYK"), ("MPO", "RGB")):
        encoded = io.BytesIO()
        Image.new(mode, (8, 8)).save(encoded, kind, exif=turned)
        _page(_drawn(encoded.getvalue(), max_pixels=64, max_side=8))


_load_all()
