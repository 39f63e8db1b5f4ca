"""Writing a file so that it is either whole and on disk, or not there at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

SYNCS_AT_ONCE = 8
#: What the name of a draft begins with (see `write_draft`).
DRAFTS = ".*"


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk: a rename is only durable after this."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Put a file's content on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder: Path) -> None:
    """Create a folder and its missing parents durably: each parent's entry is on disk before returning."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def write_draft(path: Path, content: bytes, mode: int = 0o400, *, sync: bool = True) -> Path:
    """Write a content beside the place where it will stand, under a name that nobody looks for; that draft's path.

    With `sync=False` the caller syncs it before publishing: a name must never lead to a content that a power cut
    may still take away.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def publish(draft: Path, path: Path) -> bool:
    """Give a draft its name; False if something already stands there. The caller syncs the folder.

    A link never overwrites: of two writers one wins, and the other learns it.
    """
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def write_once(path: Path, content: bytes, mode: int = 0o400) -> bool:
    """Write a file that never changes afterwards, durably; False if something already stands at `path`."""
    if not publish(write_draft(path, content, mode), path):
        return False
    sync_folder(path.parent)
    return True


def publish_all(drafts: Mapping[Path, Path]) -> list[Path]:
    """Publish many drafts, given by the path of each; the disk is asked for all at once, and groups its answers.

    Returns the paths where something else had come to stand meanwhile.
    """
    with ThreadPoolExecutor(SYNCS_AT_ONCE) as pool:
        for _ in pool.map(sync_file, drafts.values()):
            pass
    taken = [path for path, draft in drafts.items() if not publish(draft, path)]
    for folder in {path.parent for path in drafts}:
        sync_folder(folder)
    return taken


def discard(drafts: Mapping[Path, Path]) -> None:
    """Forget drafts that will not be published."""
    for draft in drafts.values():
        draft.unlink(missing_ok=True)


def sweep(folder: Path, pattern: str, before: datetime) -> int:
    """Remove the files of a folder that match a pattern and were last written before an instant; returns how many."""
    removed = 0
    for path in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
    return removed


def replace(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put a new version in the place of a file: a reader sees the old one or the new one, never a part."""
    write_draft(path, content, mode).replace(path)
    sync_folder(path.parent)
