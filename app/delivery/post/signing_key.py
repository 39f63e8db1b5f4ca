"""How pyHanko is asked to sign, and what it would have written around a signature that stands in a file.

Whoever signs or verifies imports this module: pyHanko is the longest to load of all packages.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

DIGEST = "sha256"


class _Certified(Signer):
    """Who signs by a certificate, which goes into each file."""

    def __init__(self, certificate: Any) -> None:
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        known.register(certificate)
        super().__init__(signing_cert=certificate, cert_registry=known, embed_roots=False)


class LoadedKey(_Certified):
    """Signs with the key and the first certificate of one reading of the file: a key that is renewed has its own."""

    def __init__(self, kept: bytes) -> None:
        super().__init__(next(iter(load_certs_from_pemder_data(kept))))
        self._key = _loaded(kept)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature of some data, or as many bytes of nothing where only their number counts."""
        return bytes(self._key.key_size // 8) if dry_run else self._key.sign(data, PKCS1v15(), SHA256())


class _Signed(_Certified):
    """Signs with a signature that is there already."""

    def __init__(self, certificate: Any, signature: bytes) -> None:
        super().__init__(certificate)
        self._signature = signature

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature that was given."""
        return self._signature


def container_of(embedded: Any) -> bytes:
    """What we would have written as the container of a signature: it is around it, and no signature covers it."""
    info = embedded.signer_info
    signer = _Signed(embedded.signer_cert, info["signature"].native)
    written = asyncio.run(signer.async_sign_prescribed_attributes(DIGEST, info["signed_attrs"].untag()))
    return bytes(written.dump())


@lru_cache(maxsize=4)
def _loaded(kept: bytes) -> RSAPrivateKey:
    """The key of a file, loaded once: each loading tries its primes for a sixth of a second."""
    key = load_pem_private_key(kept, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the key that signs papers is one of RSA")
    return key
