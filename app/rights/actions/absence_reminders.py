"""Once a day: telling who grants, who is away and who stands in that a replacement ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.queries.people import granters
from app.resolver.models.absences import Absence
from app.resolver.queries.grants import ENDS_WITHIN, last_day
from app.resolver.steps.granting import lock_rights
from app.rights.actions.end_reminders import stage_of
from app.rights.queries.absences import ending_absences
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.emails import EmailKind

PAGE = "/droits-d-acces/absences"


def remind_of_absences(on: date) -> int:
    """Tell of the replacements that end soon, 30, 7 and 1 day before their last day, the nearest of these only.

    One that is shorter is told as often as it has such a day after it was named and begun. Returns how many messages
    were queued. One transaction an absence.
    """
    with transaction() as session:
        due = session.execute(
            ending_absences(on, on + ENDS_WITHIN).with_only_columns(Absence.id, Absence.employer_id)
        ).all()
    return one_by_one(Kind(AlarmSubject.ABSENCE, "remind_of_absences"), due, lambda one: _remind(*one, on))


def _remind(absence_id: int, employer_id: int, on: date) -> int:
    with transaction() as session:
        lock_rights(session, employer_id)
        absence = session.scalars(
            ending_absences(on, on + ENDS_WITHIN).where(Absence.id == absence_id).with_for_update()
        ).one_or_none()
        stage = None if absence is None else _due_stage(absence, on)
        if absence is None or stage is None:
            return 0
        absence.reminded_days = stage
        return _tell(session, absence, stage, on)


def _due_stage(absence: Absence, on: date) -> int | None:
    """Return the reminder to give on that day, in days before the last day; None when none is due or it was given."""
    stage = stage_of(absence.until_on, on)
    if stage is None or not (absence.reminded_days is None or absence.reminded_days > stage):
        return None
    day = absence.until_on - timedelta(days=1 + stage)
    return stage if day > clock.day_of(absence.created_at) and day >= absence.from_on else None


def _tell(session: Session, absence: Absence, stage: int, on: date) -> int:
    people = {id_: session.get_one(Person, id_) for id_ in (absence.person_id, absence.stand_in_id)}
    givers = [member.person_id for member in granters(session, absence.employer_id, Space(absence.space), on)]
    if absence.named_by_id in givers and session.get_one(Person, absence.named_by_id).email:
        givers = [absence.named_by_id]
    everybody = sorted({*people, *givers})
    rows = session.scalars(select(Person).where(Person.id.in_(everybody)).order_by(Person.id))
    last_on = last_day(absence.until_on) or absence.until_on
    said = {
        "about": people[absence.person_id].name,
        "stand_in": people[absence.stand_in_id].name,
        "until": last_on.isoformat(),
        "link": current_app.config["PUBLIC_URL"].rstrip("/") + PAGE,
    }
    return sum(_write(session, absence, one, stage, {**said, "grants": one.id in givers}) for one in rows)


def _write(session: Session, absence: Absence, person: Person, stage: int, said: dict[str, Any]) -> bool:
    if not person.email:
        return False
    queue_email(
        session,
        EmailKind.ABSENCE_ENDING.value,
        f"{absence.public_id}.{person.public_id}.{stage}",
        to_address=person.email,
        language=person.language,
        context=said,
        at=clock.now(),
        person_id=person.id,
        employer_id=absence.employer_id,
    )
    return True
