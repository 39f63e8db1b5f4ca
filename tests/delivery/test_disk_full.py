"""Every place that writes a file, on a disk without room: whole, or not there at all; nothing that stood is lost."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.clock import parse_instant
from app.delivery.documents import FolderStore, StoreUnavailableError
from app.delivery.post.printing import ManifestRow, PrintFolder
from app.delivery.post.signatures import Signer
from app.delivery.queue import wake
from app.delivery.received.uploads import UploadFolder
from config import Config
from tests.servers.full_disk import full_disk

AT = parse_instant("2026-05-04")
DAY = AT.date()


def files(folder: Path) -> list[str]:
    """The names of all that stands in a folder, drafts included."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_secret_key_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"RELAIS_ENV": "test", "RELAIS_DATA": tmp_path / "data"}
    with full_disk(), pytest.raises(OSError, match="too large"):
        Config(**settings)
    assert files(tmp_path) == []
    assert len(Config(**settings).SECRET_KEY) == 64
    assert Config(**settings).SECRET_KEY == Config(**settings).SECRET_KEY


def test_the_key_of_attestations_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    signer = Signer(tmp_path / "key.pem", "Relais")
    with full_disk(), pytest.raises(OSError, match="too large"):
        _ = signer.certificate
    assert files(tmp_path) == []
    assert len(signer.certificate) == 64


def test_a_key_that_cannot_be_renewed_stays(tmp_path: Path) -> None:
    signer = Signer(tmp_path / "key.pem", "Relais")
    before = signer.certificate
    with full_disk(), pytest.raises(OSError, match="too large"):
        signer.renew()
    assert (signer.certificate, files(tmp_path)) == (before, ["key.pem"])


def test_what_was_put_aside_stays_as_it_was(tmp_path: Path) -> None:
    uploads = UploadFolder(tmp_path)
    token = uploads.new()
    uploads.keep(token, "me", {"said": "before"}, AT, b"%PDF")
    with full_disk(), pytest.raises(OSError, match="too large"):
        uploads.keep(token, "me", {"said": "after"}, AT)
    assert uploads.details(token, "me", AT) == {"said": "before"}
    assert files(tmp_path) == [f"{token}.json", f"{token}.pdf"]


def test_a_content_is_not_put_aside_without_what_was_said_of_it(tmp_path: Path) -> None:
    uploads = UploadFolder(tmp_path)
    with full_disk(room=10), pytest.raises(OSError, match="too large"):
        uploads.keep(uploads.new(), "me", {"said": "a sentence"}, AT, b"%PDF-1.7")
    assert files(tmp_path) == []


def test_the_store_says_that_it_is_unavailable(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    with full_disk():
        with pytest.raises(StoreUnavailableError):
            store.put(b"%PDF")
        with pytest.raises(StoreUnavailableError), store.batch() as batch:
            batch.put(b"%PDF")
    assert files(tmp_path) == []


def test_a_letter_and_its_manifest_are_whole_or_as_they_were(tmp_path: Path) -> None:
    printer = PrintFolder(tmp_path)
    row = ManifestRow("a.pdf", 1, "0" * 64, "Fonderie Alpha inc.")
    printer.write_manifest(DAY, [row])
    with full_disk():
        with pytest.raises(OSError, match="too large"):
            printer.write(DAY, "a", b"%PDF")
        with pytest.raises(OSError, match="too large"):
            printer.write_manifest(DAY, [])
    assert printer.read_manifest(DAY) == [row]
    assert files(tmp_path) == ["manifest.csv"]


@pytest.fixture
def queued(tmp_path: Path) -> Flask:
    """A portal whose queue is a file that does not exist yet."""
    settings = {"RELAIS_ENV": "test", "RELAIS_DATA": tmp_path, "SECRET_KEY": "test", "QUEUE_URL": "sqlite:"}
    return create_app(Config(**settings))  # type: ignore[arg-type]


def test_a_wake_up_never_fails_what_was_committed(queued: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with full_disk(), caplog.at_level(logging.WARNING):
        wake(queued)
    assert "no wake-up" in caplog.text
    wake(queued)
