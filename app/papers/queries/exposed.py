"""What stands on the screen of an employer: files, documents that some people never opened, time limits that run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from app.papers.queries.home import MOST_COUNTED
from app.resolver.models.documents import ON_SCREEN, Document, DocumentOpening
from app.resolver.models.files import CompensationFile, FileEmployer

#: How many running time limits are named.
NAMED = 5
#: Among how many of the latest documents the unread ones are counted.
LOOKED_AT = 10_000


class Running(NamedTuple):
    """A document whose review time limit runs; `review_until_on` is its last day."""

    public_id: str
    title: str
    review_until_on: date
    given_name: str
    family_name: str

    @property
    def worker(self) -> str:
        """Given and family name of the worker, as read aloud."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Exposed:
    """What stands on screen for too few: `MOST_COUNTED + 1` stands for any number beyond `MOST_COUNTED`.

    `unread`: what none of those who would remain ever opened (or nobody at all, where nobody would remain).
    """

    files: int = 0
    unread: int = 0
    running: int = 0
    nearest: tuple[Running, ...] = ()


_HERE = (Document.employer_id == bindparam("employer"), ON_SCREEN)
_RUNS = (*_HERE, Document.review_until_on >= bindparam("on"))


def _up_to_most(statement: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(statement.limit(MOST_COUNTED + 1).subquery())


_LATEST = select(Document.id).where(*_HERE).order_by(Document.recorded_at.desc()).limit(LOOKED_AT).subquery()
_OPENED = exists().where(
    DocumentOpening.document_id == _LATEST.c.id, DocumentOpening.person_id.in_(bindparam("people", expanding=True))
)
_COUNT_FILES = _up_to_most(
    select(FileEmployer.id).where(
        FileEmployer.employer_id == bindparam("employer"),
        FileEmployer.last_document_on > date.min,
    )
)
_COUNT_UNREAD = _up_to_most(select(_LATEST.c.id).where(~_OPENED))
_COUNT_RUNNING = _up_to_most(select(Document.id).where(*_RUNS))
_NEAREST = (
    select(
        Document.public_id,
        Document.title,
        Document.review_until_on,
        CompensationFile.worker_given_name,
        CompensationFile.worker_family_name,
    )
    .join(CompensationFile, CompensationFile.id == Document.file_id)
    .where(*_RUNS)
    .order_by(Document.review_until_on, Document.id)
    .limit(NAMED)
)


def exposed_to(session: Session, employer_id: int, people: Collection[int], on: date) -> Exposed:
    """What stands on the screen of an employer that these people never opened, asked for the day `on`."""
    values = {"employer": employer_id, "on": on, "people": list(people)}
    return Exposed(
        files=session.scalar(_COUNT_FILES, values) or 0,
        unread=session.scalar(_COUNT_UNREAD, values) or 0,
        running=session.scalar(_COUNT_RUNNING, values) or 0,
        nearest=tuple(Running._make(row) for row in session.execute(_NEAREST, values)),
    )
