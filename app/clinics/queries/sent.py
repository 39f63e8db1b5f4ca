"""What a clinic has sent, the newest first, and the versions of one submission: its own, and nothing of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.clinics.models.submissions import Submission
from app.resolver.models.files import CompensationFile

#: How many submissions a page shows.
PAGE = 50


@dataclass(frozen=True, slots=True)
class SentSearch:
    """What is asked for: part of a file number or of the clinic's own reference, a form, a state.

    `after` and `before`: the submission next to the page.
    """

    text: str = ""
    form: str = ""
    state: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class SentRow:
    """One submission of the list."""

    public_id: str
    form: str
    file_no: str
    client_ref: str
    received_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class SentSlice:
    """The submissions of a page, and whether there are others before and after."""

    rows: Sequence[SentRow]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a submission, and why it takes the place of the one before."""

    public_id: str
    received_at: datetime
    state: str
    reason: str | None


def sent(session: Session, supplier_id: int, asked: SentSearch) -> SentSlice:
    """A page of what the clinic has sent."""
    reference = Submission.body["client_ref"].as_string()
    columns = Submission.public_id, Submission.form, CompensationFile.file_no, reference
    statement = (
        select(*columns, Submission.received_at, Submission.state)
        .join(CompensationFile, CompensationFile.id == Submission.file_id)
        .where(Submission.supplier_id == supplier_id, *_narrowed(asked, reference))
    )
    place = _place(session, supplier_id, asked.after or asked.before)
    backwards = bool(place is not None and not asked.after)
    if place is not None:
        statement = statement.where(Submission.id > place if backwards else Submission.id < place)
    order = Submission.id.asc() if backwards else Submission.id.desc()
    found = session.execute(statement.order_by(order).limit(PAGE + 1)).all()
    more, rows = len(found) > PAGE, [SentRow(*row) for row in found[:PAGE]]
    if backwards:
        rows.reverse()
    return SentSlice(rows, more if backwards else place is not None, backwards or more)


def versions_of(session: Session, supplier_id: int, public_id: str) -> list[Version]:
    """Every version of a submission, itself among them, the newest first; none of one that is not this clinic's."""
    own = Submission.supplier_id == supplier_id
    first = select(Submission.form, Submission.first_on).where(own, Submission.public_id == public_id).subquery()
    columns = [
        getattr(Submission, name) for name in ("id", "replaces_id", "public_id", "received_at", "state", "reason")
    ]
    alike = (Submission.form == first.c.form) & (Submission.first_on == first.c.first_on)
    rows = session.execute(select(*columns).join(first, alike).where(own).order_by(Submission.id)).all()
    chains: dict[int, list[Version]] = {}
    for number, replaces, *said in rows:  # what replaces another is received after it
        chains[number] = chains.get(replaces, [])
        chains[number].append(Version(*said))
    return next((chain[::-1] for chain in chains.values() if public_id in {each.public_id for each in chain}), [])


def _narrowed(asked: SentSearch, reference: Any) -> list[Any]:
    chosen: list[Any] = [Submission.form == asked.form] if asked.form else []
    if asked.state:
        chosen.append(Submission.state == asked.state)
    if asked.text:
        digits = "".join(sign for sign in asked.text if sign.isdecimal())
        named = reference.icontains(asked.text, autoescape=True)
        chosen.append(or_(named, CompensationFile.file_no.contains(digits)) if digits else named)
    return chosen


def _place(session: Session, supplier_id: int, anchor: str) -> int | None:
    """Where a submission stands in the order; None for one that is not this clinic's."""
    own = Submission.supplier_id == supplier_id, Submission.public_id == anchor
    return session.scalar(select(Submission.id).where(*own)) if anchor else None
