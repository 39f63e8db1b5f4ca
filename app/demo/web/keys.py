"""The provider's signing key, made once and kept on disk, so that a restart signs nobody out."""

from __future__ import annotations

import json
import os
from pathlib import Path

from joserfc.jwk import RSAKey

_NAME = "identity_provider_key.json"


def signing_key(folder: Path) -> RSAKey:
    """The key of this folder; made at the first call, readable by its owner only."""
    path = folder / _NAME
    if not path.exists():
        _keep(path, RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True))
    return RSAKey.import_key(json.loads(path.read_text(encoding="ascii")))


def _keep(path: Path, key: RSAKey) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        json.dump(key.as_dict(private=True), file)
    draft.replace(path)
