"""Telling those who share the responsibility of granting that a sensitive gesture was made, so that none is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.outbox import message_id, queue_email
from app.registry.models.people import Person
from app.registry.queries.people import granters
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind


def tell_other_granters(
    session: Session,
    moment: SensitiveMoment,
    cause: str,
    *,
    giver: Giver,
    at: datetime,
    about: str = "",
    spaces: Sequence[Space] | None = None,
) -> int:
    """Queue one e-mail to each granter of the employer but the one who acts; returns how many were queued.

    Called in the gesture's own transaction. `cause` names what was done: told again, nobody is written to twice.
    `about` is the name of whom the gesture concerns at the employer, never a worker. `spaces`: whose granters are
    told, those of the giver's space unless it is said.
    """
    on = clock.day_of(at)
    link = _link(session, giver, spaces)
    ids = {
        member.person_id
        for space in (spaces if spaces is not None else (giver.space,))
        for member in granters(session, giver.employer_id, space, on)
    }
    people = session.scalars(select(Person).where(Person.id.in_(ids - {giver.actor.id})).order_by(Person.id))
    said = {
        "moment": moment.value,
        "by": giver.actor.name or about,
        "about": about,
        "done_at": at.isoformat(),
        "link": link,
    }
    return sum(_tell(session, person, cause, giver.employer_id, at, said) for person in people)


def _link(session: Session, giver: Giver, spaces: Sequence[Space] | None) -> str:
    """The page of the one who acts, where everything can be taken back; those of another space do not know it."""
    own = session.get(Person, giver.actor.id) if spaces is None else None
    path = f"/droits-d-acces/personnes/{own.public_id}" if own else "/droits-d-acces"
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{path}"


def _tell(session: Session, person: Person, cause: str, employer_id: int, at: datetime, said: dict[str, str]) -> bool:
    kind, own_cause = EmailKind.SENSITIVE_MOMENT.value, f"{cause}.{person.public_id}"
    sent = select(OutgoingEmail.id).where(OutgoingEmail.message_id == message_id(kind, own_cause))
    if not person.email or session.scalar(sent) is not None:
        return False
    queue_email(
        session,
        kind,
        own_cause,
        to_address=person.email,
        language=person.language,
        context=said,
        at=at,
        person_id=person.id,
        employer_id=employer_id,
    )
    return True
