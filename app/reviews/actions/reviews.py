"""Reviewing rights: beginning, and keeping each choice as it is made. Nothing changes before the attestation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.words.reviews import ReviewCause, ReviewChoice, ReviewProblem
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.steps.granting import Gesture, Giver, Unknown, begin, check_end
from app.reviews.models import AccessReview, AccessReviewLine
from app.reviews.queries import reviews
from app.reviews.queries.reviews import Key, ReviewedRight
from app.reviews.steps.reviews import add_lines, journal, line_of, open_review, opened
from app.rights.steps.grants import check_departure
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


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
    journal(session, AuditAction.ACCESS_REVIEW_OPENED, review, actor)


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
        if choice is ReviewChoice.CHANGE:
            _check_departures(gesture, taken, new_until_on or gesture.on)
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


def _check_departures(gesture: Gesture, rights: Iterable[ReviewedRight], until_on: date) -> None:
    """Raises Declined where somebody leaves before that day."""
    ids = {right.person_id for right in rights}
    facts = facts_of_employer(gesture.session, gesture.giver.employer_id, person_ids=ids)
    for person_id in ids:
        check_departure(gesture, facts, person_id, until_on)


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
    journal(gesture.session, AuditAction.ACCESS_REVIEW_DECIDED, review, gesture.giver.actor, **details)


def _lines_of(session: Session, review: AccessReview, rights: Sequence[ReviewedRight]) -> dict[Key, AccessReviewLine]:
    """The line of each right; one is made for a right that came after the review began."""
    ids = {right.person_id for right in rights}
    rows = session.scalars(
        select(AccessReviewLine).where(AccessReviewLine.review_id == review.id, AccessReviewLine.person_id.in_(ids))
    )
    lines = {(line.person_id, line.service): line for line in rows}
    for right in rights:
        if right.key not in lines:
            lines[right.key] = line_of(review, right.key, right.now)
            session.add(lines[right.key])
    return lines
