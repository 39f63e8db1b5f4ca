"""The installation's signature in a PDF: whoever reads the file sees that it is whole, and who signed it.

A signature is PAdES (baseline B-B: RSA, SHA-256) and certifies the file: nothing may be added after it. Its field is
invisible, out of the page, with the print flag and a text of its own, as PDF/A-2 and PDF/UA-1 ask together. The key and
its self-signed certificate are made at the first signature, in one PEM file; certificates that follow the first one in
it are those of earlier keys, which sign nothing any more and are still known.

pyHanko is imported by what signs or verifies: with its network client, it is the longest to load of all packages.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from flask import Flask

if TYPE_CHECKING:
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import PdfSigner

T = TypeVar("T")

_KEY_BITS = 3072
_FIELD = {"fr": "Signature électronique de l’installation", "en": "Electronic signature of the installation"}
#: RFC 5280, 4.1.2.5: a certificate without a well-defined end. What ends a key here is that another takes its place.
_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a true signature of this installation says: for whom, why, when, and by which certificate (SHA-256)."""

    name: str
    reason: str
    at: datetime | None
    certificate: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the key of one file, readable by its owner only. `installation` is who the certificate names."""

    path: Path
    installation: str

    @property
    def certificate(self) -> str:
        """The SHA-256 of the certificate in use, in hexadecimal."""
        return hashlib.sha256(self._certificates()[0].dump()).hexdigest()

    @property
    def certificates_pem(self) -> bytes:
        """The certificates, without the key: what others need to trust these signatures. The one in use is first."""
        text = self._kept()
        return text[text.index(b"-----BEGIN CERTIFICATE") :]

    def sign(self, pdf: bytes, name: str, reason: str, at: datetime, language: str = "fr") -> bytes:
        """The same PDF, signed and closed to changes, on behalf of somebody (`name`), as of an instant."""
        from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

        from app.delivery.post.signing_key import LoadedKey

        # One reading: a key that is renewed meanwhile comes with its own certificate.
        kept = self._kept()
        signer, of = LoadedKey(kept), (hashlib.sha256(kept).digest(), at.year)
        field = _field(language)
        metadata = PdfSignatureMetadata(
            field_name=field.sig_field_name,
            md_algorithm="sha256",
            name=name,
            reason=reason,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        )
        signing = _signed(PdfSigner(metadata, signer, new_field_spec=field), pdf, at, of)
        signed: bytes = _apart(asyncio.run, signing)
        return signed

    def signature_in(self, pdf: bytes) -> Signature | None:
        """The one signature of a file, if it is ours, true, and over the whole file; None for any other file."""
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko.sign.validation.status import SignatureCoverageLevel
        from pyhanko_certvalidator import ValidationContext

        from app.delivery.post.signing_key import container_of

        ours = self._certificates()
        trusted = ValidationContext(trust_roots=ours, allow_fetching=False)
        try:
            (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
            status = _apart(validate_pdf_signature, embedded, trusted)
            if not status.bottom_line or status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
                return None
            if b"<%b>" % _apart(container_of, embedded).hex().upper().encode() not in pdf:
                return None
            certificate = embedded.signer_cert.dump()
            if certificate not in {each.dump() for each in ours}:
                return None
            name, reason = (str(embedded.sig_object.get(entry, "")) for entry in ("/Name", "/Reason"))
            at = embedded.self_reported_timestamp
        except Exception:
            # Bytes of anybody fail to be a PDF in many ways; whatever fails in them, they bear no signature of ours.
            return None
        return Signature(name, reason, at, hashlib.sha256(certificate).hexdigest())

    def renew(self) -> None:
        """Sign with a new key from now on; what was signed before stays known."""
        earlier = self.certificates_pem
        write_private(self._draft, _new_pair(self.installation) + earlier)
        self._draft.replace(self.path)

    @property
    def _draft(self) -> Path:
        return self.path.with_suffix(f".{os.getpid()}")

    def _certificates(self) -> list[Any]:
        """As pyHanko reads them (asn1crypto, which has no types)."""
        from pyhanko.keys import load_certs_from_pemder_data

        return list(load_certs_from_pemder_data(self._kept()))

    def _kept(self) -> bytes:
        """What the file holds: the key, then certificates. Made at first, unless another process comes first."""
        if not self.path.exists():
            write_private(self._draft, _new_pair(self.installation))
            with suppress(FileExistsError):
                self.path.hardlink_to(self._draft)
            self._draft.unlink()
        return self.path.read_bytes()


def _field(language: str) -> SigFieldSpec:
    """The field of the signature: invisible, out of the page, with a text of its own in the paper's language."""
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec

    return SigFieldSpec(
        "Signature",
        readable_field_name=_FIELD[language],
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )


def _apart(call: Callable[..., T], *args: Any) -> T:
    """Call in a thread of its own: pyHanko runs asyncio, which refuses to run where something else runs it already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *args).result()


#: The place that a signature takes, by key and certificate, and by year: nothing else makes it another, and pyHanko
#: finds it by signing once for nothing.
_SIZES: dict[tuple[bytes, int], int] = {}


async def _signed(signer: PdfSigner, pdf: bytes, at: datetime, of: tuple[bytes, int]) -> bytes:
    """The steps of PdfSigner.sign_pdf, whose time is that of the machine: ours is the attestation's."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = signer.init_signing_session(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    session.system_time = at
    if of not in _SIZES:
        _SIZES[of] = await session.estimate_signature_container_size(None, tight=True)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=_SIZES[of])
    output = io.BytesIO()
    prepared, _ = document.digest_tbs_document(output=output)
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=at))
    return output.getvalue()


def _new_pair(installation: str) -> bytes:
    """A new key and its certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    # X.520 allows 64 characters.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, installation[:64])])
    certificate = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_ONLY, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


_SIGNS_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone may read, wholly on disk before anything names it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def get_signer(app: Flask) -> Signer:
    """The application's signer: the key of ATTESTATION_KEY, or the one in RELAIS_DATA."""
    path = Path(app.config["ATTESTATION_KEY"] or app.config["RELAIS_DATA"] / "attestation_key.pem")
    return Signer(path, app.config["LETTER_SENDER"].split("|")[0].strip())
