"""Each room imports only what the house allows it to (docs/decisions/0027-contexts.md and CONTRIBUTING say why)."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, functions, name, tree

TABLE = tomllib.loads(Path(__file__).with_name("contexts.toml").read_text("utf-8"))
MAY_IMPORT: dict[str, list[str]] = TABLE["rooms"]
#: A view may name a model's type; it may not ask it for anything.
MAY_NAME = {"web": {"models"}, "cli": {"models"}, "domain": {"models", "queries"}, "queries": {"steps"}}
#: What a gesture takes and raises is named where it is called; `spoken` below finds the functions.
CALLERS = {"web", "cli"}
ROOMS_APART = {"clock", "extensions", "rules", "delivery", "wiring"}
#: The demo identity provider is an application of its own, with pages; this command is what wires and serves it.
SERVES_PAGES = {ROOT / "app/demo/cli/identity_provider.py"}
#: Packages that a pure function has no use for.
NOT_PURE = {"flask", "sqlalchemy", "flask_sqlalchemy", "flask_login", "requests"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "core"}


@cache
def modules() -> frozenset[str]:
    """Every module of the application by its whole name."""
    parts = (path.relative_to(ROOT).with_suffix("").parts for path in files("app", ".py"))
    return frozenset(".".join(part for part in each if part != "__init__") for each in parts)


def room_of(module: str) -> str:
    """`app.rights.actions.grants` stands in the room `actions`, `app.vocabulary.services` among the words."""
    _, first, *rest = [*module.split("."), "", ""]
    if first == "vocabulary":
        return "words"
    return first if first in ROOMS_APART else rest[0]


def imported(node: ast.AST) -> Iterator[str]:
    """The modules of ours that one statement imports, by their whole names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "app")
    elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "app":
        named = {f"{node.module}.{alias.name}" for alias in node.names}
        yield from sorted({each if each in modules() else node.module for each in named})


def for_types_only(module: ast.Module) -> set[ast.AST]:
    """What stands under `if TYPE_CHECKING:`."""
    blocks = [node for node in ast.walk(module) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    return {inner for block in blocks for statement in block.body for inner in ast.walk(statement)}


def module_of(path: Path) -> str:
    """The whole name of a file's module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def intrusions(path: Path) -> Iterator[str]:
    """The imports of a file that its room may not make."""
    room, module = room_of(module_of(path)), tree(path)
    types_only = for_types_only(module)
    for node in ast.walk(module):
        allowed = {*MAY_IMPORT[room], room} | ({"web"} if path in SERVES_PAGES else set())
        allowed |= {"steps"} if room in CALLERS else set()
        allowed |= MAY_NAME.get(room, set()) if node in types_only else set()
        for other in imported(node):
            if room_of(other) not in allowed | {""}:
                yield f"{name(path)}:{getattr(node, 'lineno', 0)} imports {other}"


def test_each_room_imports_only_what_it_may() -> None:
    inside = [path for path in files("app", ".py") if room_of(module_of(path)) in MAY_IMPORT]
    assert [intrusion for path in inside for intrusion in intrusions(path)] == []


def beside(module: ast.Module) -> set[str]:
    """The packages of others that a module imports, and what it knows of the time."""
    nodes = [node for node in ast.walk(module) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name_.split(".")[0] for name_ in named} & NOT_PURE


def test_what_is_pure_knows_no_request_and_no_database() -> None:
    pure = [path for path in files("app", ".py") if room_of(module_of(path)) in {"domain", "rules"}]
    assert {name(path): found for path in pure if (found := beside(tree(path)))} == {}
    assert beside(ast.parse("def f():\n    from flask import current_app")) == {"flask"}


def is_function(name_: str) -> bool:
    """Whether an imported name is that of a function: small letters. Types and constants have a capital."""
    return name_.islower()


def spoken(node: ast.AST) -> Iterator[str]:
    """The functions, and the whole modules, of `steps` that one statement imports."""
    if isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            if (whole in modules() and room_of(whole) == "steps") or (
                node.module in modules() and room_of(node.module) == "steps" and is_function(alias.name)
            ):
                yield whole


def test_pages_and_commands_know_verbs_only() -> None:
    """They may name what a gesture takes and raises; what works inside somebody else's transaction is not theirs."""
    doors = [path for path in files("app", ".py") if room_of(module_of(path)) in CALLERS]
    found = [(path, whole) for path in doors for node in ast.walk(tree(path)) for whole in spoken(node)]
    assert [f"{name(path)} imports {whole}" for path, whole in found if whole not in TABLE["spoken"]] == []
    assert {whole for _, whole in found} == set(TABLE["spoken"]), "what is no longer spoken leaves the table"


def opens(node: ast.AST) -> bool:
    """Whether a statement opens a transaction of its own."""
    items = node.items if isinstance(node, ast.With) else []
    calls = (item.context_expr for item in items if isinstance(item.context_expr, ast.Call))
    return any(getattr(call.func, "id", "") == "transaction" for call in calls)


def test_a_step_opens_no_transaction() -> None:
    steps = [path for path in files("app", ".py") if room_of(module_of(path)) == "steps"]
    opening = [
        f"{name(path)} {function.name}"
        for path in steps
        for function in functions(path)
        for node in ast.walk(function)
        if opens(node)
    ]
    assert opening == []


def test_only_the_wiring_reads_the_settings_module() -> None:
    provider = {*SERVES_PAGES, ROOT / "app/demo/web/application.py"}
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
        ("rules", "from app.registry.models.people import Person", ["app.registry.models.people"]),
        ("rules", "def f():\n    from app import clock", ["app.clock"]),
        ("web", "import app.delivery.email", ["app.delivery.email"]),
        ("steps", "from app.rights.actions.grants import grant_access", ["app.rights.actions.grants"]),
        ("web", "from app.papers.queries.files import files_of", []),
    ],
)
def test_the_test_itself_sees_an_intruder(room: str, line: str, seen: list[str]) -> None:
    entered = [other for node in ast.walk(ast.parse(line)) for other in imported(node)]
    assert [other for other in entered if room_of(other) not in {*MAY_IMPORT[room], room}] == seen


def test_the_test_itself_sees_a_step_in_a_page_and_a_transaction_in_a_step() -> None:
    page = ast.parse("from app.rights.steps.grants import give, Outcome\nfrom app.rights.steps import grants")
    assert [whole for node in ast.walk(page) for whole in spoken(node)] == [
        "app.rights.steps.grants.give",
        "app.rights.steps.grants",
    ]
    assert [opens(node) for node in ast.parse("with transaction() as session:\n    pass").body] == [True]


def test_no_module_is_a_drawer_for_everything() -> None:
    named = [path for path in files("app", ".py") if {path.stem, path.parent.name} & FORBIDDEN_NAMES]
    assert [name(path) for path in named] == []
