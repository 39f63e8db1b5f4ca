"""One ledger of intervals: whether one holds, lasts or stands is asked of it alone, and it alone writes them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import files, name, tree

#: Where the conditions stand.
LEDGER = {"app/ledger/queries/intervals.py"}
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
#: What a column is asked in a condition.
ASKED = {"is_", "is_not", "is_distinct_from", "is_not_distinct_from", "between", "in_", "not_in"}


def is_end(node: ast.AST) -> bool:
    """Whether an expression is the end of something."""
    return isinstance(node, ast.Attribute) and node.attr == "until_on"


def is_first_day(node: ast.AST) -> bool:
    """Whether an expression is the first day of something."""
    return isinstance(node, ast.Attribute) and node.attr == "from_on"


def compares(node: ast.Compare) -> bool:
    """Whether an end is said to come before or after a day, or to be the first day."""
    operands = [node.left, *node.comparators]
    if not any(is_end(each) for each in operands):
        return False
    return any(isinstance(each, ORDER) for each in node.ops) or any(is_first_day(each) for each in operands)


def asks(node: ast.Call) -> bool:
    """Whether the column of an end, or of what superseded a row, is asked in a condition."""
    column = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr in ASKED else None
    return isinstance(column, ast.Attribute) and column.attr in {"until_on", "superseded_at"}


def fills(node: ast.BoolOp) -> bool:
    """Whether what has no end is given the last of all days, to be compared."""
    return is_end(node.values[0]) and any(ast.unparse(each) == "date.max" for each in node.values)


def conditions(module: ast.Module) -> Iterator[int]:
    """The lines where an interval is asked whether it holds, would hold, is over or stands."""
    asked = {ast.Compare: compares, ast.Call: asks, ast.BoolOp: fills}
    for node in ast.walk(module):
        if type(node) in asked and asked[type(node)](node):  # type: ignore[operator]
            yield node.lineno  # type: ignore[attr-defined]


def unsaid(module: ast.Module) -> Iterator[int]:
    """The lines where a row is superseded by hand."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr == "superseded_at" and isinstance(node.ctx, ast.Store):
            yield node.lineno


def test_only_the_ledger_supersedes_a_row() -> None:
    """Feeds and withdrawals supersede many at once, in a statement."""
    assert {name(path) for path in files("app", ".py") if [*unsaid(tree(path))]} == {"app/ledger/steps/intervals.py"}


@pytest.mark.parametrize("line", ["row.superseded_at = at", "row.superseded_at, row.until_on = at, on"])
def test_the_test_itself_sees_a_row_superseded_by_hand(line: str) -> None:
    assert len(list(unsaid(ast.parse(line)))) == 1


def test_whether_an_interval_holds_is_asked_of_the_ledger_alone() -> None:
    found = {name(path): list(conditions(tree(path))) for path in files("app", ".py")}
    asking = {path for path, lines in found.items() if lines}
    assert asking == LEDGER, {path: lines for path, lines in found.items() if lines and path not in LEDGER}


@pytest.mark.parametrize(
    "line",
    [
        "Membership.until_on > on",
        "on < row.until_on",
        "self.from_on <= on < self.until_on",
        "row.until_on >= on - ENDS_WITHIN",
        "row.until_on != row.from_on",
        "select(table).where(table.until_on.is_(None))",
        "AccessGrant.superseded_at.is_(None)",
        "max(rows, key=lambda row: row.until_on or date.max)",
    ],
)
def test_the_test_itself_sees_a_condition(line: str) -> None:
    assert len(list(conditions(ast.parse(line)))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "holds(Membership, on)",
        "left.until_on == right.until_on",
        "draft.until_on is None",
        "document.review_until_on >= on",
        "row.until_on.isoformat()",
        "row.from_on <= on",
    ],
)
def test_the_test_itself_lets_be_what_is_no_condition(line: str) -> None:
    assert list(conditions(ast.parse(line))) == []
