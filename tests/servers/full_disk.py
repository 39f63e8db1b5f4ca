"""A disk without room, wherever the tests run: nobody needs to be root, and nothing else on the machine notices."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def full_disk(room: int = 0) -> Iterator[None]:
    """No file of this process grows beyond `room` bytes inside the block: writing fails there as on a full disk.

    The kernel answers EFBIG (Python ignores the signal that comes with it); servers in processes of their own go on.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
