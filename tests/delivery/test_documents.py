"""The document store keeps each content once, whole, under its SHA-256: in a folder or in an S3-compatible store."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from obstore.store import MemoryStore

from app.delivery.documents import (
    BucketStore,
    DocumentAlteredError,
    DocumentMissingError,
    DocumentStore,
    FolderStore,
    StoreUnavailableError,
    get_store,
    open_store,
)
from tests.servers.s3 import CREDENTIALS, Bucket, bucket

__all__ = ["bucket"]

CONTENT = b"%PDF-1.7 one document" * 20_000
DIGEST = sha256(CONTENT).hexdigest()


def s3(bucket: Bucket) -> BucketStore:
    return BucketStore.at(
        "s3://relais/documents",
        endpoint=bucket.endpoint,
        virtual_hosted_style_request=False,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
        **CREDENTIALS,
    )


@pytest.fixture(params=["folder", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    """Each adapter of the port."""
    if request.param == "folder":
        return FolderStore(tmp_path / "documents")
    return BucketStore(MemoryStore()) if request.param == "memory" else s3(request.getfixturevalue("bucket"))


def test_what_is_put_is_read_back(store: DocumentStore) -> None:
    stored = store.put(CONTENT)
    assert (stored.sha256, stored.size) == (DIGEST, len(CONTENT))
    assert store.read(DIGEST, verify=True) == CONTENT
    assert store.has(DIGEST)
    assert store.verify(DIGEST)


def test_a_file_is_put_by_its_path(store: DocumentStore, tmp_path: Path) -> None:
    path = tmp_path / "incoming.pdf"
    path.write_bytes(CONTENT)
    assert store.put(path).sha256 == DIGEST
    assert store.read(DIGEST) == CONTENT


def test_it_is_read_in_pieces(store: DocumentStore) -> None:
    store.put(CONTENT)
    with store.open(DIGEST) as file:
        pieces = []
        while piece := file.read(100_000):
            pieces.append(piece)
    assert len(pieces) > 1
    assert b"".join(pieces) == CONTENT


def test_an_empty_content_is_a_content(store: DocumentStore) -> None:
    assert store.read(store.put(b"").sha256, verify=True) == b""


def test_what_was_never_put_is_missing(store: DocumentStore) -> None:
    assert not store.has("0" * 64)
    with pytest.raises(DocumentMissingError):
        store.open("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, f"{'0' * 62}/.", "0" * 64 + "\n"])
def test_what_is_not_a_digest_names_nothing(store: DocumentStore, name: str) -> None:
    with pytest.raises(DocumentMissingError):
        store.open(name)


def test_a_block_keeps_all_that_is_put_in_it(store: DocumentStore) -> None:
    contents = [b"a", b"b", b"a", b"c"]
    with store.batch() as block:
        digests = [block.put(content).sha256 for content in contents]
    assert [store.read(digest, verify=True) for digest in digests] == contents


def test_a_store_that_answers_is_healthy(store: DocumentStore) -> None:
    assert store.healthy()


def test_the_same_content_again_writes_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    path = store.path(store.put(CONTENT).sha256)
    assert path is not None
    before = path.stat()
    store.put(CONTENT)
    with store.batch() as block:
        block.put(CONTENT)
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [DIGEST]


def test_a_document_stands_in_one_of_256_folders_and_read_only(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(CONTENT)
    path = tmp_path / DIGEST[:2] / DIGEST
    assert store.path(DIGEST) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o400


def test_a_document_cut_short_is_noticed_and_never_overwritten(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    path = store.path(store.put(CONTENT).sha256)
    assert path is not None
    path.chmod(0o600)
    path.write_bytes(CONTENT[:-1])
    with pytest.raises(DocumentAlteredError):
        store.put(CONTENT)
    with pytest.raises(DocumentAlteredError):
        store.read(DIGEST, verify=True)
    assert not store.verify(DIGEST)
    assert path.read_bytes() == CONTENT[:-1]


def test_nothing_half_written_is_left_when_the_disk_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreUnavailableError):
            store.put(CONTENT)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
    assert store.put(CONTENT).sha256 == DIGEST


def _interrupted_block(store: FolderStore) -> None:
    with store.batch() as block:
        block.put(CONTENT)
        raise KeyboardInterrupt


def test_a_block_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        _interrupted_block(store)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_block_names_a_document_only_once_it_is_on_disk(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    with store.batch() as block:
        block.put(CONTENT)
        assert not store.has(DIGEST)
    assert store.has(DIGEST)


def test_two_blocks_may_put_the_same_document(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    with store.batch() as first, store.batch() as second:
        first.put(CONTENT)
        second.put(CONTENT)
    assert store.read(DIGEST, verify=True) == CONTENT
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [DIGEST]


def test_a_folder_that_is_gone_is_not_healthy(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "documents")
    (tmp_path / "documents").rmdir()
    assert not store.healthy()


def test_a_bucket_is_asked_to_create_and_never_to_replace(bucket: Bucket) -> None:
    store = s3(bucket)
    store.put(CONTENT)
    store.put(CONTENT)
    place = f"/relais/documents/{DIGEST[:2]}/{DIGEST}"
    assert bucket.written == [place]
    bucket.objects[place] = b"something else"
    with pytest.raises(DocumentAlteredError):
        store.put(CONTENT)
    assert bucket.objects[place] == b"something else"


def test_a_bucket_that_refuses_is_unavailable(bucket: Bucket) -> None:
    store = s3(bucket)
    bucket.broken = True
    assert not store.healthy()
    with pytest.raises(StoreUnavailableError):
        store.put(CONTENT)
    with pytest.raises(StoreUnavailableError):
        store.open(DIGEST)


def test_a_bucket_that_is_not_there_is_unavailable(bucket: Bucket) -> None:
    store = s3(bucket)
    bucket.shutdown()
    bucket.server_close()
    assert not store.healthy()


def test_the_portal_keeps_its_documents_under_its_data(app: Flask) -> None:
    store = get_store(app)
    assert isinstance(store, FolderStore)
    assert store.folder == app.config["RELAIS_DATA"] / "documents"
    assert get_store(app) is store


def test_a_url_names_a_bucket(tmp_path: Path) -> None:
    assert isinstance(open_store(tmp_path, "memory:///"), BucketStore)
