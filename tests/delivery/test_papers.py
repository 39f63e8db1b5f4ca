"""What a paper may hold: each hostile thing, in every guise, is refused by its name; honest papers are taken."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from app.delivery.received.inspection import PdfRefused, inspect
from app.delivery.received.words import PdfRefusal
from tests.delivery import papers, pdfs

HONEST = sorted((Path(__file__).parent / "honest").glob("*.pdf"))
FILE = Dictionary(Type=Name.Filespec, F=String("autre.pdf"))


def verdict(data: bytes | Path) -> str | None:
    """The code of the refusal, or None."""
    try:
        inspect(data)
    except PdfRefused as refused:
        return refused.code.value
    return None


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.name)
def test_what_honest_programs_write_is_taken(path: Path) -> None:
    assert verdict(path) is None


def test_there_are_honest_papers_of_many_makers() -> None:
    assert len(HONEST) >= 14


WELCOME: dict[str, Callable[[], bytes]] = {
    "entries of makers": papers.from_makers,
    "a filled form": papers.filled_form,
    "a scan close to bookmarks": papers.scan_with_bookmark,
    "bookmarks that lead to a page": lambda: papers.with_bookmarks(S=Name.GoTo, D=Array([0, Name.Fit])),
    "a link to the next page": lambda: pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.Named, N=Name.NextPage)),
    "a link without its scheme": lambda: papers.linked("www.relais.example/avis"),
    "a link to a telephone": lambda: papers.linked("tel:+15145550199"),
    "an update": lambda: pdfs.updated(papers.PLAIN, b"/Lang (fr)"),
    "spaces and zeros after the end": lambda: papers.followed(b"\r\n  \0\0\0" + bytes(5000)),
    "a picture of 130 million dots": lambda: papers.picture(10_200, 13_200, BitsPerComponent=1),
    "a tree of pages with levels": lambda: papers.tree("2", "3 0 R 5 0 R"),
    "a base for links that is empty": lambda: pdfs.catalogued(URI=Dictionary()),
    "a picture with a mask": lambda: papers.picture(ImageMask=True, BitsPerComponent=1, Decode=[1, 0]),
    "a fax": lambda: papers.picture(
        9, 9, Filter=Name.CCITTFaxDecode, DecodeParms=Dictionary(K=-1, Columns=9, Rows=9), BitsPerComponent=1
    ),
    "a small picture inside a page": lambda: papers.inline("/W 60", "/H 60"),
    "a small picture inside a page, written in two ways": lambda: papers.inline(
        "/W 60", "/H 60", ("ASCII85Decode", "FlateDecode")
    ),
    "a font that is called as a script is": lambda: papers.indirect(
        lambda pdf: pdf.Root.__setattr__("Dests", Dictionary(Base=Array([0, Name.Fit])))
    ),
}


@pytest.mark.parametrize("what", WELCOME)
def test_what_only_shows_is_taken(what: str) -> None:
    assert verdict(WELCOME[what]()) is None
    assert verdict(pdfs.compressed(WELCOME[what]())) is None


LINKS = [
    "\\\\serveur\\partage\\x",
    "//serveur/partage",
    "\\\\?\\C:\\x",
    "%5C%5Cserveur%5Cpartage",
    "\x01\\\\serveur\\partage",
    "/etc/passwd",
    "dossier\\..\\x.exe",
    "file://serveur/partage",
    "FILE:x",
    "C:\\x.exe",
    "http:\\\\serveur\\partage",
    "smb://serveur",
    "search-ms:query=x",
    "ms-word:ofe|u|x",
    "javascript:x",
    "data:text/html,x",
    "ftp://a.example",
    "vbscript:x",
]


@pytest.mark.parametrize("address", LINKS)
def test_a_link_that_leads_to_no_page_is_refused(address: str) -> None:
    assert verdict(papers.linked(address)) == "link_elsewhere"
    assert verdict(papers.linked(b"\xfe\xff" + address.encode("utf-16-be"))) == "link_elsewhere"
    assert verdict(papers.with_bookmarks(S=Name.URI, URI=String(address))) == "link_elsewhere"


def _indirect_base(pdf: Pdf) -> None:
    pdf.Root.URI = pdf.make_indirect(Dictionary(Base=pdf.make_indirect(String("file://serveur/"))))


def _indirect_action(pdf: Pdf) -> None:
    action = Dictionary(S=pdf.make_indirect(Name("/Hide")), T=String("x"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=pdf.make_indirect(action))
    pdf.pages[0].Annots = pdf.make_indirect(Array([pdf.make_indirect(link)]))


def _annotation_by_reference(pdf: Pdf) -> None:
    kind = pdf.make_indirect(Name("/Projection"))
    pdf.pages[0].Annots = Array([Dictionary(Subtype=kind, Rect=[0, 0, 9, 9])])


def _turning_bookmarks(pdf: Pdf) -> None:
    one = pdf.make_indirect(Dictionary(Title=String("a")))
    one.Next = one
    pdf.Root.Outlines = Dictionary(First=one, Last=one)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a base for links": (lambda: pdfs.catalogued(URI=Dictionary(Base=String("\\\\serveur\\"))), "base_address"),
    "a base for links, by reference": (lambda: papers.indirect(_indirect_base), "base_address"),
    "an external form": (lambda: papers.form(Ref=Dictionary(F=FILE, Page=0)), "external_content"),
    "an external form, by its file alone": (
        lambda: papers.form(Ref=Dictionary(F=String("\\\\serveur\\x.pdf"), Page=0)),
        "external_content",
    ),
    "a picture that stands elsewhere (OPI 1.3)": (
        lambda: papers.picture(OPI=Dictionary({"/1.3": Dictionary(Version=1.3, F=String("x.tif"))})),
        "external_content",
    ),
    "a form that stands elsewhere (OPI 2.0)": (
        lambda: papers.form(OPI=Dictionary({"/2.0": Dictionary(Version=2, F=String("x.tif"))})),
        "external_content",
    ),
    "a profile that stands elsewhere": (
        lambda: pdfs.catalogued(OutputIntents=Array([Dictionary(S=Name.GTS_PDFX, DestOutputProfileRef=Dictionary())])),
        "external_content",
    ),
    "a file by its name": (lambda: pdfs.catalogued(Other=FILE), "named_file"),
    "a file at an address": (
        lambda: pdfs.catalogued(Other=Dictionary(FS=Name.URL, F=String("https://a.example/x"))),
        "named_file",
    ),
    "an article in another file": (
        lambda: pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.Thread, D=0, F=String("x.pdf"))),
        "named_file",
    ),
    "an enormous picture": (lambda: papers.picture(60_000, 60_000), "picture_too_large"),
    "an enormous picture, 1 bit deep": (
        lambda: papers.picture(60_000, 60_000, BitsPerComponent=1),
        "picture_too_large",
    ),
    "an enormous fax": (
        lambda: papers.picture(Filter=Name.CCITTFaxDecode, DecodeParms=Dictionary(Columns=60_000, Rows=60_000)),
        "picture_too_large",
    ),
    "a small picture that is an enormous JPEG": (
        lambda: papers.picture(content=papers.jpeg(60_000, 60_000), Filter=Name.DCTDecode),
        "picture_too_large",
    ),
    "an enormous JPEG, compressed again": (
        lambda: papers.picture(
            content=zlib.compress(papers.jpeg(60_000, 60_000)), Filter=Array([Name.FlateDecode, Name.DCTDecode])
        ),
        "picture_too_large",
    ),
    "a small picture that is an enormous JPEG 2000": (
        lambda: papers.picture(content=papers.jpeg_2000(60_000, 60_000), Filter=Name.JPXDecode),
        "picture_too_large",
    ),
    "a small picture that is an enormous JBIG2": (
        lambda: papers.picture(content=papers.jbig2(60_000, 60_000), Filter=Name.JBIG2Decode),
        "picture_too_large",
    ),
    "an enormous picture inside a page": (
        lambda: papers.inline("/W 60000", "/H 60000"),
        "picture_too_large",
    ),
    "an enormous picture inside a page, spelled and written otherwise": (
        lambda: papers.inline("/#57idth 60000", "/#48 60000", ("ASCII85Decode", "FlateDecode")),
        "picture_too_large",
    ),
    "an enormous picture inside a page, in hexadecimal": (
        lambda: papers.inline("/Width\0 60000", "/Height 60000", ("ASCIIHexDecode",)),
        "picture_too_large",
    ),
    "an enormous page": (lambda: papers.paged(MediaBox=Array([0, 0, 60_000, 60_000])), "page_too_large"),
    "an enormous page by its unit": (lambda: papers.paged(UserUnit=1000), "page_too_large"),
    "HTML after the end": (lambda: papers.followed(b"<html><script>alert(1)</script>"), "something_after"),
    "a program after the end": (lambda: papers.followed(b"\n" + bytes(2000) + b"MZ\x90"), "something_after"),
    "an archive after the end": (lambda: papers.followed(b"PK\x03\x04" + bytes(30)), "something_after"),
    "a comment after the end": (lambda: papers.followed(b"%<html>"), "something_after"),
    "another end after HTML": (
        lambda: papers.followed(b"<html>\nstartxref\n" + papers.PLAIN.split(b"startxref")[1].strip()),
        "something_after",
    ),
    "HTML in the place of the end": (lambda: papers.PLAIN.replace(b"%%EOF", b"<html>"), "something_after"),
    "HTML before an update": (
        lambda: pdfs.updated(papers.followed(b"<html>"), b"/Lang (fr)"),
        "something_after",
    ),
    "two billion pages announced": (lambda: papers.tree("2000000000"), "pages_contradict"),
    "two billion pages announced, by reference": (lambda: papers.tree("6 0 R"), "pages_contradict"),
    "fewer than no page announced": (lambda: papers.tree("-1"), "pages_contradict"),
    "a number of pages that is none": (lambda: papers.tree("(1)"), "unreadable"),
    "a level that announces another number": (
        lambda: papers.tree("2", "3 0 R 5 0 R", ("4 0 R", "2000000000")),
        "pages_contradict",
    ),
    "levels that announce less than they hold": (
        lambda: papers.tree("1", "3 0 R 5 0 R", ("4 0 R", "1")),
        "pages_contradict",
    ),
    "the same page twice": (lambda: papers.tree("2", "3 0 R 3 0 R"), "unreadable"),
    "pages that turn in circles": (lambda: papers.tree("1", "5 0 R", ("2 0 R", "1")), "unreadable"),
    "an action that hides": (
        lambda: pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.Hide, T=String("x"))),
        "unknown_action",
    ),
    "an action that hides, by references": (lambda: papers.indirect(_indirect_action), "unknown_action"),
    "an action that prints": (
        lambda: pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.Named, N=Name.Print)),
        "unknown_action",
    ),
    "an unknown action after a known one": (
        lambda: pdfs.annotated(
            Subtype=Name.Link,
            A=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([Dictionary(S=Name.Unheard)])),
        ),
        "unknown_action",
    ),
    "an unknown action in a bookmark": (lambda: papers.with_bookmarks(S=Name.Unheard), "unknown_action"),
    "an unknown action in a field": (
        lambda: papers.filled_form(A=Dictionary(S=Name.ResetForm)),
        "unknown_action",
    ),
    "an unknown annotation": (lambda: pdfs.annotated(Subtype=Name.Projection), "unknown_annotation"),
    "an unknown annotation, by reference": (
        lambda: papers.indirect(_annotation_by_reference),
        "unknown_annotation",
    ),
    "an annotation of no kind": (lambda: pdfs.annotated(), "unknown_annotation"),
    "a program in PostScript": (
        lambda: papers.shown(Type=Name.XObject, Subtype=Name.PS, content=b"(x) run"),
        "unknown_content",
    ),
    "a form in PostScript": (lambda: papers.form(Subtype2=Name.PS), "unknown_content"),
    "an unknown entry of the catalogue": (
        lambda: pdfs.catalogued(Unheard=Dictionary(Type=Name.Thing, Does=Name.Something)),
        "unknown_content",
    ),
    "an unknown entry of a page": (
        lambda: papers.paged(Unheard=Dictionary(S=Name.Something)),
        "unknown_content",
    ),
    "an unknown compression": (
        lambda: pdfs.with_stream(b"x", Filter=Name.BrotliDecode),
        "unknown_compression",
    ),
    "requirements": (
        lambda: pdfs.catalogued(Requirements=Array([Dictionary(S=Name.EnableJavaScripts)])),
        "javascript",
    ),
    "bookmarks that turn in circles": (lambda: papers.indirect(_turning_bookmarks), "too_complex"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_does_more_is_refused_by_its_name(what: str) -> None:
    build, reason = HOSTILE[what]
    assert verdict(build()) == reason


#: What does not survive being written again by an honest program.
AT_THE_EDGES = {"something_after", "too_complex", "pages_contradict", "unreadable"}
REWRITTEN = [what for what, (_build, reason) in HOSTILE.items() if reason not in AT_THE_EDGES]


@pytest.mark.parametrize("what", REWRITTEN)
def test_it_is_found_inside_object_streams_too(what: str) -> None:
    build, reason = HOSTILE[what]
    assert verdict(pdfs.compressed(build())) == reason


SPELLED = {
    "URI": (lambda: papers.linked("\\\\serveur\\x"), "link_elsewhere"),
    "Base": HOSTILE["a base for links"],
    "Ref": HOSTILE["an external form"],
    "OPI": HOSTILE["a picture that stands elsewhere (OPI 1.3)"],
    "Width": HOSTILE["an enormous picture"],
    "Hide": HOSTILE["an action that hides"],
    "Projection": HOSTILE["an unknown annotation"],
    "PS": HOSTILE["a program in PostScript"],
}


@pytest.mark.parametrize("name", SPELLED)
def test_it_is_found_when_its_name_is_written_in_hexadecimal(name: str) -> None:
    build, reason = SPELLED[name]
    data = papers.with_every_name_spelled(build(), name)
    assert f"/{name} ".encode() not in data
    assert verdict(data) == reason
    assert verdict(papers.with_every_name_spelled(papers.linked("https://a.example"), name)) is None


def test_an_object_stream_of_more_than_8_mib_stays_refused() -> None:
    assert verdict(pdfs.object_stream(b"[" + b"0 " * (4 * pdfs.MEGABYTE + 9) + b"]")) == "too_complex"


def test_each_refusal_has_a_sentence_of_its_own_in_both_languages() -> None:
    every = list(PdfRefusal)
    assert len({code.fr for code in every}) == len({code.en for code in every}) == len(every)
    assert all(code.fr.endswith(".") and code.en.endswith(".") for code in every)


@given(st.sampled_from(HONEST), st.integers(0, 2**32), st.binary(min_size=1, max_size=12))
def test_an_honest_paper_that_was_altered_passes_or_is_refused_and_breaks_nothing(
    path: Path, place: int, content: bytes
) -> None:
    data = bytearray(path.read_bytes())
    at = place % len(data)
    data[at : at + len(content)] = content
    assert verdict(bytes(data)) in {None, *PdfRefusal}
