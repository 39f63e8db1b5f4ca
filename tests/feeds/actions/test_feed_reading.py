"""A line of a feed that is too long to be kept is refused by its number; the others are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.feeds.steps.reading import LONGEST_LINE, MOST_QUOTED, NEQ, BadRow, Column, Report, read_rows, text

COLUMNS = (Column("neq", NEQ), Column("name", text(200)))


def read(path: Path, content: str) -> tuple[list[str], list[BadRow]]:
    """The names that were read, and the rows that were refused."""
    bad: list[BadRow] = []
    path.write_text(content, encoding="utf-8")
    return [row["name"] for row in read_rows(path, COLUMNS, Report(bad.append))], bad


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "employers.csv"


@pytest.mark.parametrize("sign", ["x", "\0", ",", '"'])
def test_a_giant_line_is_refused_and_the_next_one_is_read(path: Path, sign: str) -> None:
    giant = sign * (3 * LONGEST_LINE + 7)
    names, bad = read(path, f"neq,name\n1100000008,Alpha\n{giant}\n1100000016,Beta\n")
    assert names == ["Alpha", "Beta"]
    assert len(bad) == 1
    assert "a line has more than" in str(bad[0])


def test_a_giant_header_is_refused(path: Path) -> None:
    names, bad = read(path, "neq" + " " * LONGEST_LINE + ",name\n1100000008,Alpha\n")
    assert (names, [one.line for one in bad]) == ([], [1])


def test_a_giant_cell_is_quoted_in_part(path: Path) -> None:
    _names, bad = read(path, "neq,name\n" + "7" * 100_000 + ",Alpha\n")
    assert len(str(bad[0])) < 2 * MOST_QUOTED + 60


def test_a_quote_that_is_never_closed_keeps_no_more_than_a_cell(path: Path) -> None:
    names, bad = read(path, 'neq,name\n1100000008,"' + "x\n" * 100_000)
    assert names == []
    assert bad
