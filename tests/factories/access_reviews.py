"""Reviews of rights: under way with everything decided, or attested."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.resolver.steps.granting import Giver
from app.reviews.actions.attestations import attest
from app.reviews.actions.reviews import keep_the_rest, start_review
from app.reviews.models import AccessReview
from app.reviews.queries.reviews import ReviewedRight, fingerprint, reviewed_rights


def make_settled_review(giver: Giver) -> str:
    """A review of every right, each of which is kept; its public identifier. What it reviews must be committed."""
    review = start_review(giver)
    keep_the_rest(giver, review)
    return review


def make_attested_review(session: Session, giver: Giver) -> str:
    """The same, attested."""
    review = make_settled_review(giver)
    attest(giver, review, seen=fingerprint(rights_under_review(session, review)))
    return review


def rights_under_review(session: Session, review: str) -> list[ReviewedRight]:
    """The rights of a review, as they stand now."""
    session.rollback()
    found = session.scalars(select(AccessReview).where(AccessReview.public_id == review)).one()
    return reviewed_rights(session, found, clock.today())
