"""Forms that wait: until their owner has proved who they are, is in again, or acts for the right employer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.signin import PendingForm, UserSession
from app.registry.queries.sessions import Principal, same_side
from app.registry.words.sensitive import SensitiveMoment
from app.vocabulary import delays


@dataclass(frozen=True, slots=True)
class WaitingForm:
    """A form as it was sent: the gesture, if it is a sensitive one, the address, and each name with its value."""

    public_id: str
    moment: SensitiveMoment | None
    path: str
    values: tuple[tuple[str, str], ...]


def sent_by(principal: Principal) -> ColumnElement[bool]:
    """Forms of this person's sessions in this space, or of this member of the staff: an earlier one may have ended."""
    owner = same_side(principal)
    if principal.space is not None:
        owner &= UserSession.space == principal.space.value
    return PendingForm.session_id.in_(select(UserSession.id).where(owner))


def get_for(session: Session, principal: Principal, public_id: str, at: datetime) -> WaitingForm | None:
    """The form of that identifier, if this person sent it for the employer they act for now, and it still waits."""
    row = _waiting(session, principal, public_id, at)
    if row is None or row.employer_id not in (None, principal.employer_id):
        return None
    values = tuple((str(name), str(value)) for name, value in row.values)
    return WaitingForm(row.public_id, SensitiveMoment(row.moment) if row.moment else None, row.path, values)


def employer_of_waiting(session: Session, principal: Principal, public_id: str, at: datetime) -> str | None:
    """For which employer (its public identifier) that form of this person waits; None where there is no such form."""
    row = _waiting(session, principal, public_id, at)
    return None if row is None else session.scalar(select(Employer.public_id).where(Employer.id == row.employer_id))


def _waiting(session: Session, principal: Principal, public_id: str, at: datetime) -> PendingForm | None:
    return session.scalar(
        select(PendingForm).where(
            PendingForm.public_id == public_id,
            sent_by(principal),
            PendingForm.created_at > at - delays.WAITING_FORM,
        )
    )
