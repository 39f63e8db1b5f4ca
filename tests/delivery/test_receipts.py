"""Receipts: what they say in both languages, who signed them when, and that not one byte of them changes."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pdfua
import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.delivery.post.attestations import Attestation, AttestationPress
from app.delivery.post.receipts import (
    AppliedRule,
    CalculationLine,
    Receipt,
    ReceiptPress,
    ReceivedPiece,
    get_receipt_press,
    reference_signed,
)
from app.delivery.post.signatures import Signer
from tests.delivery import golden

AT = datetime(2026, 1, 23, 20, 4, 5, tzinfo=UTC)
RECEIPT = Receipt(
    title="Avis de l’employeur et demande de remboursement",
    reference="ADR-2026-222222AV",
    filed_at=AT,
    instant="23 janvier 2026 à 15 h 04 (heure du Québec)",
    filed_by="Amélie Tremblay",
    employer="Fonderie Alpha inc.",
    neq="1140000001",
    mandate="Conseils Roy inc., du 5 janvier 2026 au 4 janvier 2027",
    sections=(
        ("Votre version", (("Diffère-t-elle?", "Non"),)),
        (
            "Travailleuse ou travailleur",
            (
                ("Nom", "Jean-Guy Ménard"),
                ("NAS", "••• ••• 286"),
                ("Adresse", "9945, avenue du Parc\nSaguenay"),
                ("Fin", ""),
            ),
        ),
    ),
    calculation=(
        CalculationLine("9 janvier 2026", "160,00 $", "144,00 $", "LATMP, art. 60"),
        CalculationLine("12 janvier 2026", "160,00 $", "144,00 $", "LATMP, art. 60"),
        CalculationLine("Total", "", "288,00 $", "ADR3, version 1"),
    ),
    pieces=(
        ReceivedPiece("Attestation 2026-01-08.pdf", "Attestation médicale", 2, 1_048_213, "a" * 64),
        ReceivedPiece("talon.png", "Talon de paie", 1, 998, "b" * 64),
    ),
    rules=(AppliedRule("ADR1", "1", "LATMP, art. 59"), AppliedRule("ADR3", "1", "LATMP, art. 60")),
    digest="c" * 64,
)
RECEIPTS = {
    "with_all": RECEIPT,
    "with_least": replace(RECEIPT, mandate=None, calculation=(), pieces=(), language="en"),
    "in_english": replace(
        RECEIPT,
        language="en",
        title="Employer’s notice and claim",
        instant="23 January 2026, 3:04 p.m. (Quebec time)",
        sections=(("Your version", (("Does it differ?", "No"),)),),
    ),
}


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> ReceiptPress:
    return ReceiptPress(Signer(tmp_path_factory.mktemp("key") / "attestation_key.pem", "Relais"), "Relais")


@pytest.fixture(scope="module")
def signed(press: ReceiptPress) -> bytes:
    return press.render(RECEIPT).pdf


def text(pdf: bytes, folder: Path) -> str:
    """The text as laid out."""
    path = folder / "receipt.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", RECEIPTS)
def test_a_receipt_says_what_it_always_says(press: ReceiptPress, tmp_path: Path, name: str) -> None:
    golden.check(f"receipts/{name}.txt", text(press.set(RECEIPTS[name], "d" * 64), tmp_path).replace("\u200b", ""))


@pytest.mark.parametrize("name", RECEIPTS)
def test_it_is_for_everybody_and_for_long(press: ReceiptPress, tmp_path: Path, name: str) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(press.render(RECEIPTS[name]).pdf)
    assert [finding.message for finding in pdfua.validate(path).findings] == []
    with pikepdf.open(path) as document:
        said = document.open_metadata()
        assert (said["pdfuaid:part"], said["pdfaid:part"], said["pdfaid:conformance"]) == ("1", "2", "A")
        assert str(document.Root.Lang) == f"{RECEIPTS[name].language}-CA"
        assert "Ménard" not in str(said)


def test_it_is_signed_for_whom_filed_at_that_instant(press: ReceiptPress, signed: bytes) -> None:
    found = press.signer.signature_in(signed)
    assert found is not None
    assert (found.name, found.at, reference_signed(found)) == ("Amélie Tremblay", AT, RECEIPT.reference)


def test_another_reader_finds_it_valid_over_the_whole_file(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed)
    asked = ["pdfsig", "-nocert", tmp_path / "signed.pdf"]
    run = subprocess.run(asked, check=True, capture_output=True, text=True, env={"TZ": "UTC"})
    for words in ("Signature is Valid", "Total document signed", "Jan 23 2026 20:04:05", "Common Name: Relais"):
        assert words in run.stdout


def test_not_one_byte_of_it_changes(press: ReceiptPress, signed: bytes) -> None:
    """Nor in the container of the signature, which no signature covers, above all where it begins."""
    with pikepdf.open(io.BytesIO(signed)) as document:
        _, start, end, _ = (int(each) for each in document.Root.AcroForm.Fields[0].V.ByteRange)
    container = [*range(start, start + 90), *range(start + 90, end, 17)]
    for place in [*range(0, start, 997), *container, *range(end, len(signed), 61)]:
        for flipped in (0x01, 0x20):
            altered = bytearray(signed)
            altered[place] ^= flipped
            assert press.signer.signature_in(bytes(altered)) is None, place


def test_a_long_receipt_numbers_its_pages_and_bears_its_reference_on_each(press: ReceiptPress, tmp_path: Path) -> None:
    answers = tuple((f"Question {number}", "Une réponse. " * 9) for number in range(60))
    said = text(press.set(replace(RECEIPT, sections=(("Tout", answers),)), "d" * 64), tmp_path)
    pages = said.split("\f")[:-1]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Page {number} de {len(pages)}" in page
        assert page.lstrip().startswith("Relais")
        assert RECEIPT.reference in page.lstrip().splitlines()[0]


@pytest.mark.parametrize("typed", ['#panic("x")', "*gras* _it_ `code` $x$", '"); #sys.inputs', "\\u{41}", "<a@b> @ref"])
def test_what_somebody_typed_is_never_read_as_markup(press: ReceiptPress, tmp_path: Path, typed: str) -> None:
    piece = ReceivedPiece(typed, typed, 1, 1, "a" * 64)
    receipt = replace(RECEIPT, title=typed, employer=typed, sections=((typed, ((typed, typed),)),), pieces=(piece,))
    said = re.sub(r"\s+", " ", text(press.set(receipt, "d" * 64), tmp_path))
    assert said.count(typed) == 7


def test_what_cannot_be_drawn_or_has_no_end_leaves_all_the_same(press: ReceiptPress, tmp_path: Path) -> None:
    long = "W" * 300
    line = CalculationLine(long, long, long, long)
    piece = ReceivedPiece(long, "株式会社 😀\u202e\x00", 1, 1, "a" * 64)
    pdf = press.set(replace(RECEIPT, filed_by=long, calculation=(line,), pieces=(piece,)), "d" * 64)
    said = text(pdf, tmp_path).replace("\u200b", "")
    assert said.count("W") == 6 * 300
    assert "???? ???" in said


def test_the_command_verifies_a_receipt(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "receipt.pdf"
    signed = get_receipt_press(app).render(RECEIPT).pdf
    path.write_bytes(signed)
    said = cli.invoke(args=["receipts", "verify", str(path)]).output
    assert "true and unaltered: receipt ADR-2026-222222AV, filed at 2026-01-23T20:04:05+00:00" in said
    assert "signed for Amélie Tremblay" in said
    for other in (signed.replace(b"/Lang", b"/Lanq"), signed[:-1], b"", b"%PDF-1.7"):
        path.write_bytes(other)
        result = cli.invoke(args=["receipts", "verify", str(path)])
        assert (result.exit_code, "no signature of this installation" in result.output) == (1, True)


def test_another_signed_paper_is_no_receipt(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    signer = get_receipt_press(app).signer
    attestation = Attestation("a", AT, f"Récépissé {RECEIPT.reference}", [], "", [], [], [], "A1 v1")
    path = tmp_path / "attestation.pdf"
    path.write_bytes(AttestationPress(signer, "Relais").render(attestation).pdf)
    result = cli.invoke(args=["receipts", "verify", str(path)])
    assert (result.exit_code, "this is no receipt" in result.output) == (1, True)
