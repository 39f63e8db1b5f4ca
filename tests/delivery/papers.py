"""PDFs for what a paper may hold: each hostile thing in every guise, and what honest programs write."""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.delivery import pdfs

PLAIN = pdfs.save(pdfs.blank())


def linked(address: str | bytes) -> bytes:
    """A PDF with a link."""
    return pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(address)))


def shown(stream: pikepdf.Stream | None = None, content: bytes = b"", **entries: object) -> bytes:
    """A PDF whose page shows a form or a picture."""
    pdf = pdfs.blank()
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=pdf.make_stream(content, **entries)))
    return pdfs.save(pdf)


def form(**entries: object) -> bytes:
    """A PDF whose page shows a form."""
    return shown(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], **entries)


def picture(width: int = 1, height: int = 1, content: bytes = b"\0", **entries: object) -> bytes:
    """A PDF whose page shows a picture."""
    colours = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    size = {"Width": width, "Height": height}
    return shown(content=content, Type=Name.XObject, Subtype=Name.Image, **{**colours, **size, **entries})


def inline(width: str, height: str, filters: tuple[str, ...] = ("FlateDecode",)) -> bytes:
    """A PDF whose page holds a picture inside its content."""
    content = f"q 9 0 0 9 0 0 cm (BI) Tj\nBI {width} {height} /CS /G /BPC 8 ID \0 EI\nQ".encode()
    encoders = {
        "FlateDecode": zlib.compress,
        "ASCII85Decode": lambda data: base64.a85encode(data) + b"~>",
        "ASCIIHexDecode": lambda data: data.hex().encode() + b">",
    }
    for name in reversed(filters):
        content = encoders[name](content)
    pdf = pdfs.blank()
    pdf.pages[0].Contents = pdf.make_stream(content, Filter=Array([Name(f"/{name}") for name in filters]))
    return pdfs.save(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG, after a comment as long as they come."""
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xfe\xff\xff" + bytes(65_533) + b"\xff\xc2\x00\x0b\x08" + size + b"\x01\x01\x11\x00\xff\xda"


def jpeg_2000(width: int, height: int) -> bytes:
    """The beginning of a JPEG 2000, in its box."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff\x4f\xff\x51\0\x29\0\0" + size + bytes(40)


def jbig2(width: int, height: int) -> bytes:
    """A JBIG2 of one page."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\0\0\0\0\x30\0\x01\0\0\0\x13" + size + bytes(11)


def tree(count: str, kids: str = "3 0 R", below: tuple[str, str] | None = None) -> bytes:
    """A PDF written by hand, whose tree of pages announces a number; `below`: the kids and number of a second level."""
    inner = below or ("4 0 R", "1")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        page,
        page,
        f"<< /Type /Pages /Parent 2 0 R /Kids [{inner[0]}] /Count {inner[1]} >>".encode(),
        b"2000000000",
    ]
    text = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in enumerate(objects, 1))
    return _with_table(text + b"\nxref\ntrailer << /Size 7 /Root 1 0 R >>\nstartxref")


def paged(**entries: object) -> bytes:
    """A PDF with something in its page."""
    pdf = pdfs.blank()
    for key, value in entries.items():
        pdf.pages[0][f"/{key}"] = value
    return pdfs.save(pdf)


def followed(tail: bytes) -> bytes:
    """A PDF with something after its end."""
    return PLAIN + tail


def with_bookmarks(**action: object) -> bytes:
    """A PDF with a bookmark inside another."""
    pdf = pdfs.blank()
    outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    inner = pdf.make_indirect(Dictionary(Title=String("b"), A=Dictionary(**action)))
    outer = pdf.make_indirect(Dictionary(Title=String("a"), Parent=outlines, First=inner, Last=inner, Count=-1))
    inner.Parent, outlines.First, outlines.Last = outer, outer, outer
    pdf.Root.Outlines = outlines
    return pdfs.save(pdf)


def filled_form(**entries: object) -> bytes:
    """A PDF with a form: a field with a kid that is a widget of the page."""
    pdf = pdfs.blank()
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("nom"), V=String("Ève"), DA=String("/Helv 0 Tf"), Ff=0))
    widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], F=4, Parent=field, MK=Dictionary())
    for key, value in entries.items():
        widget[f"/{key}"] = value
    kid = pdf.make_indirect(widget)
    field.Kids = Array([kid])
    pdf.pages[0].Annots = Array([kid])
    fonts = Dictionary(Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    pdf.Root.AcroForm = Dictionary(Fields=[field], DR=Dictionary(Font=fonts), NeedAppearances=True)
    return pdfs.save(pdf)


def scan_with_bookmark() -> bytes:
    """A page scanned without loss, 8.4 million bytes once inflated, close after bookmarks."""
    pdf = pdfs.blank()
    outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    bookmark = pdf.make_indirect(
        Dictionary(Title=String("a"), Parent=outlines, Dest=Array([pdf.pages[0].obj, Name.Fit]))
    )
    outlines.First = outlines.Last = bookmark
    pdf.Root.Outlines = outlines
    scan = pdf.make_stream(zlib.compress(bytes(8_400_000)), Filter=Name.FlateDecode, Width=2800, Height=3000)
    scan.Type, scan.Subtype, scan.ColorSpace, scan.BitsPerComponent = Name.XObject, Name.Image, Name.DeviceGray, 8
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(S=scan))
    return pdfs.save(pdf)


def from_makers() -> bytes:
    """What makers write besides: their own entries, private data, layers, tags, metadata, intents, signatures."""
    pdf = pdfs.blank()
    page, root = pdf.pages[0], pdf.Root
    page["/PTEX.PageNumber"] = 1
    page.PieceInfo = Dictionary(Maker=Dictionary(LastModified=String("D:2026"), Private=pdf.make_stream(b"private")))
    page.Trans, page.Tabs, page.UserUnit = Dictionary(Type=Name.Trans, S=Name.Split), Name.S, 1
    extras = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[0, 0, 1, 1])
    page.Annots = Array(
        [
            Dictionary(
                {
                    "/Type": Name.Annot,
                    "/Subtype": Name.Square,
                    "/Rect": Array([0, 0, 9, 9]),
                    "/AAPL:AKExtras": Dictionary({"/AAPL:AKPDFAnnotationDictionary": pdf.make_indirect(extras)}),
                }
            )
        ]
    )
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Calque")))
    root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(BaseState=Name.ON, ON=[layer]))
    note = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Note, K=0))
    reference = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/My_Reference"), K=1, Ref=Array([note])))
    root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=[note, reference], RoleMap=Dictionary(Mine=Name.P))
    root.MarkInfo = Dictionary(Marked=True)
    root.Metadata = pdf.make_stream(b"<x/>", Type=Name.Metadata, Subtype=Name.XML)
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB"))
    intent.DestOutputProfile = pdf.make_stream(b"profile", N=3)
    root.OutputIntents = Array([intent])
    root.DSS = Dictionary(Type=Name.DSS, Certs=Array([pdf.make_stream(b"certificate")]))
    root.Extensions = Dictionary(ADBE=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=8))
    root.ADBE_FillSignInfo = Dictionary(Type=Name("/ADBE_Fill"), Version=1)
    pdf.docinfo["/AAPL:Keywords"] = Array([String("a")])
    return pdfs.save(pdf)


def with_every_name_spelled(data: bytes, name: str) -> bytes:
    """The same PDF, not compressed, with a name written in hexadecimal wherever it stands; its table is made anew."""
    plain = pikepdf.open(io.BytesIO(data))
    text = pdfs.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True, static_id=True)
    spelled = b"/" + b"".join(b"#%02X" % ord(sign) for sign in name)
    changed = re.sub(rb"/" + name.encode() + rb"(?![\w.])", spelled, text)
    return _with_table(changed)


def _with_table(text: bytes) -> bytes:
    """A PDF whose objects have moved, with a table of where they stand now."""
    start = text.rindex(b"\nxref\n") + 1
    head, trailer = text[:start], re.search(rb"trailer.*?>>(?=\s*startxref)", text[start:], re.S)
    assert trailer
    places = {int(found[1]): found.start(1) for found in re.finditer(rb"(?<=\n)(\d+) 0 obj\b", head)}
    rows = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(places) + 1, rows)
    return head + table + trailer[0] + b"\nstartxref\n%d\n%%%%EOF\n" % len(head)


def indirect(build: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF to which something is done by hand."""
    pdf = pdfs.blank()
    build(pdf)
    return pdfs.save(pdf)
