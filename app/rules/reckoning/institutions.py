"""The financial institutions that are known by their number, each while it is open: `tables/institutions.toml`."""

from __future__ import annotations

import tomllib
from datetime import date

from app.rules.loader import TABLES

_CONTENT = tomllib.loads((TABLES / "institutions.toml").read_text(encoding="utf-8"))
VERSION: int = _CONTENT["table"]["version"]


def institution_of(code: str, on: date) -> str:
    """The name of an institution that is open that day; empty for a number that the table does not have."""
    known = (row for row in _CONTENT["institution"] if row["code"] == code)
    return next((row["name"] for row in known if "until" not in row or on < row["until"]), "")
