"""Verifying a receipt that somebody shows."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from app.delivery.post.receipts import reference_signed
from app.delivery.post.signatures import Signature, get_signer


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """What is known of a file: the true signature of ours that it bears, and which receipt it is."""

    signature: Signature | None
    reference: str | None


def verify_receipt(pdf: bytes) -> ShownReceipt:
    """Whether a file is a receipt of this installation, unaltered to the last byte."""
    signature = get_signer(current_app._get_current_object()).signature_in(pdf)  # type: ignore[attr-defined]
    return ShownReceipt(signature, reference_signed(signature) if signature else None)
