"""Reading a list of NEQ: each line that is wrong is named."""

from __future__ import annotations

import pytest

from app.withdrawal.domain.lists import pasted, read_lines, tabled
from app.withdrawal.words import ListProblem


def test_figures_may_stand_apart_and_several_may_share_a_line() -> None:
    read = read_lines(pasted("1100 700 009\n\n1100700017; 1100700025,\t1100700033"))
    assert list(read.neqs.items()) == [("1100700009", 1), ("1100700017", 3), ("1100700025", 3), ("1100700033", 3)]
    assert read.wrong == ()


def test_each_wrong_line_is_named_by_its_number_and_its_words() -> None:
    read = read_lines(pasted("1100700009\nScierie\n11007\n1100700009\n١١٠٠٧٠٠٠٠٩"))
    assert [(one.line, one.text, one.problem) for one in read.wrong] == [
        (2, "Scierie", ListProblem.MALFORMED),
        (3, "11007", ListProblem.MALFORMED),
        (4, "1100700009", ListProblem.TWICE),
        (5, "١١٠٠٧٠٠٠٠٩", ListProblem.MALFORMED),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(1, ("Nom", " neq ")), (2, ("Scierie", "1100700009"))], [(2, "1100700009")]),
        ([(1, ("1100700009", "Scierie")), (3, ("1100700017",))], [(1, "1100700009"), (3, "1100700017")]),
        ([(1, ("Nom", "NEQ")), (2, ("Scierie",))], [(2, "")]),
        ([], []),
    ],
)
def test_a_table_is_read_in_the_column_of_its_heading_or_the_first(
    rows: list[tuple[int, tuple[str, ...]]], expected: list[tuple[int, str]]
) -> None:
    assert tabled(rows) == expected
