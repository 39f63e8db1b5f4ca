"""Which people's e-mail addresses have proved that they are theirs, and that mail gets there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.intervals import stands
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.words.invitations import InvitationState


def confirmed_addresses(session: Session, employer_ids: Collection[int]) -> set[int]:
    """The people of these employers whose address is confirmed, in two statements whatever their number.

    The last e-mail to it that was settled went through; or, while none was, they accepted an invitation sent there.
    """
    latest: dict[int, bool] = {
        person_id: bool(went) for person_id, went in session.execute(_latest_emails(employer_ids))
    }
    invited: set[int] = set(session.scalars(_accepted(employer_ids)))
    return {person_id for person_id, went in latest.items() if went} | (invited - latest.keys())


def _people(employer_ids: Collection[int]) -> Select[Any]:
    return select(Membership.person_id).where(Membership.employer_id.in_(employer_ids), stands(Membership))


def _latest_emails(employer_ids: Collection[int]) -> Select[Any, bool]:
    """Each person, and whether the latest settled e-mail to their address of today went through."""
    latest = {state: func.max(case((OutgoingEmail.state == state, OutgoingEmail.id))) for state in ("sent", "failed")}
    return (
        select(OutgoingEmail.person_id, latest["sent"] > func.coalesce(latest["failed"], 0))
        .join(Person, and_(Person.id == OutgoingEmail.person_id, Person.email == OutgoingEmail.to_address))
        .where(OutgoingEmail.state != "waiting", OutgoingEmail.person_id.in_(_people(employer_ids)))
        .group_by(OutgoingEmail.person_id)
    )


def _accepted(employer_ids: Collection[int]) -> Select[Any]:
    return (
        select(Invitation.person_id)
        .join(Person, and_(Person.id == Invitation.person_id, Person.email == Invitation.email))
        .where(
            Invitation.state == InvitationState.ACCEPTED.value,
            Invitation.person_id.in_(_people(employer_ids)),
            Person.email != "",
        )
    )
