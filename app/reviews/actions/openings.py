"""Each day: the reviews that are due begin, and those who grant are reminded of the ones that wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.ledger.actions.rounds import Round, all_alone, completed
from app.ledger.models.audit import AuditEntry
from app.ledger.models.daily import DailyRun
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.people import GRANTING_ROLES, granters
from app.registry.words.reviews import ReviewCause, ReviewState
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.reviews.models import AccessReview, AccessReviewLine
from app.reviews.queries import reviews
from app.reviews.queries.causes import (
    Place,
    a_year_before,
    differences,
    due_by_changed_rights,
    due_by_year,
    employers_whose_meaning_may_change,
)
from app.reviews.steps.reviews import add_lines, open_review
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.emails import EmailKind

#: The daily task's name in `daily_runs`: what was last looked at follows from its latest run.
NAME = "access_reviews"
#: How many days before the day on which a review is due its granters are reminded, and how often afterwards.
REMINDERS = (14, 7, 1)
EVERY = 14

Opening = Callable[[Session, EmployerFacts, Space, datetime], AccessReview | None]


def review_daily(on: date) -> int:
    """Open the reviews that are due by that day, then remind of those that wait; how many of both."""
    return completed(*_open_due(on), _remind_all(on))


def open_due(on: date) -> int:
    """Open what is due. What another cause adds to a review under way joins it: a space has one at most."""
    return completed(*_open_due(on))


def _open_due(on: date) -> list[Round]:
    session, year = db.session(), a_year_before(on)
    by_year = due_by_year(session, year, clock.start_of(year + timedelta(days=1)))
    changed = due_by_changed_rights(session, clock.start_of(on))
    return [_each("yearly", by_year, _yearly), _each("changed_rights", changed, _changed_rights), _meanings(on)]


def _each(name: str, places: Iterable[Place], open_one: Opening) -> Round:
    """Open one after the other, each in a transaction of its own that holds the employer's lock."""
    return all_alone(Kind(AlarmSubject.EMPLOYER, f"{NAME}.{name}"), places, lambda place: _opened(*place, open_one))


def _opened(employer_id: int, space: Space, open_one: Opening) -> bool:
    with transaction() as session:
        session.execute(select(Employer.id).where(Employer.id == employer_id).with_for_update(key_share=True))
        facts, at = facts_of_employer(session, employer_id), clock.now()
        if space not in facts.accounts_on(clock.day_of(at)):
            return False
        review = open_one(session, facts, space, at)
        if review is None:
            return False
        if _is_empty(session, review):
            session.rollback()
            return False
        if not review.told:
            _tell(session, review, "opened", at)
        return True


def _is_empty(session: Session, review: AccessReview) -> bool:
    lines = select(func.count()).select_from(AccessReviewLine).where(AccessReviewLine.review_id == review.id)
    return not session.scalar(lines)


def _yearly(session: Session, facts: EmployerFacts, space: Space, at: datetime) -> AccessReview | None:
    """A review of every right, unless all of them are under review already."""
    found = reviews.open_review(session, facts.employer_id, space)
    if found is None:
        granted = any(held.holds(clock.day_of(at)) for rows in facts.grants.values() for held in rows)
        return open_review(session, facts, space, ReviewCause.YEARLY, at) if granted else None
    if found.changes.get("every"):
        return None
    return _joined(session, found, facts, at, every=True)


def _changed_rights(session: Session, facts: EmployerFacts, space: Space, at: datetime) -> AccessReview | None:
    """A review of the rights that were changed; one under way takes in those that were changed since it began."""
    found = reviews.open_review(session, facts.employer_id, space)
    if found is None:
        return open_review(session, facts, space, ReviewCause.CHANGED_RIGHTS, at, since=True)
    return _joined(session, found, facts, at, since=True)


def _joined(
    session: Session, review: AccessReview, facts: EmployerFacts, at: datetime, **changes: Any
) -> AccessReview | None:
    """The review with more to look at; None if it holds all of that already."""
    widened = any(review.changes.get(name) != value for name, value in changes.items())
    review.changes = {**review.changes, **changes}
    session.flush()
    return review if add_lines(session, review, facts, clock.day_of(at)) or widened else None


def _meanings(on: date) -> Round:
    """Reviews of what an account or a rule changed between the last run and today."""
    session = db.session()
    since_on, since_at = _last_run(session, on)
    found = employers_whose_meaning_may_change(session, since_on, since_at, on)
    places = [(employer_id, space) for employer_id in found for space in GRANTING_ROLES]
    return _each("changed_meaning", places, _changed_meaning(since_on, since_at, on))


def _last_run(session: Session, on: date) -> tuple[date, datetime | None]:
    """The day that was last looked at, and until which instant.

    Never looked at yet: since the first entry of the journal, a year ago at most; the day before, if there is none.
    """
    run = session.execute(
        select(DailyRun.on_day, DailyRun.done_at)
        .where(DailyRun.task == NAME, DailyRun.on_day < on)
        .order_by(DailyRun.on_day.desc())
        .limit(1)
    ).first()
    if run:
        return run.on_day, run.done_at
    first = session.scalar(select(func.min(AuditEntry.at)))
    since = max(clock.day_of(first), a_year_before(on)) if first else on
    return min(since, on - timedelta(days=1)), None


def _changed_meaning(since_on: date, since_at: datetime | None, on: date) -> Opening:
    def open_one(session: Session, facts: EmployerFacts, space: Space, at: datetime) -> AccessReview | None:
        before = facts_of_employer(session, facts.employer_id, known_at=since_at) if since_at else facts
        said = [each.as_record() for each in differences(before, since_on, facts, on, space)]
        found = reviews.open_review(session, facts.employer_id, space)
        known = list(found.changes.get("differences", ())) if found else []
        new = [each for each in said if each not in known]
        if not new:
            return None
        if found is not None:
            return _joined(session, found, facts, at, differences=known + new)
        return open_review(session, facts, space, ReviewCause.CHANGED_MEANING, at, differences=new)

    return open_one


def remind(on: date) -> int:
    """Remind the granters of each review that waits, once a stage; how many reviews. Nothing is taken from anybody."""
    return completed(_remind_all(on))


def _remind_all(on: date) -> Round:
    waiting = select(AccessReview.id).where(AccessReview.state == ReviewState.OPEN.value).order_by(AccessReview.id)
    kind = Kind(AlarmSubject.ACCESS_REVIEW, f"{NAME}.remind")
    return all_alone(kind, db.session().scalars(waiting).all(), lambda review_id: _remind(review_id, on))


def _remind(review_id: int, on: date) -> bool:
    with transaction() as session:
        review = session.scalars(select(AccessReview).where(AccessReview.id == review_id).with_for_update()).one()
        stage = stage_of(review.due_on, on)
        if review.state != ReviewState.OPEN or stage in {"", review.told}:
            return False
        _tell(session, review, stage, clock.now())
        return True


def stage_of(due_on: date, on: date) -> str:
    """The message that should have been sent by that day: 14, 7 or 1 days before, then every fourteen days."""
    left = (due_on - on).days
    if left < 0:
        return f"late{(-left - 1) // EVERY}"
    return next((str(days) for days in sorted(REMINDERS) if left <= days), "")


def _tell(session: Session, review: AccessReview, stage: str, at: datetime) -> None:
    """One e-mail to each granter of the space who has an address."""
    review.told = stage
    on = clock.day_of(at)
    ids = {member.person_id for member in granters(session, review.employer_id, Space(review.space), on)}
    path = f"/droits-d-acces/revision/{review.public_id}"
    for person in session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)):
        if person.email:
            queue_email(
                session,
                EmailKind.ACCESS_REVIEW.value,
                f"{review.public_id}.{stage}.{person.public_id}",
                to_address=person.email,
                language=person.language,
                context={
                    "space": review.space,
                    "until": review.due_on.isoformat(),
                    "is_late": on > review.due_on,
                    "link": current_app.config["PUBLIC_URL"].rstrip("/") + path,
                },
                at=at,
                person_id=person.id,
                employer_id=review.employer_id,
            )
