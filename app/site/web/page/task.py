"""One thing that waits for a person on the first page."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from app.vocabulary import delays

if TYPE_CHECKING:
    from datetime import date


class Harm(IntEnum):
    """What happens if it waits, the worst first: something is lost, or ends in a few days; later; nothing."""

    LOSES = 0
    PRESSES = 1
    WAITS = 2
    INFORMS = 3


class Waiting(NamedTuple):
    """How many, of what, the gesture and where it is made; nothing is shown of none."""

    number: int
    text: str
    action: str
    href: str
    harm: Harm = Harm.WAITS


class Task(NamedTuple):
    """The same, with the number as it is shown; in red when something is lost or presses."""

    number: str
    text: str
    action: str
    href: str
    is_red: bool = False


def presses(last_on: date, on: date) -> bool:
    """Say whether what has this last day ends in a few days."""
    return last_on <= on + delays.PRESSING
