"""Making and changing cohorts: a whole list, or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.tables import MAX_BYTES, TableRefused, read_table
from app.ledger.steps import audit
from app.ledger.steps.bulk import insert_all
from app.ledger.steps.transaction import transaction
from app.registry.queries.proposals import waiting_about
from app.resolver.models.cohorts import Cohort, CohortMember
from app.vocabulary.audit import AuditAction
from app.withdrawal.domain.lists import Lines, Wrong, tabled
from app.withdrawal.queries.cohorts.cohorts import count_members, fingerprint_of, listed_neqs, matter_of_cohort
from app.withdrawal.queries.cohorts.lists import MOST, find_listed
from app.withdrawal.words import CohortRefusal

__all__ = [
    "MAX_BYTES",
    "CohortRefused",
    "TableRefused",
    "change_cohort",
    "lines_of_file",
    "make_cohort",
    "make_everybody",
]


class CohortRefused(Exception):
    """Nothing was recorded; `code` says why, `wrong` names each line."""

    def __init__(self, code: CohortRefusal, wrong: Sequence[Wrong] = ()) -> None:
        super().__init__(code.value)
        self.code, self.wrong = code, wrong


def lines_of_file(content: bytes) -> Lines:
    """The lines of a CSV or a workbook. Raises TableRefused."""
    table = read_table(content)
    return tabled([(1, table.headings), *((row.line, row.cells) for row in table.rows)])


def make_cohort(name: str, lines: Lines, actor: audit.Actor) -> str:
    """Make a cohort of the employers that a list names; returns its identifier. Raises CohortRefused."""
    try:
        with transaction() as session:
            cohort = Cohort(name=name, made_by_id=actor.id, made_at=clock.now())
            employer_ids = _checked(session, lines)
            session.add(cohort)
            session.flush()
            _add(session, cohort, employer_ids)
            _journalise(session, AuditAction.COHORT_MADE, cohort, len(employer_ids), actor)
            return cohort.public_id
    except IntegrityError as error:
        raise CohortRefused(CohortRefusal.CHANGED) from error


def make_everybody(name: str, actor: audit.Actor) -> str:
    """Make the cohort of every employer on Guichet SST; returns its identifier. Raises CohortRefused."""
    try:
        with transaction() as session:
            cohort = Cohort(name=name, everybody=True, made_by_id=actor.id, made_at=clock.now())
            session.add(cohort)
            session.flush()
            number = count_members(session, cohort, clock.today())
            _journalise(session, AuditAction.COHORT_MADE, cohort, number, actor)
            return cohort.public_id
    except IntegrityError as error:
        raise CohortRefused(CohortRefusal.EVERYBODY) from error


def change_cohort(public_id: str, name: str, lines: Lines, *, seen: str, actor: audit.Actor) -> None:
    """Give a cohort another name and list, as long as no date was approved for it or waits. Raises CohortRefused."""
    try:
        with transaction() as session:
            cohort = held_cohort(session, public_id)
            _check_changeable(session, cohort)
            if fingerprint_of(cohort.name, listed_neqs(session, cohort)) != seen:
                raise CohortRefused(CohortRefusal.CHANGED)
            employer_ids = _checked(session, lines, cohort.id)
            cohort.name = name
            session.execute(delete(CohortMember).where(CohortMember.cohort_id == cohort.id))
            _add(session, cohort, employer_ids)
            _journalise(session, AuditAction.COHORT_CHANGED, cohort, len(employer_ids), actor)
    except IntegrityError as error:
        raise CohortRefused(CohortRefusal.CHANGED) from error


def held_cohort(session: Session, public_id: str) -> Cohort:
    """The cohort, held until the end of the transaction."""
    held = select(Cohort).where(Cohort.public_id == public_id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one()


def _check_changeable(session: Session, cohort: Cohort) -> None:
    if cohort.everybody or cohort.announced_at or waiting_about(session, matter_of_cohort(cohort.id)):
        raise CohortRefused(CohortRefusal.FROZEN)


def _checked(session: Session, lines: Lines, cohort_id: int | None = None) -> list[int]:
    found = find_listed(session, lines, cohort_id)
    if found.wrong:
        raise CohortRefused(CohortRefusal.WRONG, found.wrong)
    if not found.employers:
        raise CohortRefused(CohortRefusal.EMPTY)
    if len(found.employers) > MOST:
        raise CohortRefused(CohortRefusal.TOO_MANY)
    return [one.id for one in found.employers]


def _add(session: Session, cohort: Cohort, employer_ids: Iterable[int]) -> None:
    rows = [{"cohort_id": cohort.id, "employer_id": employer_id} for employer_id in sorted(employer_ids)]
    insert_all(session, CohortMember, rows)


def _journalise(session: Session, action: AuditAction, cohort: Cohort, number: int, actor: audit.Actor) -> None:
    audit.record(session, action, actor, details={"cohort": cohort.name, "id": cohort.public_id, "number": number})
