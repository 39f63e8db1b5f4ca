"""Numbers that no two rows share, and that pass the checks real ones pass."""

from __future__ import annotations

import itertools

from stdnum import luhn

_next = itertools.count(1)


def next_number() -> int:
    """A number that was not given before in this process."""
    return next(_next)


def made_up_neq() -> str:
    """A NEQ that no real firm bears: prefix 1100, with a valid check digit over the last eight digits."""
    tail = f"00{next_number():05d}"
    return f"11{tail}{luhn.calc_check_digit(tail)}"


def made_up_file_no() -> str:
    """A compensation file number: nine digits that pass Luhn."""
    start = f"9{next_number():07d}"
    return f"{start}{luhn.calc_check_digit(start)}"
