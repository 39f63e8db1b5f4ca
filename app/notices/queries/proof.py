"""What can be shown of a document's notice: who was told, at which address, and what was answered.

Of the employer's side: only documents that it reads on screen lead here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.intervals import holds
from app.notices.models import Dispatch, Notice
from app.registry.models.people import Membership, Person
from app.registry.queries.sessions import Principal
from app.vocabulary.notices import Channel, DispatchState, RecipientKind


@dataclass(frozen=True, slots=True)
class Told:
    """One sending of a notice. `to_address` and `answer` are those of the e-mail, empty when there is none.

    `person_id` tells whose address it is; None for the employer's own, and for who receives paper.
    """

    kind: RecipientKind
    person_id: int | None
    name: str
    channel: Channel
    state: DispatchState
    settled_at: datetime | None
    to_address: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoticeProof:
    """A notice and everybody to whom it was sent, in the order of the sendings."""

    public_id: str
    external_id: str
    decided_at: datetime
    told: tuple[Told, ...]


_NOTICE = select(Notice.public_id, Notice.external_id, Notice.decided_at).where(Notice.id == bindparam("notice"))
_TOLD = (
    select(
        Dispatch.recipient_kind,
        Dispatch.person_id,
        func.coalesce(Person.given_name + " " + Person.family_name, Dispatch.recipient).label("name"),
        Dispatch.channel,
        Dispatch.state,
        func.coalesce(OutgoingEmail.settled_at, Dispatch.settled_at).label("settled_at"),
        func.coalesce(OutgoingEmail.to_address, "").label("to_address"),
        func.coalesce(OutgoingEmail.server_answer, "").label("answer"),
    )
    .outerjoin(Person, Person.id == Dispatch.person_id)
    .outerjoin(OutgoingEmail, OutgoingEmail.dispatch_id == Dispatch.id)
    .where(Dispatch.notice_id == bindparam("notice"))
    .order_by(Dispatch.id)
)


def proof_of(session: Session, notice_id: int) -> NoticeProof | None:
    """The proof of a notice, in two statements; None if there is no such notice."""
    notice = session.execute(_NOTICE, {"notice": notice_id}).first()
    if notice is None:
        return None
    told = (
        Told(
            RecipientKind(row.recipient_kind),
            row.person_id,
            row.name,
            Channel(row.channel),
            DispatchState(row.state),
            *row[5:],
        )
        for row in session.execute(_TOLD, {"notice": notice_id})
    )
    return NoticeProof(*notice, tuple(told))


def addresses_shown_to(session: Session, principal: Principal, on: date) -> frozenset[int]:
    """The people whose addresses a reader may read in a proof: their own; for who grants, also those of their space."""
    own = frozenset(() if principal.person_id is None else (principal.person_id,))
    if not principal.is_granter:
        return own
    here = (Membership.employer_id == principal.employer_id, Membership.space == principal.space)
    return own | set(session.scalars(select(Membership.person_id).where(*here, holds(Membership, on))))
