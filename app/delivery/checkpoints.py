"""The checkpoints: one file a month outside the database, to which signed lines are added, and the key that signs.

A line says the number and hash of a link of the journal's chain. Its form, and what a signature covers, stand in
`tools/verify_journal.py`. The key's file holds the private key, then the public keys of before, in PEM.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from flask import Flask

from app.delivery.post.signatures import write_private
from tools.verify_journal import KEYS, START, Checkpoints, read_checkpoints, signed_part

_TAIL = 2**16
_PUBLIC = b"-----BEGIN PUBLIC KEY"


@dataclass(frozen=True, slots=True)
class CheckpointBook:
    """The folder of the checkpoints, and the file of the key."""

    folder: Path
    key: Path

    @property
    def public_keys(self) -> list[str]:
        """The public keys of this installation in hexadecimal, the one in use first."""
        blocks = self._kept().split(_PUBLIC)[1:]
        earlier = [load_pem_public_key(_PUBLIC + block) for block in blocks]
        used = self._private().public_key()
        return [_hex(used), *(_hex(key) for key in earlier if isinstance(key, Ed25519PublicKey))]

    def read(self) -> Checkpoints:
        """Every checkpoint, held against the others and against this installation's keys."""
        return read_checkpoints(self.folder, self.public_keys)

    def last(self) -> dict[str, Any] | None:
        """The last line, whose signature was verified; None when there is none.

        Raises ValueError when it cannot be read, or was not signed by a key of this installation.
        """
        text = self._last_text()
        if text is None:
            return None
        line: dict[str, Any] = json.loads(text)
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(line["key"]))
            key.verify(bytes.fromhex(line["signature"]), signed_part(line))
        except (InvalidSignature, KeyError, TypeError) as error:
            raise ValueError("the last checkpoint bears no true signature") from error
        if line["key"] not in self.public_keys:
            raise ValueError("the last checkpoint was not signed by a key of this installation")
        return line

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one to add lines, in this process or another."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def add(self, sequence: int, hash_: str, at: datetime, **more: Any) -> None:
        """Add a line: signed, wholly on disk when this returns. Call it `alone`. Raises OSError."""
        self._cut_torn()
        text = self._last_text()
        line: dict[str, Any] = {
            "number": json.loads(text)["number"] + 1 if text else 1,
            "sequence": sequence,
            "hash": hash_,
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "previous": sha256(text.encode("ascii")).hexdigest() if text else START,
            "key": self.public_keys[0],
            **more,
        }
        line["signature"] = self._private().sign(signed_part(line)).hex()
        self._publish_keys()
        written = json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n"
        # A clock that went back makes no file before the last one.
        name = max([f"{at:%Y-%m}.jsonl", *(path.name for path in self.folder.glob("*.jsonl"))])
        with (self.folder / name).open("ab") as file:
            file.write(written.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())

    def renew(self, sequence: int, hash_: str, at: datetime) -> None:
        """Sign with a new key from now on: the last line of the one in use says which. Call it `alone`."""
        new, draft = Ed25519PrivateKey.generate(), self.key.with_suffix(f".{os.getpid()}")
        earlier = [self._private().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)]
        earlier += [_PUBLIC + block for block in self._kept().split(_PUBLIC)[1:]]
        write_private(draft, _pem(new) + b"".join(earlier))
        self.add(sequence, hash_, at, next_key=_hex(new.public_key()))
        draft.replace(self.key)
        self._publish_keys()

    def _last_text(self) -> str | None:
        """The last whole line. What an interruption left of another one, or a writer has not ended, is passed over."""
        files = sorted(self.folder.glob("*.jsonl"), reverse=True)
        for path in files:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - _TAIL))
                whole = file.read().rpartition(b"\n")[0]
                if b"\n" not in whole:
                    file.seek(0)
                    whole = file.read().rpartition(b"\n")[0]
            if whole:
                return whole.rpartition(b"\n")[2].decode("ascii")
        return None

    def _cut_torn(self) -> None:
        """Cut off what an interruption left of a line. Call it `alone`: else it may be a line that is being written."""
        for path in self.folder.glob("*.jsonl"):
            with path.open("rb+") as file:
                torn = file.read().rpartition(b"\n")[2]
                if torn:
                    file.truncate(path.stat().st_size - len(torn))

    def _publish_keys(self) -> None:
        """Keep the public keys beside the checkpoints, for who verifies; what one trusts is kept elsewhere too."""
        path, text = self.folder / KEYS, "".join(f"{key}\n" for key in self.public_keys)
        if not path.exists() or path.read_text(encoding="ascii") != text:
            path.write_text(text, encoding="ascii")

    def _private(self) -> Ed25519PrivateKey:
        key = load_pem_private_key(self._kept(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{self.key} holds no Ed25519 key")
        return key

    def _kept(self) -> bytes:
        """What the key's file holds. Made at first, unless another process comes first."""
        if not self.key.exists():
            draft = self.key.with_suffix(f".{os.getpid()}")
            write_private(draft, _pem(Ed25519PrivateKey.generate()))
            with suppress(FileExistsError):
                self.key.hardlink_to(draft)
            draft.unlink()
        return self.key.read_bytes()


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def get_checkpoint_book(app: Flask) -> CheckpointBook:
    """The application's checkpoints: CHECKPOINTS and CHECKPOINT_KEY, or a folder and a file of RELAIS_DATA."""
    data: Path = app.config["RELAIS_DATA"]
    folder, key = app.config["CHECKPOINTS"], app.config["CHECKPOINT_KEY"]
    return CheckpointBook(Path(folder or data / "checkpoints"), Path(key or data / "checkpoint_key.pem"))
