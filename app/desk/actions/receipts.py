"""Verifying a receipt, or a proof of a notice, that somebody shows."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from app.delivery.post.proofs import proof_signed
from app.delivery.post.receipts import reference_signed
from app.delivery.post.signatures import Signature, get_signer


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """What is known of a file: the true signature of ours that it bears, and which receipt or which proof it is."""

    signature: Signature | None
    receipt: str | None = None
    document: str | None = None


def verify_paper(pdf: bytes) -> ShownPaper:
    """Whether a file is a receipt or a proof of this installation, unaltered to the last byte."""
    signature = get_signer(current_app._get_current_object()).signature_in(pdf)  # type: ignore[attr-defined]
    if signature is None:
        return ShownPaper(None)
    return ShownPaper(signature, reference_signed(signature), proof_signed(signature))
