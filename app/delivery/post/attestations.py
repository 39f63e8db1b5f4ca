"""Attestations of reviews as signed PDF, set as letters are, in French.

The listing is the whole content as JSON in one canonical form, whose SHA-256 is printed. The file is signed for whom
attests, as of the instant of the attestation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from flask import Flask

from app.delivery.post.signatures import Signer, get_signer
from app.delivery.post.typeface import shown
from app.delivery.post.typesetting import get_typesetter

#: About what the narrowest column holds.
_LONGEST_WORD = 16
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Attestation:
    """All that an attestation says, in French words: names and values, then the rows of its two tables.

    `attested_by` is for whom the file is signed; `facts`: for whom, by whom, when, why. `differences` has six columns
    (person, service, before, since, first day, rules), `rights` five (person, service, before, after, decision).
    """

    reference: str
    attested_at: datetime
    attested_by: str
    facts: Rows
    statement: str
    differences: Rows
    counts: Rows
    rights: Rows
    rules: str

    def listing(self) -> bytes:
        """The content in its one canonical form."""
        said = asdict(self) | {"attested_at": self.attested_at.isoformat()}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class SignedAttestation:
    """The signed PDF, the listing that it was made from, and the SHA-256 of the certificate that signed."""

    pdf: bytes
    listing: bytes
    certificate: str


class AttestationPress:
    """Renders attestations with the fonts of letters; what somebody typed is set as text, never read as markup."""

    def __init__(self, signer: Signer, sender: str) -> None:
        self.signer = signer
        self.sender = sender
        self._typesetter = get_typesetter()

    def render(self, attestation: Attestation) -> SignedAttestation:
        """Set and sign one attestation."""
        listing, certificate = attestation.listing(), self.signer.certificate
        values = json.loads(listing) | {"digest": sha256(listing).hexdigest(), "certificate": certificate}
        values = shown(values | {"sender": self.sender}, _LONGEST_WORD)
        pdf = self._typesetter.set("attestation/attestation.typ", values, attestation.attested_at)
        reason = f"Vérification annuelle des droits d’accès attestée par {attestation.attested_by}"
        signed = self.signer.sign(pdf, attestation.attested_by, reason, attestation.attested_at)
        return SignedAttestation(signed, listing, certificate)


def get_attestation_press(app: Flask) -> AttestationPress:
    """The application's press: its own signature, the sender of its letters."""
    return AttestationPress(get_signer(app), app.config["LETTER_SENDER"].split("|")[0].strip())
