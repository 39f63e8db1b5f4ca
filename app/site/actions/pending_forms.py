"""Keeping what somebody sent while they prove who they are, and forgetting it as soon as it has served."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
from app.ledger.steps.digests import token_digest
from app.ledger.steps.transaction import transaction
from app.registry.models.signin import PendingForm
from app.registry.queries.sessions import EndedSession, Principal, ended_session
from app.registry.words.sensitive import SensitiveMoment
from app.site.queries.pending_forms import sent_by
from app.vocabulary import delays

#: How many signs of names and values are kept at most: far above any form of the portal.
LARGEST = 200_000
_LONGEST_PATH = 500


def keep_form(
    sender: Principal | EndedSession,
    moment: SensitiveMoment | None,
    path: str,
    values: Sequence[tuple[str, str]],
    employer_id: int | None = None,
) -> str | None:
    """Keep a form for a quarter of an hour; returns its identifier, or None if it is too large to be kept.

    `sender`: who sent it, or their session, which ended under it. `moment`: the sensitive gesture, if it is one.
    `employer_id`: for whom it is, where the session acts for another.
    """
    size = sum(len(name) + len(value) for name, value in values)
    if size > LARGEST or len(path) > _LONGEST_PATH:
        return None
    public_id, at = new_public_id(), clock.ticking()
    with transaction() as session:
        session.execute(delete(PendingForm).where(PendingForm.created_at < at - delays.WAITING_FORM))
        session.add(
            PendingForm(
                public_id=public_id,
                session_id=sender.session_id,
                employer_id=employer_id or sender.employer_id,
                moment=moment.value if moment else "",
                path=path,
                values=[list(pair) for pair in values],
                created_at=at,
            )
        )
    return public_id


def sender_of_ended(session: Session, token: str) -> EndedSession | None:
    """The session that a cookie still bears the token of, and that ended by itself."""
    return ended_session(session, token_digest(token))


def forget_form(principal: Principal, public_id: str) -> None:
    """Forget a form that has served, and those of anybody that waited for too long."""
    with transaction() as session:
        own = (PendingForm.public_id == public_id) & sent_by(principal)
        session.execute(
            delete(PendingForm).where(or_(own, PendingForm.created_at < clock.ticking() - delays.WAITING_FORM))
        )


def forget_old_forms() -> int:
    """Forget what nobody came back for; returns how many forms."""
    with transaction() as session:
        old = delete(PendingForm).where(PendingForm.created_at < clock.ticking() - delays.WAITING_FORM)
        return len(session.scalars(old.returning(PendingForm.id)).all())
