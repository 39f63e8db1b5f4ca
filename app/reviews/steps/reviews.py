"""Opening a review and its lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import SYSTEM, Actor, record
from app.registry.words.reviews import ReviewCause, ReviewState
from app.resolver.queries.facts import EmployerFacts
from app.resolver.queries.grants import rights_of
from app.resolver.steps.granting import Gesture, Giver, Unknown, begin
from app.reviews.models import AccessReview, AccessReviewLine
from app.reviews.queries import reviews
from app.reviews.queries.reviews import AUTOMATIC, Key, until_of
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


class NotOpen(Exception):
    """The review was attested already: nothing more is decided in it."""


def open_review(
    session: Session,
    facts: EmployerFacts,
    space: Space,
    cause: ReviewCause,
    at: datetime,
    actor: Actor = SYSTEM,
    **changes: Any,
) -> AccessReview:
    """Open a review inside a transaction that holds the employer's lock; its rights are those of that instant."""
    on = clock.day_of(at)
    review = AccessReview(
        employer_id=facts.employer_id,
        space=space.value,
        cause=cause.value,
        changes={"every": True} if cause is ReviewCause.YEARLY else changes,
        opened_at=at,
        opened_by_id=actor.id if actor.kind == "person" else None,
        due_on=on + timedelta(days=current_app.config["ACCESS_REVIEW_DAYS"]),
    )
    session.add(review)
    session.flush()
    add_lines(session, review, facts, on)
    journal(session, AuditAction.ACCESS_REVIEW_OPENED, review, actor)
    return review


def add_lines(session: Session, review: AccessReview, facts: EmployerFacts, on: date) -> int:
    """Write down each right under review that has no line yet, as it is now; how many there were."""
    rights = reviews.reviewed_rights(session, review, on, facts=facts)
    known = {right.key for right in rights if right.first}
    different = {_key_of(difference) for difference in review.changes.get("differences", ())}
    new = {right.key: right.now for right in rights if not right.first}
    new |= _marks(facts, Space(review.space), on, different - known)
    session.add_all(line_of(review, key, mark) for key, mark in new.items())
    session.flush()
    return len(new)


def _key_of(difference: Mapping[str, Any]) -> Key:
    return difference["person"], "" if difference["automatic"] else difference["service"]


def _marks(facts: EmployerFacts, space: Space, on: date, keys: Iterable[Key]) -> dict[Key, str]:
    """What these rights are that day, those that nobody holds left out."""
    found = {}
    for person_id, service in sorted(keys):
        held = reviews.held_rights(rights_of(facts, person_id, space, on))
        if service in held:
            found[(person_id, service)] = reviews.mark_of(held[service])
    return found


def line_of(review: AccessReview, key: Key, mark: str) -> AccessReviewLine:
    until_on = until_of(mark)
    return AccessReviewLine(
        review_id=review.id, person_id=key[0], service=key[1], automatic=mark == AUTOMATIC, until_on=until_on
    )


def opened(session: Session, giver: Giver, review_public_id: str) -> tuple[Gesture, AccessReview]:
    """Lock the employer and find the review under way. Raises Unknown, NotGranted or NotOpen."""
    gesture = begin(session, giver)
    review = reviews.get_for(session, giver.employer_id, giver.space, review_public_id)
    if review is None:
        raise Unknown("no such review in this space of this employer")
    gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
    if review.state != ReviewState.OPEN:
        raise NotOpen
    return gesture, review


def journal(session: Session, action: AuditAction, review: AccessReview, actor: Actor, **details: Any) -> None:
    due_on = review.due_on.isoformat()
    about = {"review": review.public_id, "space": review.space, "cause": review.cause, "due_on": due_on}
    record(session, action, actor, employer_id=review.employer_id, details={**about, **details})
