"""Where a PDF waits between its arrival in the browser and the confirmation: outside the write-once store.

    uploads/<token>.json    whose it is, and what was said about it
    uploads/<token>.pdf     the content, if there is one

A token is random and belongs to one person: anybody else's is answered as if it were not there.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app.delivery.files import make_folders, replace, sweep

_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")


class UploadFolder:
    """The adapter: one folder, under names that cannot be guessed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_folders(folder)

    def new(self) -> str:
        """A token that was never given before."""
        return secrets.token_urlsafe(18)

    def keep(self, token: str, owner: str, details: dict[str, Any], at: datetime, pdf: bytes | None = None) -> None:
        """Put aside what was said, and the content if there is one, as of an instant; what stood there is replaced.

        Raises OSError where there is no room: then a new content is not kept without what was said of it.
        """
        if pdf is not None:
            self._put(token, "pdf", pdf, at)
        try:
            self._put(token, "json", json.dumps({"owner": owner, "details": details}).encode(), at)
        except OSError:
            if pdf is not None:
                self._path(token, "pdf").unlink(missing_ok=True)
            raise

    def _put(self, token: str, suffix: str, content: bytes, at: datetime) -> None:
        path = self._path(token, suffix)
        replace(path, content)
        os.utime(path, (at.timestamp(), at.timestamp()))

    def details(self, token: str, owner: str, since: datetime) -> dict[str, Any] | None:
        """What was said under that token; nothing if it is another's, gone, or was said before an instant."""
        if not _TOKEN.fullmatch(token):
            return None
        with contextlib.suppress(FileNotFoundError):
            path = self._path(token, "json")
            kept = json.loads(path.read_bytes())
            if kept["owner"] == owner and path.stat().st_mtime >= since.timestamp():
                details: dict[str, Any] = kept["details"]
                return details
        return None

    def pdf(self, token: str) -> Path:
        """Where the content stands."""
        return self._path(token, "pdf")

    def discard(self, token: str) -> None:
        """Forget a token and its content."""
        for suffix in ("json", "pdf"):
            self._path(token, suffix).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """Remove what was put aside before an instant, interrupted writes included. Returns how many files."""
        return sweep(self.folder, "*", before)

    def _path(self, token: str, suffix: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"not a token: {token!r}")
        return self.folder / f"{token}.{suffix}"


def get_uploads(app: Flask) -> UploadFolder:
    """The application's folder of uploads, under RELAIS_DATA."""
    return UploadFolder(app.config["RELAIS_DATA"] / "uploads")
