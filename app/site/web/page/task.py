"""One thing that waits for a person on the first page."""

from __future__ import annotations

from typing import NamedTuple


class Waiting(NamedTuple):
    """How many, of what, the gesture and where it is made; nothing is shown of none."""

    number: int
    text: str
    action: str
    href: str


class Task(NamedTuple):
    """The same, with the number as it is shown."""

    number: str
    text: str
    action: str
    href: str
