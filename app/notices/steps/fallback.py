"""Falling back to paper inside another gesture."""

from __future__ import annotations

from dataclasses import replace

from app.notices.queries.destinations import Destination


def once(destination: Destination, rule: str) -> Destination:
    """A key of its own: the same person may already bear the electronic dispatch that failed."""
    return replace(destination, key=f"{rule}:{destination.key}")
