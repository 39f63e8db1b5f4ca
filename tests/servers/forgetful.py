"""Nothing that a test writes has to outlive the machine: no process of the tests waits for the disk.

Who is killed loses nothing by it: what was written is with the system, as for SQLite and PostgreSQL in the tests.
"""

from __future__ import annotations

import os


def _never_waits(_descriptor: object) -> None:
    """In the place of `os.fsync`."""


def wait_for_no_disk() -> None:
    """From now on, in this process and in those forked from it."""
    os.fsync = _never_waits
