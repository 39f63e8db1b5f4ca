"""How large the house is and how it is cut: lines, routes, imports, folders, of this tree or of the one that is named.

`python -m benchmarks.house PATH` measures another checkout, such as an earlier commit.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUTES = {"route", "get", "post"}
#: From docs/decisions/0027: lines of app for a route, share of lines that import, files a folder, modules imported.
GOALS = {"lines a route": 220, "imports, %": 9, "fullest folder": 12, "modules imported by one file": 15}


def _is_route(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(call, ast.Attribute) and call.attr in ROUTES and "blueprint" in ast.dump(call.value).lower()


def _imports(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def _ours(node: ast.Import | ast.ImportFrom, modules: set[str]) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names if alias.name in modules}
    if not (node.module or "").startswith("app"):
        return set()
    return {whole if (whole := f"{node.module}.{alias.name}") in modules else str(node.module) for alias in node.names}


def measure(root: Path) -> dict[str, float]:
    """The figures of a checkout."""
    files = [path for path in (root / "app").rglob("*.py") if "__pycache__" not in path.parts]
    modules = {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in files}
    trees = {path: ast.parse(path.read_text("utf-8")) for path in files}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in files)
    importing = sum((node.end_lineno or 0) - node.lineno + 1 for tree in trees.values() for node in _imports(tree))
    ours = {path: set().union(*(_ours(node, modules) for node in _imports(tree))) for path, tree in trees.items()}
    folders = Counter(path.parent for path in files if path.name != "__init__.py")
    routes = sum(any(map(_is_route, node.decorator_list)) for node in functions)
    return {
        "files": len(files),
        "lines": lines,
        "routes": routes,
        "lines a route": round(lines / routes),
        "imports, %": round(100 * importing / lines, 1),
        "fullest folder": max(folders.values()),
        "folders of more than 12 files": sum(count > 12 for count in folders.values()),
        "modules imported by one file": max(map(len, ours.values())),
        "files that import more than 15": sum(len(each) > 15 for each in ours.values()),
        "median function": statistics.median((node.end_lineno or 0) - node.lineno + 1 for node in functions),
    }


def run(root: Path = ROOT) -> None:
    """Print the figures, each beside its goal."""
    print("House: how large it is and how it is cut")
    for what, figure in measure(root).items():
        goal = f"  (goal: at most {GOALS[what]})" if what in GOALS else ""
        print(f"  {what:32} {figure:>9,}{goal}")


if __name__ == "__main__":
    run(*map(Path, sys.argv[1:]))
