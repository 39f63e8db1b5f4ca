"""Reviews of the demonstration: one that was attested the day it began, one under way with some choices made."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.demo.actions.rights import giver_of
from app.demo.steps.cast import Cast, Table
from app.extensions import db
from app.registry.words.reviews import ReviewChoice
from app.resolver.steps.granting import Giver
from app.reviews.actions.attestations import attest
from app.reviews.actions.reviews import Pick, choose, keep_the_rest, start_review
from app.reviews.queries.reviews import ReviewedRight, fingerprint, get_for, reviewed_rights


def days(cast: Cast) -> set[int]:
    """The days on which a review begins."""
    return {row["from"] for employer in cast.employers for row in employer.get("reviews", ())}


def live(cast: Cast, offset: int) -> None:
    """Review what is reviewed that day."""
    for employer in cast.employers:
        for row in employer.get("reviews", ()):
            if row["from"] == offset:
                _review(db.session(), giver_of(db.session(), employer), row)


def _review(session: Session, who: Giver, row: Table) -> None:
    review = start_review(who)
    if row["attested"]:
        keep_the_rest(who, review)
        attest(who, review, seen=fingerprint(_rights(session, who, review)))
        return
    kept = [right for right in _rights(session, who, review) if right.name in row["kept"]]
    picks = [Pick(right.person_public_id, right.service, right.token) for right in kept]
    choose(who, review, picks, ReviewChoice.KEEP)


def _rights(session: Session, who: Giver, review: str) -> list[ReviewedRight]:
    found = get_for(session, who.employer_id, who.space, review)
    if found is None:
        raise LookupError(review)
    return reviewed_rights(session, found, clock.today())
