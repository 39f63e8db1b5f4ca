"""How much room the disk has left, and whether a file can be written there at all."""

from __future__ import annotations

import os
from pathlib import Path

from app.delivery.files import write_draft


def free_bytes(folder: Path) -> int:
    """What anybody but root may still write on the file system of a folder; 0 when it can hold no more files."""
    room = os.statvfs(folder)
    full = room.f_files > 0 and room.f_favail == 0
    return 0 if full else room.f_bavail * room.f_frsize


def can_write(folder: Path) -> bool:
    """Whether a file can be written in a folder: room may be refused by a quota too, or a disk that only reads."""
    try:
        write_draft(folder / "room", b"?", 0o600, sync=False).unlink()
    except OSError:
        return False
    return True
