"""Feeds that are folders of files: read whole and put aside, then compared with what is known in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.feeds.steps.reading import Column, FeedError, Report, Row, Seen, in_chunks, read_rows
from app.feeds.steps.staging import Stage

Import = Callable[[Session, Any, str, Sequence[Row], Seen, Report, datetime], None]
#: What only one process does at a time: the second sees what the first has written.
FEEDS = "feeds"


class BadRows(Exception):
    """Some rows were refused, so nothing was written."""


@dataclass(frozen=True, slots=True)
class FeedFile:
    """One file of a folder: its name, its columns, what writes a chunk of it, and what `write` is told to write by."""

    name: str
    columns: Sequence[Column]
    write: Import
    spec: Any = None


@contextmanager
def put_aside(directory: Path, files: Sequence[FeedFile], report: Report) -> Iterator[tuple[Stage, set[str]]]:
    """The rows of the files that are there, put aside, and the names of those files. FeedError where none is."""
    present = [file for file in files if (directory / file.name).is_file()]
    if not present:
        raise FeedError(f"{directory} holds none of {', '.join(file.name for file in files)}")
    with closing(Stage()) as stage:
        for file in present:
            report.counts.setdefault(file.name, {"added": 0, "changed": 0, "unchanged": 0})
            for rows in in_chunks(read_rows(directory / file.name, file.columns, report)):
                stage.add(file.name, rows)
        yield stage, {file.name for file in present}


def write(session: Session, stage: Stage, files: Sequence[FeedFile], report: Report, *, skip_bad_rows: bool) -> None:
    """Write what differs, in the order of the files. BadRows where a row was refused, unless those are skipped."""
    for file in files:
        at = clock.now()
        with closing(Seen()) as seen:
            for rows in stage.chunks(file.name):
                file.write(session, file.spec, file.name, rows, seen, report, at)
    refuse_bad(report, skip_bad_rows=skip_bad_rows)


def refuse_bad(report: Report, *, skip_bad_rows: bool = False) -> None:
    """BadRows where a row was refused, unless those are skipped."""
    if report.bad_rows and not skip_bad_rows:
        raise BadRows(f"{report.bad_rows} bad rows: nothing was written")
