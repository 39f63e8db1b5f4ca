"""Receipts of what was filed, as signed PDF, set as letters are, in French or in English.

Whoever asks for one gives words as they are read: amounts and days as texts, numbers that must not be seen masked. The
file is signed for whom filed, as of the instant of the filing, and its signature says the reference.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Flask

from app.delivery.post.signatures import Signature, Signer, get_signer
from app.delivery.post.typeface import shown
from app.delivery.post.typesetting import get_typesetter
from app.vocabulary.references import read_reference

#: About what a column of the calculation holds.
_LONGEST_WORD = 22
_REASONS = {"fr": "Récépissé", "en": "Receipt"}


@dataclass(frozen=True, slots=True)
class CalculationLine:
    """A line of what was computed: the day, the net amount, what was counted of it, and by which article."""

    day: str
    net: str
    counted: str
    source: str


@dataclass(frozen=True, slots=True)
class ReceivedPiece:
    """A piece that came with it: its name and kind, its pages and bytes, and the digest of what was kept."""

    name: str
    kind: str
    pages: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """A rule that was applied, with its version and where it comes from."""

    id: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that a receipt says. `instant` is `filed_at` as one reads it; `digest`, the SHA-256 of what was filed.

    `sections`: their headings, each with its labels and answers; an answer may have several lines.
    """

    title: str
    reference: str
    filed_at: datetime
    instant: str
    filed_by: str
    employer: str
    neq: str
    mandate: str | None
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    pieces: tuple[ReceivedPiece, ...]
    rules: tuple[AppliedRule, ...]
    digest: str
    calculation: tuple[CalculationLine, ...] = ()
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """The signed PDF, its SHA-256, and that of the certificate that signed."""

    pdf: bytes
    sha256: str
    certificate: str


class ReceiptPress:
    """Renders receipts with the fonts of letters; what somebody typed is set as text, never read as markup."""

    def __init__(self, signer: Signer, sender: str) -> None:
        self.signer = signer
        self.sender = sender
        self._typesetter = get_typesetter()

    def render(self, receipt: Receipt) -> SignedReceipt:
        """Set and sign one receipt."""
        certificate = self.signer.certificate
        pdf = self.set(receipt, certificate)
        reason = f"{_REASONS[receipt.language]} {receipt.reference}"
        signed = self.signer.sign(pdf, receipt.filed_by, reason, receipt.filed_at, receipt.language)
        return SignedReceipt(signed, sha256(signed).hexdigest(), certificate)

    def set(self, receipt: Receipt, certificate: str) -> bytes:
        """The same before it is signed, naming the certificate that is going to sign."""
        values = _values(receipt) | {"certificate": certificate, "sender": self.sender}
        return self._typesetter.set("receipt/receipt.typ", shown(values, _LONGEST_WORD), receipt.filed_at)


def _values(receipt: Receipt) -> dict[str, Any]:
    """What the template takes: lists for tuples, rows for the calculation and the rules, lines for answers."""
    return asdict(receipt) | {
        "filed_at": receipt.filed_at.isoformat(),
        "sections": [
            [heading, [[label, answer.strip().split("\n")] for label, answer in answers]]
            for heading, answers in receipt.sections
        ],
        "calculation": [[line.day, line.net, line.counted, line.source] for line in receipt.calculation],
        "pieces": [asdict(piece) | {"size": _grouped(piece.size, receipt.language)} for piece in receipt.pieces],
        "rules": [[rule.id, rule.version, rule.source] for rule in receipt.rules],
    }


def _grouped(number: int, language: str) -> str:
    """A number whose thousands are apart."""
    return f"{number:,}".replace(",", "," if language == "en" else "\u00a0")


def reference_signed(signature: Signature) -> str | None:
    """The reference of the receipt that a signature is of; None if it is of another paper."""
    word, _, reference = signature.reason.partition(" ")
    return read_reference(reference) if word in _REASONS.values() else None


def get_receipt_press(app: Flask) -> ReceiptPress:
    """The application's press: its own signature, the sender of its letters."""
    return ReceiptPress(get_signer(app), app.config["LETTER_SENDER"].split("|")[0].strip())
