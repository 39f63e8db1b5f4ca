"""The only place that asks what time it is. Instants are UTC; days are the calendar days of Quebec.

`RELAIS_CLOCK` (development and test only) holds an instant in ISO 8601, or the path of a file that holds one:
the portal then lives at that instant. A file may also say since when, as `move` writes it (`2020-02-03T09:00-05:00
since 2026-05-04T14:00Z`): time then runs on from there. `use` injects a source of time for a while, in tests.

What measures a wait rather than a date (sessions, temporary passwords, back-off, a provider's tokens) asks `ticking`:
it stays real when the portal's clock is moved, so that a jump to 2019 neither opens nor closes anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

QUEBEC = ZoneInfo("America/Toronto")


class ClockError(ValueError):
    """`RELAIS_CLOCK` is neither an instant nor a file that holds one."""


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now
_ticking: Callable[[], datetime] = _system_now
_file: Path | None = None


def parse_instant(text: str) -> datetime:
    """An aware UTC instant from ISO 8601; a bare day or a naive instant is read as Quebec time."""
    try:
        instant = datetime.fromisoformat(text.strip())
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=QUEBEC)
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ClockError(f"not an instant: {text!r}") from error


def _from_file(path: Path) -> Callable[[], datetime]:
    def read() -> datetime:
        if not path.is_file():
            return _system_now()
        instant, _, since = path.read_text(encoding="utf-8").strip().partition(" since ")
        if not instant:
            return _system_now()
        return parse_instant(instant) + (_system_now() - parse_instant(since) if since else timedelta())

    return read


def configure(environment: str, setting: str | None = None, file: Path | None = None) -> None:
    """Choose the source of time at start-up. `setting` is RELAIS_CLOCK, refused in production.

    `file` is the one that is read in development when RELAIS_CLOCK says nothing.
    """
    setting = os.environ.get("RELAIS_CLOCK", "") if setting is None else setting
    if setting and environment == "production":
        raise ClockError("RELAIS_CLOCK is refused in production")
    global _source, _file
    _source, _file = _system_now, None
    if setting:
        try:
            fixed = parse_instant(setting)
        except ClockError:
            _file = Path(setting)
        else:
            _source = lambda: fixed  # noqa: E731
    elif environment == "development":
        _file = file
    if _file is not None:
        _source = _from_file(_file)


def can_move() -> bool:
    """Whether the portal's clock follows a file."""
    return _file is not None


def move(instant: datetime | None) -> None:
    """Live from that instant on, in every process that follows the same file; None is the real time again.

    Raises ClockError when the clock follows no file.
    """
    if _file is None:
        raise ClockError("the clock follows no file")
    text = "" if instant is None else f"{instant.isoformat()} since {_system_now().isoformat()}"
    draft = _file.with_name(f"{_file.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(_file)


@contextmanager
def use(source: Callable[[], datetime] | datetime) -> Iterator[None]:
    """Live at an instant, or by another source of time, inside the block."""
    global _source, _ticking
    before = _source, _ticking
    _source = _ticking = (lambda: source) if isinstance(source, datetime) else source
    try:
        yield
    finally:
        _source, _ticking = before


def now() -> datetime:
    """The instant, in UTC."""
    return _source()


def ticking() -> datetime:
    """The instant, in UTC, by which waits are measured: real even where RELAIS_CLOCK has moved the portal's."""
    return _ticking()


def today() -> date:
    """The calendar day in Quebec."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The calendar day in Quebec of an aware instant."""
    return instant.astimezone(QUEBEC).date()


def start_of(day: date) -> datetime:
    """The instant, in UTC, at which a Quebec day begins."""
    return datetime.combine(day, time(), tzinfo=QUEBEC).astimezone(UTC)
