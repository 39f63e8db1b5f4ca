"""A table that is taken out, line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What a spreadsheet needs first to read accents.
MARK = "\ufeff"


def table_line(cells: Sequence[str]) -> str:
    """One line, in which nothing can be taken for a formula."""
    text = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(text, lineterminator="\r\n").writerow(safe)
    return text.getvalue()
