"""The proof of a document's notice as a signed PDF: made anew each time, kept nowhere."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from app.delivery.post.proofs import Proof as Proof
from app.delivery.post.proofs import ProofSection as ProofSection
from app.delivery.post.proofs import get_proof_press


def signed_proof(proof: Proof, asked_by: str, at: datetime) -> bytes:
    """The PDF, signed for whom asked as of that instant."""
    return get_proof_press(current_app._get_current_object()).render(proof, asked_by, at)  # type: ignore[attr-defined]
