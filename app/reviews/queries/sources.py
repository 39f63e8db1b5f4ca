"""What a review tells of each right beside the resolver's answer: who gave it, when it changed, when it was used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from app.ledger.queries.intervals import lasts
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, DocumentOpening
from app.vocabulary.accounts import Space


@dataclass(frozen=True, slots=True)
class Given:
    """What the rows of a right say: who granted it last, when any was recorded, whether one that lasts is their own."""

    granted_by: str
    recorded_at: datetime
    own: bool


def given_rights(
    session: Session, employer_id: int, space: Space, on: date, person_ids: Collection[int] | None
) -> dict[tuple[int, str], Given]:
    """Each right's last granter (as far as the employer knows them) and last change, from every row there ever was."""
    known = select(Membership.person_id).where(Membership.employer_id == employer_id)
    giver = aliased(Person)
    statement = (
        select(
            AccessGrant.person_id,
            AccessGrant.service,
            AccessGrant.recorded_at,
            func.coalesce(giver.given_name + " " + giver.family_name, ""),
            and_(
                lasts(AccessGrant, on),
                AccessGrant.mandate_id.is_(None),
                AccessGrant.absence_id.is_(None),
            ),
        )
        .outerjoin(giver, (giver.identifier == AccessGrant.granted_by) & giver.id.in_(known))
        .where(AccessGrant.employer_id == employer_id, AccessGrant.space == space.value)
        .order_by(AccessGrant.id)
    )
    if person_ids is not None:
        statement = statement.where(AccessGrant.person_id.in_(person_ids))
    found: dict[tuple[int, str], Given] = {}
    for person_id, service, recorded_at, name, own in session.execute(statement):
        earlier = found.get((person_id, service))
        latest = max(recorded_at, earlier.recorded_at) if earlier else recorded_at
        found[(person_id, service)] = Given(name, latest, bool(own) or (earlier is not None and earlier.own))
    return found


def last_uses(session: Session, employer_id: int, person_ids: Collection[int] | None) -> dict[int, datetime]:
    """When each person last opened a document of the employer."""
    statement = (
        select(DocumentOpening.person_id, func.max(DocumentOpening.opened_at))
        .join(Document, Document.id == DocumentOpening.document_id)
        .where(Document.employer_id == employer_id)
        .group_by(DocumentOpening.person_id)
    )
    if person_ids is not None:
        statement = statement.where(DocumentOpening.person_id.in_(person_ids))
    return dict(session.execute(statement).all())
