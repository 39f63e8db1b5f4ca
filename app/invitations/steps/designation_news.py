"""Telling everybody who can stop a designation what becomes of it: it must never be one person's affair.

Those are the granters of the employer in every space, and the professionals that it designates or designated lately.
Each receives a link to object. Nothing here knows of any paper.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import current_app
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
from app.ledger.steps.digests import signing_keys
from app.ledger.steps.outbox import queue_email
from app.registry.models.designations import Designation
from app.registry.models.people import Person
from app.registry.queries.designations import professionals_known
from app.registry.queries.people import GRANTING_ROLES, granters
from app.registry.words.designations import LIVING_DESIGNATIONS, DesignationMoment, DesignationReader
from app.vocabulary.emails import EmailKind

#: Where a link to object leads: `app.invitations.web.designations` answers there.
PATH = "/designation/opposition"


def serializer() -> URLSafeTimedSerializer:
    """What signs the links to object."""
    return URLSafeTimedSerializer(signing_keys(), salt="designation-objection")


def readers_of(session: Session, one: Designation, at: datetime) -> dict[int, DesignationReader]:
    """Who is told of a designation and may object to it, but the designated person."""
    on = clock.day_of(at)
    known = professionals_known(session, one.employer_id, on)
    readers = dict.fromkeys(known, DesignationReader.PROFESSIONAL_BEFORE)
    for space in GRANTING_ROLES:
        found = granters(session, one.employer_id, space, on)
        readers |= dict.fromkeys((member.person_id for member in found), DesignationReader.GRANTER)
    readers.pop(one.person_id or 0, None)
    return readers


def tell(
    session: Session,
    moment: DesignationMoment,
    one: Designation,
    at: datetime,
    *,
    by: str,
    but: Collection[int | None] = (),
    themselves: bool = False,
) -> int:
    """Queue an e-mail to each of them but those who know already; returns how many.

    Called in the gesture's own transaction. `by` is the name of who acts; `themselves`: the designated person too.
    """
    readers = {who: reader for who, reader in readers_of(session, one, at).items() if who not in but}
    if themselves and one.person_id is not None:
        readers[one.person_id] = DesignationReader.DESIGNATED
    cause, people = new_public_id(), select(Person).where(Person.id.in_(readers)).order_by(Person.id)
    reached = [person for person in session.scalars(people) if person.email]
    for person in reached:
        _write(session, f"{cause}.{person.public_id}", person, one, at, _said(moment, one, person, readers, by))
    return len(reached)


def _said(
    moment: DesignationMoment, one: Designation, person: Person, readers: dict[int, DesignationReader], by: str
) -> dict[str, str]:
    reader = readers[person.id]
    site = current_app.config["PUBLIC_URL"].rstrip("/")
    objects = reader is not DesignationReader.DESIGNATED and one.state in LIVING_DESIGNATIONS
    return {
        "stage": moment.value,
        "reader": reader.value,
        "about": f"{one.given_name} {one.family_name}",
        "order": one.professional_order,
        "member_no": one.order_member_no,
        "by": by,
        "reason": one.reason,
        "objection": f"{site}{PATH}/{serializer().dumps([one.public_id, person.id, stamp(one)])}" if objects else "",
    }


def stamp(one: Designation) -> str:
    """What tells where a designation stood when a link was written: the link serves for that alone."""
    return f"{one.state}.{one.vouched_at.isoformat() if one.vouched_at else ''}"


def _write(session: Session, cause: str, person: Person, one: Designation, at: datetime, said: dict[str, str]) -> None:
    queue_email(
        session,
        EmailKind.DESIGNATION_NEWS.value,
        cause,
        to_address=person.email,
        language=person.language,
        context=said,
        at=at,
        person_id=person.id,
        employer_id=one.employer_id,
    )
