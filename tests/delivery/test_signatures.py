"""The installation's signature in a PDF: a reader of others shows it, and no byte changes without it."""

from __future__ import annotations

import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pdfua
import pikepdf
import pytest

from app.delivery.post.attestations import Attestation, AttestationPress
from app.delivery.post.signatures import Signer

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("key") / "attestation_key.pem", "Relais")


def attested_by(signer: Signer) -> bytes:
    attestation = Attestation(
        reference="a-review",
        attested_at=AT,
        attested_by="Amélie Tremblay",
        facts=[["Employeur", "Fonderie Alpha inc."]],
        statement="J’atteste.",
        differences=[],
        counts=[["Droits gardés", "1"]],
        rights=[["Paul Côté", "Suivi des dossiers", "Sans échéance", "Sans échéance", "Gardé"]],
        rules="A1 v1",
    )
    return AttestationPress(signer, "Relais").render(attestation).pdf


@pytest.fixture(scope="module")
def signed(signer: Signer) -> bytes:
    return attested_by(signer)


@pytest.fixture
def path(signed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    return path


def test_a_signature_says_for_whom_and_when(signer: Signer, signed: bytes) -> None:
    found = signer.signature_in(signed)
    assert found is not None
    assert (found.name, found.at, found.certificate) == ("Amélie Tremblay", AT, signer.certificate)


def test_another_reader_finds_it_valid_over_the_whole_file(path: Path) -> None:
    run = subprocess.run(["pdfsig", "-nocert", path], check=True, capture_output=True, text=True, env={"TZ": "UTC"})
    for words in (
        "Signature is Valid",
        "Total document signed",
        "ETSI.CAdES.detached",
        "Mar 02 2026 15:00:00",
        "Common Name: Relais",
    ):
        assert words in run.stdout


def test_another_reader_sees_that_a_word_was_changed(signed: bytes, path: Path) -> None:
    at = signed.index(b"/Lang")
    path.write_bytes(signed[:at] + b"/Lanq" + signed[at + 5 :])
    run = subprocess.run(["pdfsig", "-nocert", path], check=False, capture_output=True, text=True)
    assert "Signature is Valid" not in run.stdout


def test_no_signed_byte_changes_without_the_signature(signer: Signer, signed: bytes) -> None:
    """All but the signature's own value, which nothing can sign: `attestations verify` compares the whole file."""
    with pikepdf.open(io.BytesIO(signed)) as document:
        start, length, after, rest = (int(each) for each in document.Root.AcroForm.Fields[0].V.ByteRange)
    assert (start, after + rest) == (0, len(signed)), "the signature is over the whole file"
    places = [*range(0, length, 499), length - 1, *range(after, len(signed), 61), len(signed) - 1]
    for place in places:
        altered = bytearray(signed)
        altered[place] ^= 1
        assert signer.signature_in(bytes(altered)) is None, place


def test_a_spoilt_signature_never_says_something_else(signer: Signer, signed: bytes) -> None:
    true = signer.signature_in(signed)
    with pikepdf.open(io.BytesIO(signed)) as document:
        _, length, after, _ = (int(each) for each in document.Root.AcroForm.Fields[0].V.ByteRange)
    for place in range(length, after, 53):
        altered = bytearray(signed)
        altered[place] ^= 1
        assert signer.signature_in(bytes(altered)) in (None, true), place


def test_nothing_is_added_after_the_signature(signer: Signer, signed: bytes, tmp_path: Path) -> None:
    assert signer.signature_in(signed + b"\n%%EOF\n") is None
    with pikepdf.open(io.BytesIO(signed)) as document:
        document.save(tmp_path / "again.pdf")
    assert signer.signature_in((tmp_path / "again.pdf").read_bytes()) is None


def test_the_signature_of_another_key_is_not_ours(signer: Signer, signed: bytes, tmp_path: Path) -> None:
    stranger = Signer(tmp_path / "key.pem", "Relais")
    assert stranger.signature_in(signed) is None
    assert signer.signature_in(attested_by(stranger)) is None


def test_a_signed_file_is_for_everybody_and_for_long(path: Path) -> None:
    assert [finding.message for finding in pdfua.validate(path).findings] == []
    with pikepdf.open(path) as document:
        said = document.open_metadata()
        assert (said["pdfuaid:part"], said["pdfaid:part"], said["pdfaid:conformance"]) == ("1", "2", "A")
        assert said["pdf:Producer"] == str(document.docinfo.Producer)
        assert "/Version" not in document.Root
        (field,) = document.Root.AcroForm.Fields
        flags, invisible, hidden, printed, no_view, toggle = int(field.F), 1, 2, 4, 32, 256
        assert flags & (invisible | hidden | no_view | toggle) == 0
        assert flags & printed
        assert field.TU
        assert [float(each) for each in field.Rect[2:]] == [float(each) for each in field.Rect[:2]]
        assert float(field.Rect[0]) < 0


class RenewedOnceRead(type(Path())):  # type: ignore[misc]
    """A file of a key that another process renews as soon as it was read."""

    def read_bytes(self) -> bytes:
        content = Path(self).read_bytes()
        Signer(Path(self), "Relais").renew()
        return content


def test_a_key_that_is_renewed_while_signing_leaves_a_true_signature(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "attestation_key.pem"
    Signer(path, "Relais").certificates_pem  # noqa: B018 (made here)
    pdf = attested_by(Signer(RenewedOnceRead(path), "Relais"))
    assert Signer(path, "Relais").signature_in(pdf) is not None


def test_only_its_owner_reads_the_key(signer: Signer, signed: bytes) -> None:
    assert signer.path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in signer.path.parent.iterdir()] == [signer.path.name]
