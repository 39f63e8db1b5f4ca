"""Writing a file so that it is either whole and on disk, or not there at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


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


def _write_beside(path: Path, content: bytes, mode: int, *, sync: bool) -> Path:
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


def write_once(path: Path, content: bytes, mode: int = 0o400, *, sync: bool = True) -> bool:
    """Write a file that never changes afterwards; False if something already stands at `path`.

    The content goes to a draft beside it, which is then linked under its name: a link never overwrites, so that
    of two writers one wins and the other learns it. With `sync=False` the caller syncs file and folder later.
    """
    draft = _write_beside(path, content, mode, sync=sync)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    if sync:
        sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put a new version in the place of a file: a reader sees the old one or the new one, never a part."""
    draft = _write_beside(path, content, mode, sync=True)
    draft.replace(path)
    sync_folder(path.parent)
