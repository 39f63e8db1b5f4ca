"""What was searched, sealed: an address holds a token that only this portal reads, never a worker's name or number.

A token serves the person who searched, for the employer or clinic they acted for, as long as a session may last.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.ledger.steps.digests import signing_keys
from app.site.web.gate.guards import current_principal

if TYPE_CHECKING:
    from app.registry.queries.sessions import Principal

LONGEST_SECONDS = 12 * 3600
LONGEST_SEARCH = 100
_PURPOSE = "search of files"


def seals(purpose: str) -> MultiFernet:
    """Seals what only this portal reads, by the key in use; what a former key sealed is read too."""
    secrets = [f"{purpose} {key}".encode() for key in reversed(signing_keys())]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest())) for secret in secrets])


def _owner(principal: Principal) -> list[int | None]:
    return [principal.person_id, principal.employer_id, principal.staff_id, principal.supplier_id]


def sealed(search: str) -> str | None:
    """The token of what was typed; None when nothing was."""
    typed = " ".join(search.split())[:LONGEST_SEARCH]
    if not typed:
        return None
    return seals(_PURPOSE).encrypt(json.dumps([_owner(current_principal()), typed]).encode()).decode("ascii")


def unsealed(token: str | None) -> str:
    """What was typed; empty when the token is no longer good, was altered, or is somebody else's."""
    if not token:
        return ""
    try:
        owner, typed = json.loads(seals(_PURPOSE).decrypt(token.encode(), ttl=LONGEST_SECONDS))
    except (InvalidToken, ValueError):
        return ""
    return str(typed) if owner == _owner(current_principal()) else ""
