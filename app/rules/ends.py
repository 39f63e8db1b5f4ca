"""When one end comes before another: a right that has no end lasts longer than any that has one."""

from __future__ import annotations

from datetime import date


def is_sooner(new: date | None, now: date | None) -> bool:
    """Whether a new first day without a right comes before the one that it has; None is without end."""
    return new is not None and (now is None or new < now)
