"""Contexts stand in an order, and import only what stands before them; what they need of a later one is wired."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from app.wiring import WIRED
from tests.house.source import ROOT, files, tree
from tests.house.test_rooms import for_types_only

TABLE = tomllib.loads(Path(__file__).with_name("contexts.toml").read_text("utf-8"))
ORDER = [context["name"] for context in TABLE["context"]]
PLACES = {module: context["name"] for context in TABLE["context"] for module in context["modules"]}


def _module(path: Path) -> str:
    """`app/actions/audit.py` is `actions.audit`; the package itself is a dot."""
    parts = path.relative_to(ROOT / "app").with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "."


MODULES = {_module(path): path for path in files("app", ".py")}


def places_of(module: str) -> set[str]:
    """The contexts that claim a module, by its own name or by that of a folder around it."""
    parts = module.split(".")
    folders = {".".join([*parts[:depth], "*"]) for depth in range(1, len(parts) + 1)}
    return {context for place, context in PLACES.items() if place in folders | {module}}


def context_of(module: str) -> str:
    """The context of a module: its own name counts before its folder's."""
    return PLACES.get(module) or min(places_of(module), key=ORDER.index)


def imported(node: ast.AST) -> Iterator[str]:
    """The modules of ours that one statement imports."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        names += [node.module or ""] if not {name.removeprefix("app.") for name in names} <= set(MODULES) else []
    else:
        return
    yield from (name.removeprefix("app.") for name in names if name.removeprefix("app.") in MODULES)


def against(module: str, node: ast.AST) -> Iterable[str]:
    """What a statement of a module imports from a context that stands after its own."""
    own = ORDER.index(context_of(module))
    return [other for other in imported(node) if ORDER.index(context_of(other)) > own]


def test_each_module_has_one_context_and_each_name_is_that_of_a_module() -> None:
    assert [module for module in MODULES if len(places_of(module)) != 1] == []
    folders = {".".join([*module.split(".")[:depth], "*"]) for module in MODULES for depth in range(1, 4)}
    assert [place for place in PLACES if place not in MODULES and place not in folders] == []


def test_no_import_runs_against_the_order() -> None:
    found: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        types_only = for_types_only(tree(path))
        wrong = {other for node in ast.walk(tree(path)) if node not in types_only for other in against(module, node)}
        if wrong:
            found[module] = sorted(wrong)
    assert found == {}


def test_each_name_that_is_asked_for_is_wired_and_each_that_is_wired_is_asked_for() -> None:
    asked = {name for path in MODULES.values() for name in re.findall(r'wired\("(\w+)"\)', path.read_text("utf-8"))}
    assert asked == set(WIRED)


@pytest.mark.parametrize(
    ("module", "line", "seen"),
    [
        ("actions.audit", "from app.actions.sessions import open_session", ["actions.sessions"]),
        ("queries.facts", "def f():\n    from app.queries import medical", ["queries.medical"]),
        ("actions.sessions", "from app.actions.audit import record", []),
        ("web.medical.views", "import app.web.personnel.views", ["web.personnel.views"]),
    ],
)
def test_the_test_itself_sees_what_runs_against_the_order(module: str, line: str, seen: list[str]) -> None:
    assert [other for node in ast.walk(ast.parse(line)) for other in against(module, node)] == seen
