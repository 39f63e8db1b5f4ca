"""The installation's seal: what it signed, it signed, and whoever holds the public key can tell.

A seal is a JSON Web Signature (compact form, Ed25519, RFC 9864) over a SHA-256; its key is made at the first seal.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

_ALGORITHMS = ["Ed25519"]
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals with the key of one file, readable by its owner only."""

    path: Path

    @property
    def key_id(self) -> str:
        """The thumbprint of the key (RFC 7638), by which one installation is told from another."""
        return str(self._key().thumbprint())

    def seal(self, sha256: str) -> str:
        """The seal over a SHA-256 in hexadecimal; the same content has the same seal."""
        key = self._key()
        header = {"alg": "Ed25519", "kid": str(key.thumbprint())}
        return jws.serialize_compact(header, sha256.encode("ascii"), key, algorithms=_ALGORITHMS)

    def sealed(self, seal: str) -> str | None:
        """The SHA-256 over which this installation made the seal; None if it never did."""
        try:
            found = jws.deserialize_compact(seal, self._key(), algorithms=_ALGORITHMS)
            text = (found.payload or b"").decode("ascii")
        except (JoseError, ValueError):
            return None
        return text if _DIGEST.fullmatch(text) else None

    def _key(self) -> OKPKey:
        if not self.path.exists():
            self._make()
        return OKPKey.import_key(json.loads(self.path.read_text(encoding="ascii")))

    def _make(self) -> None:
        """Write a new key beside its place, then give it its name unless another process came first."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(f".{os.getpid()}")
        said = json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True))
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(said)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            self.path.hardlink_to(draft)
        draft.unlink()


def get_sealer(app: Flask) -> Sealer:
    """The application's sealer: the key of ATTESTATION_KEY, or the one in RELAIS_DATA."""
    return Sealer(Path(app.config["ATTESTATION_KEY"] or app.config["RELAIS_DATA"] / "attestation_key.json"))
