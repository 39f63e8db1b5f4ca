"""An incoming PDF is whole, open, inert and of a reasonable size, or it is refused with one reason."""

from __future__ import annotations

import binascii
import random
import zlib
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Encryption, Name, String

from app.delivery.received.inspection import Inspection, Inspector, Limits, PdfRefused, get_inspector, inspect
from app.delivery.received.words import PdfRefusal
from tests.delivery import pdfs

SAMPLES = pdfs.SAMPLES
PLAIN = pdfs.save(pdfs.blank())
SCRIPT = pdfs.script()


def verdict(data: bytes | Path, limits: Limits | None = None) -> str | None:
    """The code of the refusal, or None."""
    try:
        inspect(data, limits)
    except PdfRefused as refused:
        return refused.code.value
    return None


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_real_documents_pass(path: Path) -> None:
    data = path.read_bytes()
    assert inspect(data) == Inspection(1, sha256(data).hexdigest(), len(data))
    assert inspect(path) == inspect(data)


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 10


HARMLESS = {
    "three pages": pdfs.save(pdfs.blank(3)),
    "compressed objects": pdfs.compressed(PLAIN),
    "linearized": pdfs.save(pdfs.blank(), linearize=True),
    "opens on a page": pdfs.on_opening(S=Name.GoTo, D=Array([0, Name.Fit])),
    "a link to the web": pdfs.annotated(
        Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://a.example/b:c"))
    ),
    "a relative link": pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("page?at=12:30"))),
    "a link to an address": pdfs.annotated(
        Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("mailto:a@a.example"))
    ),
    "words that look like actions": pdfs.annotated(Subtype=Name.Text, Contents=String("/JS /Launch /AA /EmbeddedFile")),
    "an object stream by hand": pdfs.object_stream(b"<< /Any (thing) >>"),
    "a form without script": pdfs.catalogued(AcroForm=Dictionary(Fields=Array([]))),
}

HOSTILE = {
    "nothing": (b"", "not_a_pdf"),
    "a program": (b"MZ\x90\x00", "not_a_pdf"),
    "something before the header": (b"GIF89a\n" + PLAIN, "something_before"),
    "only a header": (b"%PDF-1.7\n", "unreadable"),
    "cut short": (PLAIN[:-40], "unreadable"),
    "cut in two": (SAMPLES[0].read_bytes()[:9000], "unreadable"),
    "encrypted": (pdfs.save(pdfs.blank(), encryption=Encryption(owner="o", user="u")), "encrypted"),
    "encrypted without a password": (pdfs.save(pdfs.blank(), encryption=Encryption(owner="o", user="")), "encrypted"),
    "no page": (pdfs.save(pikepdf.new()), "no_page"),
    "script on opening": (pdfs.catalogued(OpenAction=SCRIPT), "javascript"),
    "script after a jump": (pdfs.on_opening(S=Name.GoTo, D=Array([0, Name.Fit]), Next=SCRIPT), "automatic_action"),
    "script in the names": (
        pdfs.catalogued(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), SCRIPT])))),
        "javascript",
    ),
    "script in an annotation": (pdfs.annotated(Subtype=Name.Link, A=SCRIPT), "javascript"),
    "script in a field": (
        pdfs.catalogued(AcroForm=Dictionary(Fields=Array([Dictionary(FT=Name.Tx, AA=Dictionary(K=SCRIPT))]))),
        "automatic_action",
    ),
    "script in compressed objects": (pdfs.compressed(pdfs.catalogued(OpenAction=SCRIPT)), "javascript"),
    "script in another spelling": (
        pdfs.updated(PLAIN, b"/Other << /S /Java#53cript /#4a#53 (app.alert) >>"),
        "javascript",
    ),
    "script in an update": (pdfs.updated(PLAIN, b"/OpenAction << /S /JavaScript /JS (app.alert) >>"), "javascript"),
    "script in a link": (
        pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("JavaScript:alert(1)"))),
        "link_elsewhere",
    ),
    "script in a link, with a line break": (
        pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("java\nscript:alert(1)"))),
        "link_elsewhere",
    ),
    "a link to a local file": (
        pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))),
        "link_elsewhere",
    ),
    "an event": (pdfs.catalogued(AA=Dictionary(WC=Dictionary(S=Name.GoTo))), "automatic_action"),
    "prints by itself": (pdfs.on_opening(S=Name.Named, N=Name.Print), "automatic_action"),
    "launches": (pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("calc.exe"))), "launch_action"),
    "launches by reference": (pdfs.hidden_name("Launch"), "launch_action"),
    "an attached file": (pdfs.attached(), "embedded_file"),
    "an attached file, compressed": (pdfs.compressed(pdfs.attached()), "embedded_file"),
    "an annotation with a file": (
        pdfs.annotated(Subtype=Name.FileAttachment, FS=Dictionary(Type=Name.Filespec, F=String("a"))),
        "embedded_file",
    ),
    "an associated file": (pdfs.catalogued(AF=Array([Dictionary(Type=Name.Filespec)])), "embedded_file"),
    "a portfolio": (pdfs.catalogued(Collection=Dictionary(View=Name.D)), "embedded_file"),
    "sends a form": (
        pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("https://a.example"))),
        "external_action",
    ),
    "imports data": (pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.ImportData)), "external_action"),
    "leads to another file": (pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.GoToR)), "external_action"),
    "leads to an embedded file": (pdfs.annotated(Subtype=Name.Link, A=Dictionary(S=Name.GoToE)), "external_action"),
    "a stream that stands elsewhere": (pdfs.with_stream(b"", F=String("http://a.example/x")), "external_action"),
    "a dynamic form": (
        pdfs.catalogued(AcroForm=Dictionary(XFA=Array([String("template"), String("x")]))),
        "dynamic_form",
    ),
    "rich media": (pdfs.annotated(Subtype=Name.RichMedia), "rich_media"),
    "a film": (pdfs.annotated(Subtype=Name.Screen, A=Dictionary(S=Name.Rendition)), "rich_media"),
    "three dimensions": (pdfs.annotated(Subtype=Name("/3D")), "rich_media"),
    "an old compression": (pdfs.object_stream(b"<< >>", b"/#4cZWDecode", bytes), "unknown_compression"),
    "script compressed twice": (
        pdfs.object_stream(
            b"<< /S /JavaScript /JS (x) >>",
            b"[/FlateDecode /FlateDecode]",
            lambda raw: zlib.compress(zlib.compress(raw)),
        ),
        "unreadable",
    ),
    "script compressed and written in hexadecimal": (
        pdfs.object_stream(
            b"<< /S /JavaScript /JS (x) >>",
            b"[/ASCIIHexDecode /FlateDecode]",
            lambda raw: binascii.hexlify(zlib.compress(raw)) + b">",
        ),
        "unreadable",
    ),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_is_harmless_passes(what: str) -> None:
    assert verdict(HARMLESS[what]) is None


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_is_refused_with_its_reason(what: str) -> None:
    data, reason = HOSTILE[what]
    assert verdict(data) == reason


BOMBS = {
    "a stream that inflates without end": pdfs.bomb,
    "an object stream that inflates to 60 MB": lambda: pdfs.object_stream(b"[" + b"0 " * 30 * pdfs.MEGABYTE + b"]"),
    "an object stream of 14 MB of numbers": lambda: pdfs.object_stream(b"[" + b"0 " * 7 * pdfs.MEGABYTE + b"]"),
    "five million numbers": lambda: pdfs.updated(PLAIN, b"/Other [" + b"0 " * 5_000_000 + b"]"),
    "too many objects": lambda: _many_objects(260_000),
}


def _many_objects(count: int) -> bytes:
    pdf = pdfs.blank()
    pdf.Root.Other = Array([pdf.make_indirect(Dictionary()) for _ in range(count)])
    return pdfs.save(pdf)


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_before_it_bursts(what: str) -> None:
    assert verdict(BOMBS[what]()) == "too_complex"


def test_nesting_does_not_exhaust_the_stack() -> None:
    nested = b"[" * 100_000 + b"]" * 100_000
    assert verdict(pdfs.updated(PLAIN, b"/Other " + nested)) in {"unreadable", "too_complex"}


def test_limits_are_those_given(tmp_path: Path) -> None:
    three = pdfs.save(pdfs.blank(3))
    assert verdict(three, Limits(max_pages=2)) == "too_many_pages"
    assert verdict(three, Limits(max_pages=3)) is None
    assert verdict(three, Limits(max_bytes=len(three))) is None
    assert verdict(three, Limits(max_bytes=len(three) - 1)) == "too_large"
    assert verdict(SAMPLES[0], Limits(max_seconds=0)) == "too_complex"
    path = tmp_path / "large.pdf"
    path.write_bytes(three + bytes(10))
    assert verdict(path, Limits(max_bytes=len(three))) == "too_large"


def test_a_refusal_speaks_both_languages() -> None:
    with pytest.raises(PdfRefused) as caught:
        inspect(b"MZ")
    assert (caught.value.says_fr, caught.value.says_en) == ("Ce fichier n'est pas un PDF.", "This file is not a PDF.")


def test_an_inspector_remembers_what_it_has_seen() -> None:
    inspector = Inspector(remembered=2)
    first = inspector.inspect(SAMPLES[0])
    assert inspector.inspect(SAMPLES[0].read_bytes()) is first
    for _ in range(2):
        with pytest.raises(PdfRefused) as caught:
            inspector.inspect(b"MZ")
        assert caught.value.code is PdfRefusal.NOT_A_PDF
    inspector.inspect(SAMPLES[1])
    assert inspector.inspect(SAMPLES[0]) is not first


def test_the_portal_inspects_under_its_own_limits(app: Flask) -> None:
    app.config["DOCUMENT_MAX_PAGES"] = 2
    with pytest.raises(PdfRefused) as caught:
        get_inspector(app).inspect(pdfs.save(pdfs.blank(3)))
    assert caught.value.code is PdfRefusal.TOO_MANY_PAGES


TEMPLATES = [PLAIN, SAMPLES[0].read_bytes(), pdfs.compressed(SAMPLES[0].read_bytes()), HOSTILE["an attached file"][0]]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "repeat", "insert"]), st.integers(0, 2**32), st.binary(min_size=1, max_size=8)
    ),
    min_size=1,
    max_size=12,
)


@given(st.sampled_from(TEMPLATES), EDITS)
def test_garbage_is_refused_and_never_breaks_the_inspection(data: bytes, edits: list[tuple[str, int, bytes]]) -> None:
    mutated = bytearray(data)
    for kind, place, content in edits:
        at = place % (len(mutated) + 1)
        if kind == "flip":
            mutated[at : at + len(content)] = content
        elif kind == "cut":
            del mutated[at : at + 50 * len(content)]
        elif kind == "repeat":
            mutated[at:at] = mutated[max(0, at - 200) : at]
        else:
            mutated[at:at] = content
    assert verdict(bytes(mutated)) in {None, *PdfRefusal}


@given(st.binary(max_size=400))
def test_random_bytes_after_a_header_are_refused(data: bytes) -> None:
    assert verdict(b"%PDF-1.7\n" + data) in set(PdfRefusal)


def test_no_hostile_sample_passes_for_being_shuffled() -> None:
    """The same catalogue with its entries in any order, and a thousand harmless objects around, is still found."""
    chance = random.Random(7)
    for _ in range(20):
        pdf = pdfs.blank()
        pdf.Root.Other = Array([pdf.make_indirect(Dictionary(A=n)) for n in range(chance.randrange(1000))])
        place = pdf.make_indirect(Dictionary(Deep=Array([Dictionary(Deeper=Dictionary(A=pdfs.script()))])))
        pdf.pages[0].PieceInfo = place
        assert verdict(pdfs.save(pdf)) == "javascript"
