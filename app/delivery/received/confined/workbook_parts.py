"""The small parts of a workbook: its sheets and their state, relations, shared texts, formats of numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from app.delivery.received.confined.table_limits import MAX_LENGTH, Refused
from app.vocabulary.personnel import TableProblem

#: More texts than a table has cells are those of something else.
_MOST_TEXTS = 500_000
#: Excel allows 65,490 formats of cells.
_MOST_FORMATS = 70_000
#: Formats of days and hours that need no description (ECMA-376, part 1, 18.8.30), those of East Asia included.
_BUILT_IN_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
#: What is no letter of a format: texts in quotes or after a backslash, colours and conditions in brackets.
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAY_LETTERS = re.compile(r"[dmhysDMHYS]")

EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 (spreadsheets know no time zone)
#: Before 1 March 1900 a day less: spreadsheets believe that 1900 was a leap year.
_BELIEVED_LEAP = 60


class _Silent:
    def end(self, name: str) -> None:
        """Nothing to do."""

    def text(self, text: str) -> None:
        """Nothing to do."""


class WorkbookReader(_Silent):
    """`shown`: the relations of the sheets that are shown, in order. `epoch`: the day from which days are counted."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.epoch = EPOCH

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of a sheet, or of the epoch."""
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.shown += [value for key, value in attributes.items() if key.endswith(" id")]
        elif name == "workbookPr" and attributes.get("date1904") in {"1", "true", "on"}:
            self.epoch = EPOCH_1904


class RelationsReader(_Silent):
    """Where the parts stand: the workbook, its sheets by relation, its shared texts, its formats."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.workbook = self.texts = self.formats = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of a relation inside the package."""
        if name != "Relationship" or attributes.get("TargetMode", "Internal") != "Internal":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = target
        elif kind == "officeDocument":
            self.workbook = target
        elif kind == "sharedStrings":
            self.texts = target
        elif kind == "styles":
            self.formats = target


class TextsReader:
    """`found`: the texts that cells share, by number; each as long as a cell may be, and one sign more."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._inside = False
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A text, or a run of one, begins; how it is pronounced is no text."""
        if name == "si":
            self._parts = []
        self._phonetic += name == "rPh"
        self._inside = name == "t" and not self._phonetic

    def text(self, text: str) -> None:
        """Keep what is shown."""
        if self._inside:
            self._parts.append(text)

    def end(self, name: str) -> None:
        """Keep a text that is complete."""
        self._inside = False
        self._phonetic -= name == "rPh"
        if name == "si":
            if len(self.found) >= _MOST_TEXTS:
                raise Refused(TableProblem.TOO_MUCH_INSIDE)
            self.found.append(shortened("".join(self._parts)))


class FormatsReader(_Silent):
    """Which styles of cells show their number as a day or an hour."""

    def __init__(self) -> None:
        self._days: set[str] = {str(number) for number in _BUILT_IN_DAYS}
        self._styles: list[bool] = []
        self._in_cells = False
        self._met = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of a format, or of a style of cells."""
        self._met += 1
        if self._met > 2 * _MOST_FORMATS:
            raise Refused(TableProblem.TOO_MUCH_INSIDE)
        if name == "numFmt" and _is_of_days(attributes.get("formatCode", "")):
            self._days.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._styles.append(attributes.get("numFmtId", "0") in self._days)

    def end(self, name: str) -> None:
        """The styles of cells are over."""
        if name == "cellXfs":
            self._in_cells = False

    def shows_days(self, style: str) -> bool:
        """Whether cells of this style show days or hours."""
        return style.isdecimal() and len(style) < 6 and int(style) < len(self._styles) and self._styles[int(style)]


def _is_of_days(format_code: str) -> bool:
    """Of several sections, the first is for what is positive."""
    return bool(_DAY_LETTERS.search(_NO_LETTERS.sub("", format_code.partition(";")[0][:500])))


def shortened(text: str) -> str:
    """A text of bounded length: one sign more than is allowed shows that it was too long."""
    return text.strip()[: MAX_LENGTH + 1]


def day_of(value: float, epoch: datetime) -> str | None:
    """A day as 2027-03-31, or an hour as 12:30:00; None if no calendar has it."""
    if 0 <= value < 1:
        return (datetime.combine(date.min, time()) + timedelta(days=value)).time().isoformat("seconds")
    days = value + 1 if epoch == EPOCH and value < _BELIEVED_LEAP else value
    try:
        return (epoch + timedelta(days=days)).date().isoformat()
    except OverflowError:
        return None
