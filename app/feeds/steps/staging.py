"""What a feed says, put aside on disk until all of it is known to be good: then one short transaction writes it.

Nothing here needs the database's writer. What is put aside takes no memory, and is gone with the process.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.delivery.documents import DocumentStore
from app.feeds.steps.reading import FeedError

_TABLES = """
CREATE TABLE chunks (number INTEGER PRIMARY KEY, file TEXT, rows BLOB);
CREATE TABLE pdfs (sha256 TEXT PRIMARY KEY, path TEXT) WITHOUT ROWID;
CREATE TABLE named (external_id TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;
CREATE TABLE pairs (file_id INTEGER, employer_id INTEGER, PRIMARY KEY (file_id, employer_id)) WITHOUT ROWID;
"""


class Stage:
    """Rows in chunks, and what one chunk must know of those before it; the PDFs to be stored."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")

    def add(self, file: str, rows: Sequence[Any]) -> None:
        """Put a chunk of a file aside."""
        if rows:
            self._database.execute("INSERT INTO chunks (file, rows) VALUES (?, ?)", (file, pickle.dumps(list(rows))))

    def chunks(self, file: str) -> Iterator[list[Any]]:
        """The chunks of a file, in the order in which they were put aside."""
        for (rows,) in self._database.execute("SELECT rows FROM chunks WHERE file = ? ORDER BY number", (file,)):
            yield pickle.loads(rows)  # noqa: S301 (written by this process, where nobody else writes)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return self._database.execute("SELECT 1 FROM chunks").fetchone() is None

    def name(self, external_id: str, digest: str) -> None:
        """Remember that the feed gives this identifier to this content."""
        self._database.execute("INSERT OR REPLACE INTO named VALUES (?, ?)", (external_id, digest))

    def named(self, external_ids: Iterable[str]) -> dict[str, str]:
        """The content of each identifier that the feed has given, among these."""
        ask = "SELECT digest FROM named WHERE external_id = ?"
        found = ((one, self._database.execute(ask, (one,)).fetchone()) for one in external_ids)
        return {one: row[0] for one, row in found if row is not None}

    def pair(self, file_id: int, employer_id: int) -> None:
        """Remember that, by this feed, the file concerns the employer."""
        self._database.execute("INSERT OR IGNORE INTO pairs VALUES (?, ?)", (file_id, employer_id))

    def concerns(self, file_id: int, employer_id: int) -> bool:
        """Whether the feed has made the file concern the employer."""
        asked = self._database.execute(
            "SELECT 1 FROM pairs WHERE file_id = ? AND employer_id = ?", (file_id, employer_id)
        )
        return asked.fetchone() is not None

    def pdf(self, sha256: str, path: Path) -> None:
        """Remember that this content is found there."""
        self._database.execute("INSERT OR IGNORE INTO pdfs VALUES (?, ?)", (sha256, str(path)))

    def store(self, store: DocumentStore) -> None:
        """Put every PDF into the document store. Raises FeedError if a file changed since it was inspected."""
        with store.batch() as batch:
            for sha256, path in self._database.execute("SELECT sha256, path FROM pdfs ORDER BY path"):
                if batch.put(Path(path)).sha256 != sha256:
                    raise FeedError(f"{Path(path).name} changed while it was being imported")

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
