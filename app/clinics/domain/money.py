"""Money, in cents."""

from __future__ import annotations


def amount(cents: int) -> str:
    """An amount as the contract writes it."""
    return f"{cents // 100}.{cents % 100:02d}"
