"""Attestations of reviews as PDF, by typst as letters are: French, PDF/UA-1 and PDF/A-2a, the same bytes each time.

The listing is the whole content as JSON in one canonical form: its SHA-256 is printed and sealed, and the seal stands
in the file's own properties, from where it can be verified.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import pikepdf
import typst
from flask import Flask

from app.delivery.letters import STANDARDS, TEMPLATES
from app.delivery.seals import Sealer, get_sealer
from app.delivery.typeface import as_shown

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Attestation:
    """All that an attestation says, in French words: names and values, then the rows of its two tables.

    `facts`: for whom, by whom, when, why. `differences` has six columns (person, service, before, since, first day,
    rules), `rights` five (person, service, before, after, what was decided).
    """

    reference: str
    attested_at: datetime
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
class SealedAttestation:
    """The PDF, the listing that it was made from, and the seal over the listing's SHA-256."""

    pdf: bytes
    listing: bytes
    seal: str


class AttestationPress:
    """Renders attestations with the fonts of letters; what somebody typed is set as text, never read as markup."""

    def __init__(self, sealer: Sealer, sender: str) -> None:
        self.sealer = sealer
        self.sender = sender

    def render(self, attestation: Attestation) -> SealedAttestation:
        """Set and seal one attestation."""
        listing = attestation.listing()
        digest = sha256(listing).hexdigest()
        seal = self.sealer.seal(digest)
        values = json.loads(listing) | {"digest": digest, "seal": seal, "key": self.sealer.key_id}
        quoted = json.dumps(_shown(values | {"sender": self.sender}), ensure_ascii=False)
        quoted = quoted.replace("\\", "\\\\").replace('"', '\\"')
        source = f'#import "/attestation/attestation.typ": compose\n#compose(json(bytes("{quoted}")))'
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[TEMPLATES / "fonts"])
        pdf = typst.Compiler(root=TEMPLATES, font_paths=fonts).compile(
            input=source.encode(),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(attestation.attested_at.timestamp()),
        )
        if not isinstance(pdf, bytes):
            raise TypeError("typst returned no PDF")
        return SealedAttestation(pdf, listing, seal)


def _shown(value: Any) -> Any:
    """The same values, every text of which can be drawn; a question mark stands for what cannot."""
    if isinstance(value, str):
        return as_shown(value, "?")
    if isinstance(value, dict):
        return {name: _shown(each) for name, each in value.items()}
    return [_shown(each) for each in value] if isinstance(value, list) else value


def seal_in(pdf: bytes) -> str:
    """The seal that an attestation bears in its properties; empty for any other file."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            keywords = str(document.open_metadata().get("pdf:Keywords", ""))
    except pikepdf.PdfError:
        return ""
    words = keywords.replace(",", " ").split()
    return words[-1] if words else ""


def get_attestation_press(app: Flask) -> AttestationPress:
    """The application's press: its own seal, the sender of its letters."""
    return AttestationPress(get_sealer(app), app.config["LETTER_SENDER"].split("|")[0].strip())
