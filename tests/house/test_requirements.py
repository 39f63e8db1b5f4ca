"""Packages: exact versions, a reason for each that we chose, and what we import is what we chose."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

from tests.house.source import ROOT, files, text, tree

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[a-z]+\])?==(?P<version>\S+)(?:\s+# (?P<reason>.+))?$")
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
OURS = {"app", "config", "tests", "benchmarks"}


def normal(package: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", package).lower()


def pins(file: str) -> list[re.Match[str]]:
    """The pinned lines of a file; any other line that asks for a package fails the test."""
    lines = [line for line in text(ROOT / file).splitlines() if line and not line.startswith(("#", "-"))]
    matches = [PIN.match(line) for line in lines]
    assert all(matches), (
        f"not pinned in {file}: {[line for line, found in zip(lines, matches, strict=True) if not found]}"
    )
    return [found for found in matches if found]


def imported(folders: tuple[str, ...]) -> set[str]:
    """The packages, by their names in registries, that the Python files of these folders import."""
    modules: set[str] = set()
    for path in (path for folder in folders for path in sources(folder)):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                modules.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.split(".")[0])
    distributions = packages_distributions()
    foreign = modules - OURS - set(sys.stdlib_module_names)
    return {normal(distributions[module][0]) for module in foreign if module in distributions}


def sources(folder: str) -> list[Path]:
    """The Python files of a folder, or the file itself."""
    return [ROOT / folder] if folder.endswith(".py") else files(folder, ".py")


def test_what_runs_in_production_has_a_reason() -> None:
    assert [pin["name"] for pin in pins("requirements.txt") if not pin["reason"]] == []


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = [pin for file in ("requirements.txt", "requirements-dev.txt", "constraints.txt") for pin in pins(file)]
    assert [pin["name"] for pin in pinned if version(pin["name"]) != pin["version"]] == []


def test_the_portal_imports_only_packages_that_it_asks_for() -> None:
    chosen = {normal(pin["name"]) for pin in pins("requirements.txt")}
    assert imported(("app", "migrations", "config.py", "wsgi.py")) - chosen - BROUGHT.keys() == set()


def test_the_tests_import_only_packages_that_they_ask_for() -> None:
    chosen = {normal(pin["name"]) for file in ("requirements.txt", "requirements-dev.txt") for pin in pins(file)}
    assert imported(("tests", "scripts")) - chosen - BROUGHT.keys() == set()


def test_the_benchmarks_import_only_packages_that_they_ask_for() -> None:
    chosen = {normal(pin["name"]) for file in FILES for pin in pins(file)}
    assert imported(("benchmarks",)) - chosen - BROUGHT.keys() == set()


#: Parts of a package that we chose, published apart by its own authors.
BROUGHT = {
    "click": "Flask's commands",
    "blinker": "Flask's signals",
    "markupsafe": "Jinja's safe text",
    "itsdangerous": "Flask's signatures",
    "cryptography": "joserfc's keys",
    "urllib3": "requests' connections",
}
