"""Each room imports only what the house allows it to (docs/decisions and CONTRIBUTING.md say why)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, name, tree

WORDS = {"vocabulary", "clock", "extensions"}
DOORS = WORDS | {"actions", "queries"}
MAY_IMPORT: dict[str, set[str]] = {
    "vocabulary": set(),
    "clock": set(),
    "extensions": set(),
    "rules": {"vocabulary"},
    "models": {"vocabulary", "extensions"},
    "queries": {"vocabulary", "extensions", "models", "rules"},
    "delivery": {"vocabulary", "extensions"},
    "actions": WORDS | {"rules", "models", "queries", "delivery"},
    "web": DOORS,
    "api": DOORS,
    "cli": DOORS,
}
#: A view may name a model's type; it may not ask it for anything.
MAY_NAME = {"web": {"models"}, "api": {"models"}, "cli": {"models"}}
#: Where contexts are joined: these enter every room, and nothing imports them.
JOINING = {ROOT / "app/__init__.py", ROOT / "app/wiring.py"}
#: The demo identity provider is an application of its own, with pages; this command is what wires and serves it.
WIRING = {ROOT / "app/cli/identity_provider.py": {"web"}}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "core"}


def room_of(path: Path) -> str:
    """`app/rules/access.py` and `app/clock.py` stand in the rooms `rules` and `clock`."""
    return path.relative_to(ROOT / "app").parts[0].removesuffix(".py")


def imported(node: ast.AST) -> Iterator[str]:
    """The rooms that one import statement enters."""
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module == "app":
        modules = [f"app.{alias.name}" for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        modules = [node.module or ""]
    else:
        return
    yield from (module.split(".")[1] for module in modules if module.startswith("app."))


def for_types_only(module: ast.Module) -> set[ast.AST]:
    """What stands under `if TYPE_CHECKING:`."""
    blocks = [node for node in ast.walk(module) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    return {inner for block in blocks for statement in block.body for inner in ast.walk(statement)}


def intrusions(path: Path) -> Iterator[str]:
    """The imports of a file that its room may not make."""
    room, module = room_of(path), tree(path)
    types_only = for_types_only(module)
    for node in ast.walk(module):
        allowed = MAY_IMPORT[room] | {room} | WIRING.get(path, set())
        if node in types_only:
            allowed = allowed | MAY_NAME.get(room, set())
        for other in imported(node):
            if other not in allowed:
                yield f"{name(path)}:{getattr(node, 'lineno', 0)} imports {other}"


def test_each_room_imports_only_what_it_may() -> None:
    inside = [path for path in files("app", ".py") if path not in JOINING]
    assert [intrusion for path in inside for intrusion in intrusions(path)] == []


def test_only_the_wiring_reads_the_settings_module() -> None:
    provider = {*WIRING, ROOT / "app/web/identity_provider/application.py"}
    outside = set(files("app", ".py")) - {ROOT / "app" / "__init__.py"} - provider
    readers = [
        name(path)
        for path in outside
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "config"
    ]
    assert readers == []


@pytest.mark.parametrize(
    ("room", "line", "seen"),
    [
        ("rules", "from app.models.people import Person", ["models"]),
        ("rules", "def f():\n    from app import clock", ["clock"]),
        ("web", "import app.delivery.mail", ["delivery"]),
        ("web", "from app.queries.files import files_of", []),
    ],
)
def test_the_test_itself_sees_an_intruder(room: str, line: str, seen: list[str]) -> None:
    entered = [other for node in ast.walk(ast.parse(line)) for other in imported(node)]
    assert [other for other in entered if other not in MAY_IMPORT[room] | {room}] == seen


def test_no_module_is_a_drawer_for_everything() -> None:
    named = [path for path in files("app", ".py") if {path.stem, path.parent.name} & FORBIDDEN_NAMES]
    assert [name(path) for path in named] == []
