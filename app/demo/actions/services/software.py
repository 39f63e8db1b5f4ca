"""The certified software of the demonstration, and the clinics that let it act for them."""

from __future__ import annotations

from datetime import date

from joserfc.jwk import ECKey

from app.api.actions.software import authorise, register_product
from app.api.words import Scope
from app.demo.steps.cast import Cast
from app.ledger.steps.audit import SYSTEM


def certify(cast: Cast, on: date) -> None:
    """Each product from that day, with keys that nobody keeps; the clinics that are named let it in."""
    for row in cast.clinics["software"]:
        keys = {"keys": [ECKey.generate_key("P-256", {"use": "sig"}).as_dict(private=False)]}
        client_id = register_product(row["name"], row["version"], keys, on, None, SYSTEM)
        for clinic in row["clinics"]:
            authorise(client_id, clinic, [Scope.SUBMIT, Scope.READ], on, None, SYSTEM)
