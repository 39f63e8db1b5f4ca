"""PDFs made for the inspection: harmless, hostile, and bombs."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "small" / "deposits" / "pdf").glob("*.pdf"))
MEGABYTE = 2**20


def save(pdf: Pdf, **options: object) -> bytes:
    """The bytes of a PDF."""
    stream = io.BytesIO()
    pdf.save(stream, **options)
    return stream.getvalue()


def blank(pages: int = 1) -> Pdf:
    """A PDF of empty pages."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    return pdf


def on_opening(**action: object) -> bytes:
    """A PDF that does something when it opens."""
    pdf = blank()
    pdf.Root.OpenAction = Dictionary(**action)
    return save(pdf)


def annotated(**entries: object) -> bytes:
    """A PDF with one annotation."""
    pdf = blank()
    pdf.pages[0].Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries))])
    return save(pdf)


def catalogued(**entries: object) -> bytes:
    """A PDF with something in its catalogue."""
    pdf = blank()
    for key, value in entries.items():
        pdf.Root[f"/{key}"] = value
    return save(pdf)


def attached() -> bytes:
    """A PDF with a file attached, as pikepdf itself attaches one."""
    pdf = blank()
    pdf.attachments["facture.exe"] = b"MZ"
    return save(pdf)


def hidden_name(name: str) -> bytes:
    """A PDF whose annotation names its action by a reference to an object that is only a name."""
    pdf = blank()
    action = Dictionary(S=pdf.make_indirect(Name(f"/{name}")), F=String("calc.exe"))
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])
    return save(pdf)


def compressed(data: bytes) -> bytes:
    """The same PDF with its objects inside object streams."""
    return save(pikepdf.open(io.BytesIO(data)), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def updated(data: bytes, entry: bytes) -> bytes:
    """The same PDF with an incremental update that replaces its catalogue by one with `entry`."""
    pdf = pikepdf.open(io.BytesIO(data))
    number = pdf.Root.objgen[0]
    size = int(pdf.trailer.Size)
    start = data.rindex(b"startxref") + 10
    previous = int(data[start : data.index(b"\n", start)])
    at = len(data)
    catalogue = pdf.Root.unparse(resolved=True).removesuffix(b">>") + entry + b" >>"
    body = b"%d 0 obj\n%b\nendobj\n" % (number, catalogue)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    trailer = b"trailer << /Size %d /Root %d 0 R /Prev %d >>\n" % (size, number, previous)
    return data + body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(body))


def object_stream(
    body: bytes, filters: bytes = b"/FlateDecode", encode: Callable[[bytes], bytes] = zlib.compress
) -> bytes:
    """A PDF written by hand, of which object 5 stands in an object stream encoded at will."""
    content = b"5 0 " + body
    packed = encode(content)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Other 5 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter %b /Length %d >>\nstream\n%b\nendstream"
        % (filters, len(packed), packed),
    }
    out, offsets = b"%PDF-1.7\n", []
    for number, text in objects.items():
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    places = [(0, 0), *((1, offset) for offset in offsets), (2, 4), (1, len(out))]
    rows = b"".join(bytes([kind]) + value.to_bytes(4, "big") + b"\0" for kind, value in places)
    return out + (
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%b\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(rows), rows, len(out))
    )


def with_stream(content: bytes, **entries: object) -> bytes:
    """A PDF with one stream, whose raw content is given."""
    pdf = blank()
    pdf.Root.Other = pdf.make_stream(content, **entries)
    return save(pdf)


def bomb() -> bytes:
    """600 kilobytes that inflate to 600 megabytes: one compressed megabyte, again and again."""
    engine = zlib.compressobj(9)
    megabyte = engine.compress(bytes(MEGABYTE)) + engine.flush(zlib.Z_FULL_FLUSH)
    header, block = megabyte[:2], megabyte[2:]
    return with_stream(header + block * 600, Filter=Name.FlateDecode)


script = partial(Dictionary, S=Name.JavaScript, JS=String("app.alert(1)"))
