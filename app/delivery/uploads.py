"""Where a PDF waits between its arrival in the browser and the confirmation: outside the write-once store.

    uploads/<token>.json    whose it is, and what was said about it
    uploads/<token>.pdf     the content, if there is one

A token is random and belongs to one session: anybody else's is answered as if it were not there.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app.delivery.files import make_folders, replace

_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")


class UploadFolder:
    """The adapter: one folder, under names that cannot be guessed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_folders(folder)

    def new(self) -> str:
        """A token that was never given before."""
        return secrets.token_urlsafe(18)

    def keep(self, token: str, owner: str, details: dict[str, Any], pdf: bytes | None = None) -> None:
        """Put aside what was said, and the content if there is one; what stood there before is replaced.

        Raises OSError where there is no room: then a new content is not kept without what was said of it.
        """
        if pdf is not None:
            replace(self._path(token, "pdf"), pdf)
        try:
            replace(self._path(token, "json"), json.dumps({"owner": owner, "details": details}).encode())
        except OSError:
            if pdf is not None:
                self._path(token, "pdf").unlink(missing_ok=True)
            raise

    def details(self, token: str, owner: str) -> dict[str, Any] | None:
        """What was said under that token; nothing if it is another's, or gone."""
        if not _TOKEN.fullmatch(token):
            return None
        with contextlib.suppress(FileNotFoundError):
            kept = json.loads(self._path(token, "json").read_bytes())
            if kept["owner"] == owner:
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
        removed = 0
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def _path(self, token: str, suffix: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"not a token: {token!r}")
        return self.folder / f"{token}.{suffix}"


def get_uploads(app: Flask) -> UploadFolder:
    """The application's folder of uploads, under RELAIS_DATA."""
    return UploadFolder(app.config["RELAIS_DATA"] / "uploads")
