"""Only app/clock.py asks what time it is: not Python elsewhere, and not the database either."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, name, tree

ASKERS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("func", "now"),
    ("func", "current_date"),
    ("func", "current_timestamp"),
    ("func", "localtimestamp"),
}


def asks(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Each place that asks for the time, with its line."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in ASKERS:
                yield node.lineno, f"{owner}.{node.attr}"


def places(path: Path) -> list[str]:
    """The same, as sentences."""
    return [f"{name(path)}:{line} asks {what}" for line, what in asks(tree(path))]


def test_only_the_clock_asks_what_time_it_is() -> None:
    elsewhere = [path for path in files("app", ".py") if path != ROOT / "app" / "clock.py"]
    assert [place for path in elsewhere for place in places(path)] == []


@pytest.mark.parametrize("line", ["datetime.datetime.now(UTC)", "date.today()", "select(func.now())", "time.time()"])
def test_the_test_itself_sees_who_asks(line: str) -> None:
    assert len(list(asks(ast.parse(line)))) == 1
