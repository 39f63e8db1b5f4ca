"""What the pages about oneself receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.registry.queries.sessions import OpenSession


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """« Mes sessions »: this one first."""

    title: str
    sessions: Sequence[OpenSession]
    has_password: bool
