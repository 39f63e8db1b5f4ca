"""Proofs of notices as signed PDF, set as letters are, in the words of the page that they are taken from.

The file is signed for whom asked, as of that instant: it says what was recorded then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import Flask

from app.delivery.post.signatures import Signature, Signer, get_signer
from app.delivery.post.typeface import shown
from app.delivery.post.typesetting import get_typesetter

#: About what a column of the table holds.
_LONGEST_WORD = 18
_REASONS = {"fr": "Preuve de l’avis", "en": "Proof of notice"}
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class ProofSection:
    """A heading, and what stands under it: sentences, facts by name, then a table with its heads."""

    heading: str
    lines: Sequence[str] = ()
    pairs: Rows = ()
    heads: Sequence[str] = ()
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """All that a proof says. `made`: for which employer, when and by whom it was taken out."""

    title: str
    reference: str
    made: Rows
    sections: Sequence[ProofSection]
    language: str = "fr"


class ProofPress:
    """Renders proofs with the fonts of letters; what somebody typed is set as text, never read as markup."""

    def __init__(self, signer: Signer, sender: str) -> None:
        self.signer = signer
        self.sender = sender
        self._typesetter = get_typesetter()

    def render(self, proof: Proof, asked_by: str, at: datetime) -> bytes:
        """Set and sign one proof."""
        reason = f"{_REASONS[proof.language]} {proof.reference}"
        return self.signer.sign(self.set(proof, at), asked_by, reason, at, proof.language)

    def set(self, proof: Proof, at: datetime) -> bytes:
        """The same before it is signed, naming the certificate that is going to sign."""
        said = _listed(asdict(proof)) | {"certificate": self.signer.certificate, "sender": self.sender}
        return self._typesetter.set("proof/proof.typ", shown(said, _LONGEST_WORD), at)


def _listed(value: Any) -> Any:
    """Lists for tuples, as JSON has them, and plain texts for those that know their language."""
    if isinstance(value, dict):
        return {name: _listed(each) for name, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, (list, tuple)) else str(value)


def proof_signed(signature: Signature) -> str | None:
    """The reference of the document whose proof a signature is of; None if it is of another paper."""
    for words in _REASONS.values():
        if signature.reason.startswith(f"{words} "):
            return signature.reason.removeprefix(f"{words} ")
    return None


def get_proof_press(app: Flask) -> ProofPress:
    """The application's press: its own signature, the sender of its letters."""
    return ProofPress(get_signer(app), app.config["LETTER_SENDER"].split("|")[0].strip())
