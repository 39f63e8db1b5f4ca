"""The proof of a notice as a signed PDF says what its page says, to whom it says it, and is dated and signed."""

from __future__ import annotations

import subprocess
from contextvars import Context
from pathlib import Path

import pdfua
import pytest
from flask.testing import FlaskCliRunner

from app import clock
from app.delivery.post.proofs import get_proof_press
from tests.scenes.reading_room import ReadingRoom, room

__all__ = ["room"]


def taken_out(room: ReadingRoom, document: str, folder: Path) -> tuple[bytes, str]:
    """The file, and its text on one line."""
    response = Context().run(room.client.raw.get, f"/documents/{document}/preuve.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="preuve-2026-03-02-')
    path = folder / "proof.pdf"
    path.write_bytes(response.data)
    run = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
    return response.data, " ".join(run.stdout.replace("\u200b", "").split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_says_what_the_page_says_and_by_whom_it_was_taken_out(
    room: ReadingRoom, tmp_path: Path, language: str
) -> None:
    document = room.deposit(title="Avis de décision")
    room.client.raw.get(f"/documents/{document.public_id}/contenu")
    room.reader.language = language
    room.session.commit()
    page = room.client.get(f"/documents/{document.public_id}/preuve")
    pdf, said = taken_out(room, document.public_id, tmp_path)
    facts = [cell for cell in page.words_of("//main//dd") if len(cell) < 60 and "(" not in cell]
    opened = page.words_of("//main//ul/li")
    assert len(facts) > 6
    assert [each for each in (*facts, *opened, document.sha256, room.reader.name) if each not in said] == []
    assert {"fr": "le 2 mars 2026 à 10 h 00, par Luc", "en": "on 2 March 2026 at 10:00, by Luc"}[language] in said
    assert room.employer.name in said
    path = tmp_path / "proof.pdf"
    assert [finding.message for finding in pdfua.validate(path).findings] == []
    signer = get_proof_press(room.client.app).signer
    found = signer.signature_in(pdf)
    assert found is not None
    assert (found.name, found.at, document.public_id in found.reason) == (room.reader.name, clock.now(), True)
    assert signer.signature_in(pdf.replace(b"/Title", b"/Titlf", 1)) is None


def test_it_hides_what_the_page_hides(room: ReadingRoom, tmp_path: Path) -> None:
    document = room.deposit()
    said = taken_out(room, document.public_id, tmp_path)[1]
    assert room.rse.name in said
    assert room.rse.email not in said
    assert "luc@courriel.example" in said
    assert "L'adresse d'une autre personne n'est montrée qu'à qui accorde ses droits d'accès." in said


def test_the_command_verifies_it_to_the_last_byte(room: ReadingRoom, cli: FlaskCliRunner, tmp_path: Path) -> None:
    document = room.deposit()
    pdf = taken_out(room, document.public_id, tmp_path)[0]
    path = tmp_path / "proof.pdf"
    said = cli.invoke(args=["receipts", "verify", str(path)]).output
    assert f"true and unaltered: proof of the notice of document {document.public_id}, as of 2026-03-02" in said
    path.write_bytes(pdf.replace(b"/Lang", b"/Lanq", 1))
    result = cli.invoke(args=["receipts", "verify", str(path)])
    assert (result.exit_code, "no signature of this installation" in result.output) == (1, True)


def test_a_stranger_s_document_has_no_proof(room: ReadingRoom) -> None:
    assert room.client.raw.get("/documents/nulle-part/preuve.pdf").status_code == 404
