"""What is missing before the access table is asked: a role, or the session that bears it. From `tables/roles.toml`.

Each reason has a sentence and a source as a rule has, but no id: no table of facts decides it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from app.rules.loader import TABLES, TableError, checked_fix, checked_row
from app.rules.ruling import Reason
from app.rules.table import Fix
from app.vocabulary.rulings import AccessChange

_CODES = frozenset({"no_role", "in_another_session", "unassigned", "mandate_over"})
_CHANGES = frozenset({AccessChange.REGISTER, AccessChange.SIGN_IN_FOR_EMPLOYER, AccessChange.SIGN_IN_FOR_FIRM})


def read(content: Mapping[str, Any]) -> tuple[Mapping[str, Reason], Mapping[AccessChange, Fix]]:
    """The reasons and the changes of a table, by code; TableError unless it says all of them, and no other."""
    reasons = {row["code"]: _reason(row) for row in content["reason"]}
    changes = {row["code"]: checked_fix(f"change {row['code']}", row) for row in content["change"]}
    if reasons.keys() != _CODES or changes.keys() != _CHANGES:
        raise TableError("roles: every reason and every change must be said, and no other")
    return reasons, {AccessChange(code): fix for code, fix in changes.items()}


def _reason(row: Mapping[str, Any]) -> Reason:
    where = f"reason {row['code']}"
    says, source, tag = checked_row(where, row, {"code", "says", "source", "tag"}, {"fix"})
    return Reason(row["code"], "", 1, says, source, tag, checked_fix(where, row) if "fix" in row else None)


REASONS, CHANGES = read(tomllib.loads((TABLES / "roles.toml").read_text(encoding="utf-8")))
NO_ROLE = REASONS["no_role"]
IN_ANOTHER_SESSION = REASONS["in_another_session"]
UNASSIGNED = REASONS["unassigned"]
MANDATE_OVER = REASONS["mandate_over"]
