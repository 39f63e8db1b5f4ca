"""What a table may hold, and how the reading refuses it."""

from __future__ import annotations

from app.vocabulary.personnel import TableProblem

MAX_BYTES = 5 * 2**20
MAX_ROWS = 5000
MAX_COLUMNS = 60
#: The longest text of a cell; one sign more is kept, which shows that it was too long.
MAX_LENGTH = 1000
#: Rows without anything in them stand between others; beyond so many lines, nobody looks.
MAX_LINES = 20_000
#: How many signs all the cells may hold together.
MAX_TEXT = 8 * 2**20


class Refused(Exception):
    """Nothing can be read from this file; `problem` says why."""

    def __init__(self, problem: TableProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem
