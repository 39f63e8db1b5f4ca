"""Receipts of one core: set as PDF/UA and PDF/A, then signed, as each filing asks for one.

Beside it, in the same run: setting the same receipts without signing them, which is typst alone; and the least that
signing costs, the signature of so many digests by the same kind of key.
"""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from app.delivery.post.receipts import AppliedRule, CalculationLine, Receipt, ReceiptPress, ReceivedPiece
from app.delivery.post.signatures import Signer
from benchmarks.measure import Result, compare

BATCH = 40
GOAL = 10
#: An employer's notice: its ten steps, the fourteen days, three pieces.
RECEIPT = Receipt(
    title="Avis de l’employeur et demande de remboursement",
    reference="ADR-2026-222222AV",
    filed_at=datetime(2026, 1, 23, 20, 4, tzinfo=UTC),
    instant="23 janvier 2026 à 15 h 04 (heure du Québec)",
    filed_by="Amélie Tremblay",
    employer="Fonderie Alpha inc.",
    neq="1140000001",
    mandate=None,
    sections=tuple(
        (f"Étape {step}", tuple((f"Question {number}", "Une réponse de quelques mots") for number in range(6)))
        for step in range(10)
    ),
    calculation=tuple(
        CalculationLine(f"{day} janvier 2026", "160,00 $", "144,00 $", "LATMP, art. 60") for day in range(9, 23)
    ),
    pieces=tuple(ReceivedPiece(f"pièce {number}.pdf", "Talon de paie", 1, 48_213, "a" * 64) for number in range(3)),
    rules=(AppliedRule("ADR1", "1", "LATMP, art. 60"),),
    digest="",
)


def _receipts(numbers: itertools.count[int]) -> list[Receipt]:
    """BATCH receipts that were never set before."""
    return [replace(RECEIPT, digest=sha256(str(next(numbers)).encode()).hexdigest()) for _ in range(BATCH)]


def _write(press: ReceiptPress, numbers: itertools.count[int]) -> int:
    return sum(bool(press.render(receipt).pdf) for receipt in _receipts(numbers))


def _set(press: ReceiptPress, numbers: itertools.count[int]) -> int:
    return sum(bool(press.set(receipt, "d" * 64)) for receipt in _receipts(numbers))


def _sign(key: RSAPrivateKey) -> int:
    return sum(bool(key.sign(b"a digest", PKCS1v15(), SHA256())) for _ in range(BATCH))


def run(rounds: int = 7) -> Result:
    """Print and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        press = ReceiptPress(Signer(Path(folder) / "attestation_key.pem", "Relais"), "Relais")
        key, numbers = generate_private_key(public_exponent=65537, key_size=3072), itertools.count()
        return compare(
            {
                "written and signed": lambda: _write(press, numbers),
                "set only": lambda: _set(press, numbers),
                "bare signatures only": lambda: _sign(key),
            },
            title="Receipts, one process on one core",
            unit="receipts/s",
            rounds=rounds,
            goal=GOAL,
        )


if __name__ == "__main__":
    run()
