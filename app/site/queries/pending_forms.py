"""Forms that wait until their owner has proved who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.signin import PendingForm
from app.registry.queries.sessions import Principal
from app.registry.words.sensitive import SensitiveMoment
from app.vocabulary import delays


@dataclass(frozen=True, slots=True)
class WaitingForm:
    """A form as it was sent: the gesture, if it is a sensitive one, the address, and each name with its value."""

    public_id: str
    moment: SensitiveMoment | None
    path: str
    values: tuple[tuple[str, str], ...]


def get_for(session: Session, principal: Principal, public_id: str, at: datetime) -> WaitingForm | None:
    """The form of that identifier, if this session sent it for the employer it acts for now, and it still waits."""
    row = session.scalar(
        select(PendingForm).where(
            PendingForm.public_id == public_id,
            PendingForm.session_id == principal.session_id,
            PendingForm.created_at > at - delays.WAITING_FORM,
        )
    )
    if row is None or row.employer_id != principal.employer_id:
        return None
    values = tuple((str(name), str(value)) for name, value in row.values)
    return WaitingForm(row.public_id, SensitiveMoment(row.moment) if row.moment else None, row.path, values)
