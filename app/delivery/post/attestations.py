"""Attestations of reviews as signed PDF, set by typst as letters are: French, PDF/UA-1 and PDF/A-2a.

The listing is the whole content as JSON in one canonical form, whose SHA-256 is printed. The file is signed for whom
attests, as of the instant of the attestation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import typst
from flask import Flask

from app.delivery.post.letters import STANDARDS, TEMPLATES
from app.delivery.post.signatures import Signer, get_signer
from app.delivery.post.typeface import as_shown, breakable

#: About what the narrowest column holds.
_LONGEST_WORD = 16
#: What is copied to be compared: nothing may stand in it.
_DIGEST = re.compile(r"[0-9a-f]{64}")
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

    def render(self, attestation: Attestation) -> SignedAttestation:
        """Set and sign one attestation."""
        listing, certificate = attestation.listing(), self.signer.certificate
        values = json.loads(listing) | {"digest": sha256(listing).hexdigest(), "certificate": certificate}
        pdf = self._set(values, int(attestation.attested_at.timestamp()))
        reason = f"Vérification annuelle des droits d’accès attestée par {attestation.attested_by}"
        signed = self.signer.sign(pdf, attestation.attested_by, reason, attestation.attested_at)
        return SignedAttestation(signed, listing, certificate)

    def _set(self, values: dict[str, Any], timestamp: int) -> bytes:
        quoted = json.dumps(_shown(values | {"sender": self.sender}), ensure_ascii=False)
        quoted = quoted.replace("\\", "\\\\").replace('"', '\\"')
        source = f'#import "/attestation/attestation.typ": compose\n#compose(json(bytes("{quoted}")))'
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[TEMPLATES / "fonts"])
        pdf = typst.Compiler(root=TEMPLATES, font_paths=fonts).compile(
            input=source.encode(),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=timestamp,
        )
        if not isinstance(pdf, bytes):
            raise TypeError("typst returned no PDF")
        return pdf


def _shown(value: Any) -> Any:
    """The same values, every text of which can be drawn, and stands in its column."""
    if isinstance(value, str):
        return value if _DIGEST.fullmatch(value) else breakable(as_shown(value, "?"), _LONGEST_WORD)
    if isinstance(value, dict):
        return {name: _shown(each) for name, each in value.items()}
    return [_shown(each) for each in value] if isinstance(value, list) else value


def get_attestation_press(app: Flask) -> AttestationPress:
    """The application's press: its own signature, the sender of its letters."""
    return AttestationPress(get_signer(app), app.config["LETTER_SENDER"].split("|")[0].strip())
