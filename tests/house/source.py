"""How the house's tests read the house: its files, their syntax trees, the words of their names."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is committed or about to be, below the project's root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(sorted(ROOT / name for name in listed if name and (ROOT / name).is_file()))


@cache
def files(folder: str, suffix: str) -> tuple[Path, ...]:
    """The files of a folder of the project that end so. An empty answer is a mistake in the test."""
    inside = f"{ROOT / folder}/"
    found = tuple(path for path in project_files() if str(path).startswith(inside) and path.name.endswith(suffix))
    assert found, f"nothing ends in {suffix} under {folder}"
    return found


def name(path: Path) -> str:
    """A path as the project speaks of it."""
    return str(path.relative_to(ROOT))


@cache
def text(path: Path) -> str:
    """What a file holds."""
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text(path), filename=name(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a Python file, nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(node: Function) -> int:
    """The lines of a function, from `def` to its end; decorators stand outside."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def words_of(identifier: str) -> list[str]:
    """The words of an identifier, in small letters: both snake_case and CamelCase."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier)]


def identifiers(path: Path) -> set[str]:
    """Every name that a Python file gives or uses: functions, classes, arguments, variables, attributes, keywords."""
    found: set[str] = {path.stem}
    for node in ast.walk(tree(path)):
        for attribute in ("name", "id", "attr", "arg", "asname"):
            value = getattr(node, attribute, None)
            if isinstance(value, str):
                found.update(value.split("."))
    return found
