"""Open, narrow and end what stand-ins hold, inside another gesture."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import ends_after, is_over, lasts
from app.ledger.steps.audit import SYSTEM, Actor, record
from app.ledger.steps.intervals import Batch, close
from app.ledger.steps.outbox import queue_email
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.queries.people import GRANTING_ROLES
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Gesture, Giver, begin
from app.rights.queries.absences import Own, own_of, within
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService

Row = Membership | AccessGrant


def lasting_absences(session: Session, employer_id: int, space: Space, on: date) -> Iterable[Absence]:
    """Return the absences of an employer's space that run on that day or are still to come."""
    return session.scalars(
        select(Absence)
        .where(
            Absence.employer_id == employer_id,
            Absence.space == space.value,
            Absence.cancelled_at.is_(None),
            ends_after(Absence, on),
        )
        .order_by(Absence.id)
    ).all()


def open_for(gesture: Gesture, absence: Absence, own: Own) -> dict[str, list[str]]:
    """Record what the stand-in will hold, on the days on which they have a role of their own.

    It stands beside what they hold in their own name, whatever begins or ends there.
    """
    session, giver = gesture.session, gesture.giver
    common: dict[str, Any] = {
        "employer_id": giver.employer_id,
        "person_id": absence.stand_in_id,
        "space": giver.space.value,
        "absence_id": absence.id,
        "origin": "portal",
    }
    held: dict[str, list[str]] = {}
    batch = Batch(session, gesture.at)
    own = own.lent_to(own_of(session, giver.employer_id, giver.space, absence.stand_in_id, absence.from_on))
    granting = within(own.granting, absence.from_on, absence.until_on)
    if granting is not None:
        role = GRANTING_ROLES[giver.space].value
        held[role] = [day.isoformat() for day in granting]
        row = Membership(**common, role=role, from_on=granting[0], until_on=granting[1])
        batch.open(row)
    named_by = session.get_one(Person, giver.person_id).identifier
    for service, spans in own.rights.items():
        days = within(spans, absence.from_on, absence.until_on)
        if days is not None:
            held[service.value] = [day.isoformat() for day in days]
            grant = AccessGrant(**common, service=service.value, granted_by=named_by, from_on=days[0], until_on=days[1])
            batch.open(grant)
    batch.write()
    return held


def absences_of(session: Session, rows: Iterable[Row]) -> list[str]:
    """Return the absences through which some of `rows` are held, as an entry of the journal names them."""
    ids = {row.absence_id for row in rows} - {None}
    return list(session.scalars(select(Absence.public_id).where(Absence.id.in_(ids)).order_by(Absence.id)))


def days_of(absence: Absence) -> dict[str, str]:
    """Return the first and the last day of an absence, as an e-mail says them."""
    last_on = absence.until_on - timedelta(days=1)
    return {"from_on": absence.from_on.isoformat(), "until": last_on.isoformat()}


def journal_absence(
    session: Session, action: AuditAction, actor: Actor, absence: Absence, details: dict[str, Any]
) -> None:
    days = {"from_on": absence.from_on.isoformat(), "until_on": absence.until_on.isoformat()}
    record(
        session,
        action,
        actor,
        employer_id=absence.employer_id,
        person_id=absence.person_id,
        details={"absence": absence.public_id, **days, **details},
    )


def say_restored(gesture: Gesture, rows: Iterable[Row]) -> None:
    """Write in the journal what stand-ins have again: one entry an absence, with the days of each right."""
    held: dict[int, dict[str, list[str]]] = {}
    for row in rows:
        if row.absence_id is not None and row.until_on is not None:
            what = row.role if isinstance(row, Membership) else row.service
            held.setdefault(row.absence_id, {})[what] = [row.from_on.isoformat(), row.until_on.isoformat()]
    for absence_id, days in sorted(held.items()):
        absence = gesture.session.get_one(Absence, absence_id)
        stand_in = gesture.session.get_one(Person, absence.stand_in_id)
        details = {"space": absence.space, "stand_in": stand_in.identifier, "name": stand_in.name, "held": days}
        journal_absence(gesture.session, AuditAction.ABSENCE_RESTORED, gesture.giver.actor, absence, details)


def end_absences(gesture: Gesture, person: Person) -> int:
    """End the absences in which somebody is away or stands in; return how many."""
    giver = gesture.giver
    ended = [
        absence
        for absence in lasting_absences(gesture.session, giver.employer_id, giver.space, gesture.on)
        if person.id in (absence.person_id, absence.stand_in_id)
    ]
    for absence in ended:
        end_absence(gesture.session, absence, giver.actor, gesture.at, gesture.on, but=person.id)
    return len(ended)


def end_absence(
    session: Session, absence: Absence, actor: Actor, at: datetime, on: date, but: int | None = None
) -> None:
    """End what is held through an absence, write it in the journal, and tell both people.

    `but`: who left, and is not told.
    """
    for row in _held_through(session, absence, on):
        close(session, row, on, at, origin="portal")
    absence.cancelled_at = at
    people = {id_: session.get_one(Person, id_) for id_ in (absence.person_id, absence.stand_in_id)}
    stand_in, begun = people[absence.stand_in_id], absence.from_on <= on
    details = {"space": absence.space, "stand_in": stand_in.identifier, "name": stand_in.name}
    journal_absence(session, AuditAction.ABSENCE_CANCELLED, actor, absence, details)
    for person in people.values():
        other = people[absence.stand_in_id if person.id == absence.person_id else absence.person_id]
        if person.email and person.id not in (but, actor.id if actor.kind == "person" else None):
            queue_email(
                session,
                EmailKind.ABSENCE_ENDED.value,
                f"{absence.public_id}.{person.public_id}",
                to_address=person.email,
                language=person.language,
                context={
                    "by": actor.name,
                    "about": other.name,
                    "stands_in": person is stand_in,
                    "begun": begun,
                    **days_of(absence),
                },
                at=at,
                person_id=person.id,
                employer_id=absence.employer_id,
            )


def _held_through(session: Session, absence: Absence, on: date) -> list[Row]:
    rows: list[Row] = []
    for table in (Membership, AccessGrant):
        rows += session.scalars(
            select(table)
            .where(
                table.absence_id == absence.id,
                lasts(table, on),
            )
            .order_by(table.id)
        )
    return rows


def narrow_stand_ins(gesture: Gesture, person: Person) -> int:
    """End what stand-ins hold and this person no longer has. Whoever lost their role stands in for nobody."""
    giver = gesture.giver
    gesture.session.flush()
    absences = lasting_absences(gesture.session, giver.employer_id, giver.space, gesture.on)
    concerned = [absence for absence in absences if person.id in (absence.person_id, absence.stand_in_id)]
    return sum(_narrow(gesture, absence) for absence in concerned)


def _narrow(gesture: Gesture, absence: Absence) -> int:
    """End what a stand-in holds beyond the absent person's rights or their own role; return how many rows."""
    session, on = gesture.session, gesture.on
    where = (session, absence.employer_id, Space(absence.space))
    own = own_of(*where, absence.person_id, on).lent_to(own_of(*where, absence.stand_in_id, on))
    ended: dict[str, str] = {}
    for row in _held_through(session, absence, on):
        what = row.role if isinstance(row, Membership) else row.service
        spans = own.granting if isinstance(row, Membership) else own.rights.get(OnlineService(row.service), ())
        since = max(row.from_on, on)
        kept = within(spans, since, row.until_on or absence.until_on)
        until_on = kept[1] if kept and kept[0] == since else since
        if not is_over(row, until_on):
            close(session, row, until_on, gesture.at, origin="portal")
            ended[what] = until_on.isoformat()
    if ended:
        stand_in = session.get_one(Person, absence.stand_in_id)
        details = {"space": absence.space, "stand_in": stand_in.identifier, "name": stand_in.name, "ended": ended}
        journal_absence(session, AuditAction.ABSENCE_NARROWED, gesture.giver.actor, absence, details)
    return len(ended)


def hold_absences(session: Session, on: date) -> None:
    """Lock the rights of every employer with an absence, before a feed writes.

    The feed narrows stand-ins at its end. Locks taken only then could wait for a gesture that waits for the feed.
    """
    away = select(Absence.employer_id).where(*_lasts(on))
    locked = select(Employer.id).where(Employer.id.in_(away)).order_by(Employer.id)
    session.execute(locked.with_for_update(key_share=True)).all()


def narrow_after_feed(session: Session, since: datetime, on: date) -> int:
    """Narrow the stand-ins of the employers whose people a feed, begun at `since`, has touched."""
    touched = [
        exists().where(
            table.employer_id == Absence.employer_id,
            or_(table.recorded_at >= since, table.superseded_at >= since),
        )
        for table in (Membership, AccessGrant)
    ]
    session.flush()
    return narrow_all(session, session.execute(lasting(on).where(or_(*touched))).all(), on)


def _lasts(on: date) -> tuple[ColumnElement[bool], ...]:
    return (Absence.cancelled_at.is_(None), ends_after(Absence, on))


def lasting(on: date) -> Select[*tuple[Any, ...]]:
    """Return the employers and spaces in which somebody is away on that day or will be."""
    found = select(Absence.employer_id, Absence.space).where(*_lasts(on)).distinct()
    return found.order_by(Absence.employer_id, Absence.space)


def narrow_all(session: Session, places: Iterable[Any], on: date) -> int:
    ended = 0
    for employer_id, space in places:
        gesture = begin(session, Giver(SYSTEM, employer_id, Space(space)))
        absences = lasting_absences(session, employer_id, Space(space), on)
        ended += sum(_narrow(gesture, absence) for absence in absences)
    return ended
