"""Reviewing rights: beginning, and keeping each choice as it is made. Nothing changes before the attestation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.audit import SYSTEM, Actor, record
from app.actions.granting import Gesture, Giver, Unknown, begin, check_end
from app.actions.transaction import transaction
from app.models.access_reviews import AccessReview, AccessReviewLine
from app.models.people import Person
from app.queries import access_reviews as reviews
from app.queries.access_reviews import AUTOMATIC, Key, ReviewedRight, until_of
from app.queries.facts import EmployerFacts, facts_of_employer
from app.queries.grants import rights_of
from app.vocabulary.access_reviews import ReviewCause, ReviewChoice, ReviewProblem, ReviewState
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


class NotOpen(Exception):
    """The review was attested already: nothing more is decided in it."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A right that somebody decides of, and what their page showed of it (`ReviewedRight.token`)."""

    person_public_id: str
    service: OnlineService | None
    seen: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What became of several picks: how many are saved; those that others decided or changed meanwhile; refusals."""

    saved: int = 0
    crossed: tuple[ReviewedRight, ...] = ()
    refused: tuple[tuple[ReviewedRight, ReviewProblem], ...] = ()


def start_review(giver: Giver) -> str:
    """Begin to review every right of the giver's space, or go on with the review under way. Its public identifier.

    Raises NotGranted for somebody who does not manage the rights.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        facts = facts_of_employer(session, giver.employer_id)
        gesture.check(facts, (OnlineService.MESSAGING,))
        place = (giver.employer_id, giver.space)
        found = reviews.open_review(session, *place)
        if found is not None and not found.changes.get("every"):
            _widen(session, found, facts, gesture.on, giver.actor)
        return (
            found or open_review(session, facts, giver.space, ReviewCause.YEARLY, gesture.at, giver.actor)
        ).public_id


def _widen(session: Session, review: AccessReview, facts: EmployerFacts, on: date, actor: Actor) -> None:
    """A review of some rights becomes one of all of them; what was decided stays."""
    review.changes = {**review.changes, "every": True}
    review.cause = ReviewCause.YEARLY.value
    session.flush()
    add_lines(session, review, facts, on)
    _journal(session, AuditAction.ACCESS_REVIEW_OPENED, review, actor)


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
    _journal(session, AuditAction.ACCESS_REVIEW_OPENED, review, actor)
    return review


def add_lines(session: Session, review: AccessReview, facts: EmployerFacts, on: date) -> int:
    """Write down each right under review that has no line yet, as it is now; how many there were."""
    rights = reviews.reviewed_rights(session, review, on, facts=facts)
    known = {right.key for right in rights if right.first}
    different = {_key_of(difference) for difference in review.changes.get("differences", ())}
    new = {right.key: right.now for right in rights if not right.first}
    new |= _marks(facts, Space(review.space), on, different - known)
    session.add_all(_line(review, key, mark) for key, mark in new.items())
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


def _line(review: AccessReview, key: Key, mark: str) -> AccessReviewLine:
    until_on = until_of(mark)
    return AccessReviewLine(
        review_id=review.id, person_id=key[0], service=key[1], automatic=mark == AUTOMATIC, until_on=until_on
    )


def choose(
    giver: Giver,
    review_public_id: str,
    picks: Sequence[Pick],
    choice: ReviewChoice,
    new_until_on: date | None = None,
) -> Chosen:
    """Keep one choice for several rights. Nobody's choice is overwritten by who has not seen it.

    Raises Unknown for a review or a right that is not of this space, NotGranted, NotOpen, or Declined for an end
    that may not be chosen.
    """
    with transaction() as session:
        gesture, review = opened(session, giver, review_public_id)
        if choice is ReviewChoice.CHANGE:
            check_end(new_until_on or gesture.on, gesture.on)
        rights = {(right.person_public_id, right.service): right for right in _rights(session, review, gesture, picks)}
        wanted = [(rights.get((pick.person_public_id, pick.service)), pick) for pick in picks]
        if any(right is None for right, _ in wanted):
            raise Unknown("no such right in this review")
        crossed = tuple(right for right, pick in wanted if right is not None and right.token != pick.seen)
        ready = [right for right, pick in wanted if right is not None and right.token == pick.seen]
        refused = tuple((right, problem) for right in ready if (problem := _problem(right, giver, choice)))
        taken = [right for right in ready if not _problem(right, giver, choice)]
        _save(gesture, review, taken, choice, new_until_on if choice is ReviewChoice.CHANGE else None)
        return Chosen(len(taken), crossed, refused)


def keep_the_rest(giver: Giver, review_public_id: str) -> int:
    """Keep every right of which nobody has decided yet; how many there were.

    A right that changed after it was decided is left out: somebody must look at it. Raises as `choose` does.
    """
    with transaction() as session:
        gesture, review = opened(session, giver, review_public_id)
        rights = reviews.reviewed_rights(session, review, gesture.on)
        rest = [right for right in rights if right.decided is None and not right.is_ended]
        _save(gesture, review, rest, ReviewChoice.KEEP, None)
        return len(rest)


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


def _rights(session: Session, review: AccessReview, gesture: Gesture, picks: Sequence[Pick]) -> list[ReviewedRight]:
    names = {pick.person_public_id for pick in picks}
    ids = list(session.scalars(select(Person.id).where(Person.public_id.in_(names))))
    return reviews.reviewed_rights(session, review, gesture.on, person_ids=ids)


def _problem(right: ReviewedRight, giver: Giver, choice: ReviewChoice) -> ReviewProblem | None:
    if right.is_ended:
        return None if choice is ReviewChoice.END else ReviewProblem.ENDED
    if choice is ReviewChoice.KEEP:
        return None
    if right.service is None:
        return ReviewProblem.AUTOMATIC
    if choice is ReviewChoice.CHANGE and not right.own:
        return ReviewProblem.DERIVED
    return ReviewProblem.OWN_RIGHT if right.person_id == giver.person_id else None


def _save(
    gesture: Gesture,
    review: AccessReview,
    rights: Sequence[ReviewedRight],
    choice: ReviewChoice,
    new_until_on: date | None,
) -> None:
    if not rights:
        return
    lines = _lines_of(gesture.session, review, rights)
    for right in rights:
        line = lines[right.key]
        line.choice, line.new_until_on, line.seen = choice.value, new_until_on, right.now
        line.decided_by_id, line.decided_at = gesture.giver.person_id, gesture.at
    details = {
        "choice": choice.value,
        "until_on": new_until_on.isoformat() if new_until_on else None,
        "number": len(rights),
        "rights": [list(right.key) for right in rights],
    }
    _journal(gesture.session, AuditAction.ACCESS_REVIEW_DECIDED, review, gesture.giver.actor, **details)


def _lines_of(session: Session, review: AccessReview, rights: Sequence[ReviewedRight]) -> dict[Key, AccessReviewLine]:
    """The line of each right; one is made for a right that came after the review began."""
    ids = {right.person_id for right in rights}
    rows = session.scalars(
        select(AccessReviewLine).where(AccessReviewLine.review_id == review.id, AccessReviewLine.person_id.in_(ids))
    )
    lines = {(line.person_id, line.service): line for line in rows}
    for right in rights:
        if right.key not in lines:
            lines[right.key] = _line(review, right.key, right.now)
            session.add(lines[right.key])
    return lines


def _journal(session: Session, action: AuditAction, review: AccessReview, actor: Actor, **details: Any) -> None:
    due_on = review.due_on.isoformat()
    about = {"review": review.public_id, "space": review.space, "cause": review.cause, "due_on": due_on}
    record(session, action, actor, employer_id=review.employer_id, details={**about, **details})
