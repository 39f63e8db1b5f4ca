"""Contexts stand in an order, and import what stands before them, never after."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.wiring.hooks import WIRED
from tests.house.source import ROOT, files, name, text, tree
from tests.house.test_rooms import TABLE, for_types_only, imported

ORDER: list[str] = TABLE["order"]
#: Modules of no context: words to all, and where the contexts are joined.
APART = {"clock": "vocabulary", "extensions": "vocabulary", "__init__": "wiring", "translations": "site"}


def context_of(path: Path) -> str:
    """The first folder below `app/`."""
    first = path.relative_to(ROOT / "app").with_suffix("").parts[0]
    return APART.get(first, first)


def against(context: str, node: ast.AST) -> Iterator[str]:
    """What a statement imports from a context that stands after this one."""
    own = ORDER.index(context)
    for module in imported(node):
        first = [*module.split("."), "__init__"][1]
        if ORDER.index(APART.get(first, first)) > own:
            yield module


def test_each_folder_is_a_context_and_each_context_a_folder() -> None:
    folders = {context_of(path) for path in files("app", ".py")}
    assert folders == set(ORDER)
    assert len(ORDER) == len(set(ORDER))


def test_no_import_runs_against_the_order() -> None:
    wrong = []
    for path in files("app", ".py"):
        types_only = for_types_only(tree(path))
        nodes = (node for node in ast.walk(tree(path)) if node not in types_only)
        wrong += [f"{name(path)} imports {other}" for node in nodes for other in against(context_of(path), node)]
    assert wrong == []


def test_each_name_that_is_asked_for_is_wired_and_each_that_is_wired_is_asked_for() -> None:
    asked = {each for path in files("app", ".py") for each in re.findall(r'wired\("(\w+)"\)', text(path))}
    assert asked == set(WIRED)


@pytest.mark.parametrize(
    ("context", "line", "seen"),
    [
        ("ledger", "from app.entry.actions.sessions import sign_out", ["app.entry.actions.sessions"]),
        ("resolver", "def f():\n    from app.medical.queries import papers", ["app.medical.queries.papers"]),
        ("entry", "from app.ledger.steps.audit import record", []),
        ("medical", "import app.personnel.web.table.views", ["app.personnel.web.table.views"]),
    ],
)
def test_the_test_itself_sees_what_runs_against_the_order(context: str, line: str, seen: list[str]) -> None:
    assert [other for node in ast.walk(ast.parse(line)) for other in against(context, node)] == seen
