"""Pieces of a request: judged by what they are, kept as PDFs that pass the inspection, without what hid in them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, PngImagePlugin

from app.delivery.received.inspection import Inspector, inspect
from app.delivery.received.pieces import Piece, PieceLimits, PieceReader, PieceRefused, get_piece_reader, piece_name
from app.delivery.received.words import PdfRefusal, PieceRefusal
from tests.delivery import pdfs

PLAIN = pdfs.save(pdfs.blank())
LIMITS = PieceLimits()
READER = PieceReader(Inspector(), LIMITS)


def read(data: bytes, name: str = "a.pdf", reader: PieceReader = READER, kept: tuple[int, ...] = ()) -> Piece:
    return reader.read(name, io.BytesIO(data), kept)


def refusal(data: bytes, reader: PieceReader = READER, kept: tuple[int, ...] = ()) -> PieceRefusal | PdfRefusal | None:
    """Why a file is refused; None if it is taken."""
    try:
        read(data, reader=reader, kept=kept)
    except PieceRefused as refused:
        return refused.code
    return None


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (300, 200), **options: object) -> bytes:
    """A picture with something on it."""
    image = Image.radial_gradient("L").resize(size).convert(mode)
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def shown(piece: Piece) -> Image.Image:
    """The picture on the page that is kept."""
    with pikepdf.open(io.BytesIO(piece.pdf)) as document:
        (page,) = document.pages
        return pikepdf.PdfImage(page.Resources.XObject.P).as_pil_image()


def archive() -> bytes:
    """A ZIP."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("facture.exe", "MZ")
    return stream.getvalue()


def announced(width: int, height: int) -> bytes:
    """A PNG that announces so many dots of one bit each, and holds them all, well compressed."""
    packed = zlib.compressobj(9)
    rows = b"".join(packed.compress(bytes(1 + width // 8)) for _ in range(height)) + packed.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_pdf_is_kept_as_it_came() -> None:
    data = pdfs.save(pdfs.blank(3))
    assert read(data, "Rapport.PDF") == Piece("Rapport.PDF", 3, len(data), sha256(data).hexdigest(), data)


@pytest.mark.parametrize("name", ["scan.JPG", "scan.pdf", "scan", "scan.png.exe"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_becomes_a_page_whatever_its_name_says(kind: str, name: str) -> None:
    piece = read(picture(kind), name)
    seen = inspect(piece.pdf)
    assert (piece.name, piece.pages, piece.size, piece.sha256) == (name, 1, seen.size, seen.sha256)
    assert shown(piece).size == (300, 200)


@pytest.mark.parametrize(("size", "page"), [((300, 200), (842, 595)), ((200, 300), (595, 842)), ((9, 9), (595, 842))])
def test_its_page_is_one_of_a4_that_lies_or_stands_as_it_does(size: tuple[int, int], page: tuple[int, int]) -> None:
    with pikepdf.open(io.BytesIO(read(picture("PNG", size=size)).pdf)) as document:
        box = [float(side) for side in document.pages[0].MediaBox]
    assert (round(box[2]), round(box[3])) == page


def test_the_same_file_twice_is_the_same_piece() -> None:
    for data in (PLAIN, picture("JPEG"), picture("PNG")):
        assert read(data) == read(data)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_looks_as_it_did(mode: str) -> None:
    image = Image.radial_gradient("L").resize((300, 200))
    image = image.convert("I").point(lambda grey: grey * 257).convert("I;16") if mode == "I;16" else image.convert(mode)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    expected = Image.radial_gradient("L").resize((300, 200)).convert("1" if mode == "1" else "L").convert("L")
    difference = ImageChops.difference(shown(read(stream.getvalue())).convert("L"), expected)
    assert sum(value * count for value, count in enumerate(difference.histogram())) / (300 * 200) < 2


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "YCbCr"])
def test_every_kind_of_jpeg_opens(mode: str) -> None:
    assert shown(read(picture("JPEG", mode))).mode in {"L", "RGB"}


def test_what_is_transparent_is_white_as_paper() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(stream, "PNG")
    assert shown(read(stream.getvalue())).getextrema() == ((255, 255),) * 3


def test_a_photo_stands_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert shown(read(picture("JPEG", exif=turned))).size == (200, 300)


def test_what_a_photo_says_of_its_sides_may_be_nonsense() -> None:
    assert refusal(picture("JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")) is None


HIDDEN = b"46.8139,-71.2080"


def hiding() -> dict[str, bytes]:
    """Pictures with the place where they were taken in each of the ways that they know."""
    exif, text = Image.Exif(), PngImagePlugin.PngInfo()
    exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 48.0, 50.0), 29: HIDDEN.decode()})
    exif[0x010E] = HIDDEN.decode()
    text.add_text("Comment", HIDDEN.decode())
    text.add_itxt("XML:com.adobe.xmp", HIDDEN.decode())
    photo = picture("JPEG", exif=exif, comment=HIDDEN, xmp=HIDDEN, icc_profile=HIDDEN * 9)
    return {"JPEG": photo, "PNG": picture("PNG", exif=exif, pnginfo=text, icc_profile=HIDDEN * 9)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_where_it_was_taken_stays_behind(kind: str) -> None:
    data = hiding()[kind]
    assert HIDDEN in data
    pdf = read(data).pdf
    assert HIDDEN not in pdf
    assert b"Exif" not in pdf
    assert not shown(read(data)).getexif()


def test_what_hides_behind_a_picture_is_not_kept() -> None:
    for kind in ("JPEG", "PNG"):
        for tail in (archive(), b"<script>alert(1)</script>", PLAIN):
            piece = read(picture(kind) + tail)
            assert tail not in piece.pdf
            assert piece.pdf == read(picture(kind)).pdf


SCRIPT = {"S": pikepdf.Name.JavaScript, "JS": pikepdf.String("app.alert(1)")}
REFUSED: dict[str, tuple[Callable[[], bytes], PieceRefusal | PdfRefusal]] = {
    "nothing": (bytes, PieceRefusal.EMPTY),
    "a page of the web": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", PieceRefusal.UNKNOWN_KIND),
    "a ZIP": (archive, PieceRefusal.UNKNOWN_KIND),
    "a program": (lambda: b"MZ" + bytes(100), PieceRefusal.UNKNOWN_KIND),
    "a GIF": (lambda: picture("GIF"), PieceRefusal.UNKNOWN_KIND),
    "a TIFF": (lambda: picture("TIFF"), PieceRefusal.UNKNOWN_KIND),
    "a HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PieceRefusal.HEIC),
    "a PDF with a ZIP behind it": (lambda: PLAIN + archive(), PdfRefusal.SOMETHING_AFTER),
    "a PDF behind a page of the web": (lambda: b"<html>" + PLAIN, PdfRefusal.SOMETHING_BEFORE),
    "a PDF that runs a script": (lambda: pdfs.on_opening(**SCRIPT), PdfRefusal.JAVASCRIPT),
    "a PDF with a file attached": (pdfs.attached, PdfRefusal.EMBEDDED_FILE),
    "the first bytes of a JPEG": (lambda: b"\xff\xd8\xff\xe0" + bytes(100), PieceRefusal.PICTURE_DAMAGED),
    "a JPEG cut short": (lambda: picture("JPEG")[:-200], PieceRefusal.PICTURE_DAMAGED),
    "a PNG cut short": (lambda: picture("PNG")[:-200], PieceRefusal.PICTURE_DAMAGED),
    "30,000 dots by 30,000": (lambda: announced(30_000, 30_000), PieceRefusal.PICTURE_TOO_LARGE),
    "a line of 40,000 dots": (lambda: announced(40_000, 1), PieceRefusal.PICTURE_TOO_LARGE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_and_why(what: str) -> None:
    made, code = REFUSED[what]
    assert refusal(made()) is code


def test_an_enormous_picture_is_refused_by_its_head_and_the_next_one_is_taken() -> None:
    data = announced(30_000, 30_000)
    assert len(data) < 2**20, "it fits into any limit of bytes"
    assert refusal(data) is PieceRefusal.PICTURE_TOO_LARGE
    assert refusal(picture("PNG")) is None


def test_a_large_scan_is_drawn_as_a_sheet_holds_it() -> None:
    piece = read(announced(7_000, 8_000))
    width, height = shown(piece).size
    assert width * height <= 2480 * 3508
    assert width / height == pytest.approx(7 / 8, rel=0.01)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"]))
def test_garbage_is_refused_and_nothing_else_happens(data: bytes, head: bytes) -> None:
    assert refusal(head + data) is not None


@given(st.data())
def test_a_damaged_picture_is_refused_or_opens(data: st.DataObject) -> None:
    spoilt = bytearray(data.draw(st.sampled_from([picture("JPEG"), picture("PNG")])))
    for _ in range(data.draw(st.integers(1, 8))):
        spoilt[data.draw(st.integers(8, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    assert refusal(bytes(spoilt)) in {None, PieceRefusal.PICTURE_DAMAGED, PieceRefusal.PICTURE_TOO_LARGE}


class Counted(io.BytesIO):
    """What a browser sends, and how much of it was taken."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Some of it."""
        data = super().read(size)
        self.taken += len(data)
        return data


def test_no_more_is_read_of_a_file_than_the_limit() -> None:
    small = PieceReader(Inspector(), replace(LIMITS, max_bytes=1000))
    content = Counted(bytes(10**6))
    with pytest.raises(PieceRefused) as refused:
        small.read("a.pdf", content)
    assert (refused.value.code, content.taken) == (PieceRefusal.TOO_LARGE, 1001)


def test_a_request_has_so_many_files_and_bytes() -> None:
    limits = replace(LIMITS, max_files=3, max_bytes_together=2 * len(PLAIN))
    reader = PieceReader(Inspector(), limits)
    assert refusal(PLAIN, reader, (len(PLAIN),)) is None
    assert refusal(PLAIN, reader, (len(PLAIN) + 1,)) is PieceRefusal.TOO_LARGE_TOGETHER
    assert refusal(PLAIN, reader, (1, 1)) is None
    content = Counted(PLAIN)
    with pytest.raises(PieceRefused) as refused:
        reader.read("a.pdf", content, (1, 1, 1))
    assert (refused.value.code, content.taken) == (PieceRefusal.TOO_MANY, 0)


@pytest.mark.databases("sqlite", because="nothing is read")
def test_the_limits_are_those_of_the_settings(app: Flask) -> None:
    assert get_piece_reader(app).limits == LIMITS
    app.config.update(DOCUMENT_MAX_BYTES=100, PIECES_MAX_FILES=1, PIECES_MAX_BYTES=50)
    assert get_piece_reader(app).limits == PieceLimits(max_bytes=100, max_files=1, max_bytes_together=50)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Talon de paie.pdf", "Talon de paie.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\reçu.PDF", "reçu.PDF"),
        ("fdp.\u202egpj.exe", "fdp.gpj.exe"),
        ("a\u0000b\r\nc\td.pdf", "ab c d.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("📎 preuve.png", "📎 preuve.png"),
        ("", "-"),
        ("..//", "-"),
        ("\u200b\u202e", "-"),
    ],
)
def test_a_name_is_shown_without_what_hides_in_it(given: str, name: str) -> None:
    assert piece_name(given) == name


def test_a_name_without_end_keeps_its_ending() -> None:
    name = piece_name("é" * 300 + ".pdf")
    assert (len(name), name[-5:]) == (120, "….pdf")
    assert len(piece_name("é" * 300)) == len(piece_name("a." + "b" * 300)) == 120


@given(st.text(max_size=400))
def test_any_name_can_be_shown(given: str) -> None:
    name = piece_name(given)
    assert 0 < len(name) <= 120
    assert not set(name) & set("/\\\n\r\t\0\u202e\u202d\u2066")
    assert piece_name(name) == name


def test_each_refusal_is_one_sentence_in_both_languages() -> None:
    for code in PieceRefusal:
        for said in (code.fr, code.en):
            assert said.endswith("."), said
    assert not {code.value for code in PieceRefusal} & {code.value for code in PdfRefusal}
