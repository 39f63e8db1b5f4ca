"""What is missing before the access table is asked stands in a table of its own, and every reason is there."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from app.rules.loader import TABLES, TableError
from app.rules.roles import CHANGES, MANDATE_OVER, NO_ROLE, read
from app.vocabulary.rulings import AccessChange


def table() -> dict[str, Any]:
    """The table as it is written."""
    return tomllib.loads((TABLES / "roles.toml").read_text(encoding="utf-8"))


def test_a_reason_has_a_sentence_a_source_and_no_rule() -> None:
    assert (NO_ROLE.rule, NO_ROLE.source, NO_ROLE.fix) == ("", "001, « Gérer les droits d'accès »", None)
    assert MANDATE_OVER.fix is not None
    assert CHANGES[AccessChange.REGISTER].what == "Inscrire la personne dans cet espace."


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"source": ""}, "source must be a sentence"),
        ({"tag": "Z"}, "unknown tag Z"),
        ({"when": {}}, "unknown key when"),
        ({"fix": {"what": "Faire."}}, "fix must hold what and who"),
        ({"code": "nobody"}, "every reason and every change"),
    ],
)
def test_a_bad_reason_is_refused(changes: dict[str, Any], complaint: str) -> None:
    content = table()
    content["reason"][0].update(changes)
    with pytest.raises(TableError, match=complaint):
        read(content)


def test_a_change_that_nobody_says_is_refused() -> None:
    content = table()
    content["change"].pop()
    with pytest.raises(TableError, match="every reason and every change"):
        read(content)
