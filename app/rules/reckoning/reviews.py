"""How long a review may be asked for, and how long the Commission has to decide (LATMP, s. 358 to 360)."""

from __future__ import annotations

import tomllib
from typing import Any

from app.rules.loader import TABLES

REVIEW: dict[str, Any] = tomllib.loads((TABLES / "reviews.toml").read_text(encoding="utf-8"))
