"""Answers of the mail server that could not be recorded, kept on disk until they can be.

Room for one answer is taken on disk before anything leaves: a disk that fills up meanwhile takes nothing away. A file
that is locked belongs to a worker that is sending; a locked or an empty one says nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.delivery.files import make_folders, sync_folder

ROOM = 4096
#: What is kept of an answer: even where JSON writes each character as six bytes, it fits into ROOM.
ANSWER_CHARACTERS = 500
#: The ending of a file whose answer is about no message that is known.
_UNMATCHED = ".unmatched"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What the mail server said of one message: accepted, or refused for good; `answer` in its own words.

    The number of a row may be that of another message once the database was restored: `message_id` never is.
    """

    email_id: int
    message_id: str
    accepted: bool
    answer: str


class Slot:
    """Room on disk for one answer."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor
        self.is_used = False

    def keep(self, kept: KeptAnswer) -> None:
        """Write the answer into the room that was taken, durably. Raises OSError."""
        bounded = replace(kept, answer=kept.answer[:ANSWER_CHARACTERS])
        content = json.dumps(asdict(bounded), ensure_ascii=False).encode("utf-8", "replace").ljust(ROOM)
        os.pwrite(self._descriptor, content, 0)
        os.fsync(self._descriptor)
        self.is_used = True


class Aside:
    """The folder of answers that are to be recorded."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "answers"

    @contextmanager
    def room(self) -> Iterator[Slot]:
        """Take room for one answer while messages are sent. Raises OSError when the disk gives none."""
        make_folders(self.folder)
        path = self.folder / secrets.token_hex(12)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        slot = Slot(path, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.write(descriptor, b" " * ROOM)
            os.fsync(descriptor)
            sync_folder(self.folder)
            yield slot
        finally:
            if not slot.is_used:
                path.unlink(missing_ok=True)
            os.close(descriptor)

    def kept(self) -> dict[Path, KeptAnswer]:
        """Return the answers that wait to be recorded, by file. Room left by a worker that was killed is given back."""
        if not self.folder.is_dir():
            return {}
        read = {path: _read(path) for path in sorted(self.folder.iterdir()) if path.suffix != _UNMATCHED}
        return {path: answer for path, answer in read.items() if answer is not None}

    def forget(self, path: Path) -> None:
        """Give the room of an answer back, once it is recorded."""
        path.unlink(missing_ok=True)

    def put_away(self, path: Path) -> None:
        """Keep the file of an answer that is about no known message, for somebody to read; never apply it."""
        path.replace(path.with_suffix(_UNMATCHED))


def _read(path: Path) -> KeptAnswer | None:
    try:
        content = path.read_text(encoding="utf-8").strip()
        if content:
            return KeptAnswer(**json.loads(content))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        pass  # cut while it was written: what the server said is not known, and the message keeps its identifier
    _give_back(path)
    return None


def _give_back(path: Path) -> None:
    """Remove room that nobody holds any more."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
    except (BlockingIOError, FileNotFoundError):
        return
