"""The document store: write once, by content. A folder by default, or an S3-compatible store.

A document is known by the SHA-256 of its content: the same content again is a no-op, and nothing is ever overwritten.
What `put` returns is on disk (content, then name), except inside `batch()`, where it is once the block has ended;
so end the block before committing the rows that name those documents.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import obstore
from flask import Flask
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore, from_url

from app.delivery.files import DRAFTS, discard, make_folders, publish_all, sweep, write_draft, write_once

CHUNK = 256 * 1024
#: How many documents a batch keeps in mind before it syncs, so that a long one takes no more memory than a short one.
REMEMBERED = 5_000
_KEY = "relais_documents"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What is kept of a content: its SHA-256 (64 hexadecimal digits) and its size in bytes."""

    sha256: str
    size: int


class DocumentMissingError(LookupError):
    """No document has that SHA-256."""


class DocumentAlteredError(RuntimeError):
    """What the store holds is not what was put there."""


class StoreUnavailableError(RuntimeError):
    """The store did not answer, or refused; nothing was written."""


def sha256_of(content: bytes) -> str:
    """The name under which a content is stored."""
    return hashlib.sha256(content).hexdigest()


def _place_of(sha256: str) -> str:
    """One of 256 folders, then the name; what is not a SHA-256 names nothing (and leads nowhere else).

    A second level would cost a new folder, made durable, for nearly every document of the first 65,536.
    """
    if not _SHA256.fullmatch(sha256):
        raise DocumentMissingError(sha256)
    return f"{sha256[:2]}/{sha256}"


class DocumentStore(ABC):
    """The port. Adapters: a folder, an object store."""

    def put(self, content: bytes | Path, sha256: str | None = None) -> StoredDocument:
        """Keep a content (bytes, or the path of a file to read); nothing happens if it is already kept.

        `sha256` spares the hashing when the caller has just computed it from the same bytes.
        """
        data = content.read_bytes() if isinstance(content, Path) else content
        stored = StoredDocument(sha256 or sha256_of(data), len(data))
        self._keep(stored, data)
        return stored

    def read(self, sha256: str, *, verify: bool = False) -> bytes:
        """The whole content. With `verify`, DocumentAlteredError unless its SHA-256 is still the one asked for."""
        with self.open(sha256) as file:
            data = file.read()
        if verify and sha256_of(data) != sha256:
            raise DocumentAlteredError(sha256)
        return data

    def verify(self, sha256: str) -> bool:
        """Whether the content still has the SHA-256 under which it was put, read in pieces."""
        digest = hashlib.sha256()
        with self.open(sha256) as file:
            while piece := file.read(CHUNK):
                digest.update(piece)
        return digest.hexdigest() == sha256

    @contextmanager
    def batch(self) -> Iterator[DocumentStore]:
        """A block in which many documents are put; all of them are on disk when it ends."""
        yield self

    @abstractmethod
    def _keep(self, stored: StoredDocument, data: bytes) -> None:
        """Write the content unless it is there."""

    @abstractmethod
    def open(self, sha256: str) -> IO[bytes]:
        """A binary file to read the content from, in pieces; DocumentMissingError if there is none."""

    @abstractmethod
    def has(self, sha256: str) -> bool:
        """Whether a content with that SHA-256 is kept."""

    @abstractmethod
    def healthy(self) -> bool:
        """Whether the store answers and may be written to."""

    def path(self, sha256: str) -> Path | None:
        """Where the content stands in the file system, if it does."""
        return None

    def sweep(self, before: datetime) -> int:
        """Remove what is left of writes that were interrupted before an instant; returns how many files."""
        return 0


class FolderStore(DocumentStore):
    """Documents in a folder, one level deep (`ab/abcd…`), read-only once written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_folders(folder)

    def _path(self, sha256: str) -> Path:
        return self.folder / _place_of(sha256)

    def _stands(self, path: Path, stored: StoredDocument) -> bool:
        """Whether the content is there. Raises DocumentAlteredError if something else is."""
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            return False
        if size != stored.size:
            raise DocumentAlteredError(stored.sha256)
        return True

    def _keep(self, stored: StoredDocument, data: bytes) -> None:
        path = self._path(stored.sha256)
        if self._stands(path, stored):
            return
        with _disk():
            make_folders(path.parent)
            written = write_once(path, data)
        if not written:
            self._stands(path, stored)

    @contextmanager
    def batch(self) -> Iterator[DocumentStore]:
        """Write at once, sync and name at the end: the disk is asked once for the whole block.

        Until then a document of the block cannot be read; after a fault, none of those not yet named is kept.
        """
        block = _FolderBatch(self.folder)
        try:
            yield block
            block.publish()
        finally:
            block.discard()

    def open(self, sha256: str) -> IO[bytes]:
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError as error:
            raise DocumentMissingError(sha256) from error

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def sweep(self, before: datetime) -> int:
        return sweep(self.folder, f"??/{DRAFTS}", before)

    def healthy(self) -> bool:
        return self.folder.is_dir() and os.access(self.folder, os.W_OK | os.X_OK)

    def path(self, sha256: str) -> Path | None:
        path = self._path(sha256)
        return path if path.is_file() else None


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError(str(error)) from error


class _FolderBatch(FolderStore):
    """A folder store whose documents are drafts until the end of the block."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._seen: set[str] = set()
        self._drafts: dict[Path, Path] = {}

    def _keep(self, stored: StoredDocument, data: bytes) -> None:
        if stored.sha256 in self._seen:
            return
        path = self._path(stored.sha256)
        if not self._stands(path, stored):
            with _disk():
                make_folders(path.parent)
                self._drafts[path] = write_draft(path, data, sync=False)
        self._seen.add(stored.sha256)
        if len(self._seen) >= REMEMBERED:
            self.publish()

    def publish(self) -> None:
        """Put every draft on disk, then give it its name."""
        with _disk():
            publish_all(self._drafts)
        self._drafts.clear()
        self._seen.clear()

    def discard(self) -> None:
        """Forget what was not published."""
        discard(self._drafts)


class _BucketReader(io.RawIOBase):
    """What obstore reads, as a raw binary file of the standard library."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = bytes(self._reader.read(len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


class BucketStore(DocumentStore):
    """Documents in an S3-compatible store, by `DOCUMENT_STORE_URL` (`s3://bucket/prefix`; credentials by AWS_*)."""

    def __init__(self, bucket: ObjectStore) -> None:
        self.bucket = bucket

    @classmethod
    def at(cls, url: str, **options: Any) -> BucketStore:
        """Open the store that a URL names; options are those of obstore (endpoint, region, allow_http …)."""
        return cls(from_url(url, **options))

    def _size(self, sha256: str) -> int | None:
        try:
            return obstore.head(self.bucket, _place_of(sha256))["size"]
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise StoreUnavailableError(str(error)) from error

    def _keep(self, stored: StoredDocument, data: bytes) -> None:
        if self._size(stored.sha256) == stored.size:
            return
        try:
            obstore.put(self.bucket, _place_of(stored.sha256), data, mode="create")
        except AlreadyExistsError as error:
            if self._size(stored.sha256) != stored.size:
                raise DocumentAlteredError(stored.sha256) from error
        except BaseError as error:
            raise StoreUnavailableError(str(error)) from error

    def open(self, sha256: str) -> IO[bytes]:
        try:
            reader: Any = obstore.open_reader(self.bucket, _place_of(sha256), buffer_size=CHUNK)
        except FileNotFoundError as error:
            raise DocumentMissingError(sha256) from error
        except BaseError as error:
            raise StoreUnavailableError(str(error)) from error
        return io.BufferedReader(_BucketReader(reader), CHUNK)

    def has(self, sha256: str) -> bool:
        return self._size(sha256) is not None

    def healthy(self) -> bool:
        try:
            self._size("0" * 64)
        except StoreUnavailableError:
            return False
        return True


def open_store(folder: Path, url: str = "") -> DocumentStore:
    """The store at `url`, or the one in `folder` when there is no URL."""
    return BucketStore.at(url) if url else FolderStore(folder)


def get_store(app: Flask) -> DocumentStore:
    """The application's document store, opened once: DOCUMENT_STORE_URL, or the folder of RELAIS_DATA."""
    if _KEY not in app.extensions:
        app.extensions[_KEY] = open_store(app.config["RELAIS_DATA"] / "documents", app.config["DOCUMENT_STORE_URL"])
    store: DocumentStore = app.extensions[_KEY]
    return store
