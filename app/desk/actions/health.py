"""Asking each part whether it is well: the database, the worker, the store and its room, the mail."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.delivery.documents import get_store
from app.delivery.room import can_write, free_bytes
from app.desk.queries.health import LATE, waiting, work_is_untouched, worker_is_seen, workers_seen
from app.extensions import db
from app.ledger.actions.alarms import report, report_mended
from app.ledger.actions.checkpoints import journal_is_whole
from app.ledger.queries.alarms import open_alarms_count
from app.ledger.steps.alarms import About
from app.rules.reckoning.maximums import year_missing
from app.vocabulary.alarms import AlarmCode, AlarmSubject


@dataclass(frozen=True, slots=True)
class Health:
    """Whether each part is well. Without the first three the portal does not do its work."""

    database: bool
    worker: bool
    store: bool
    journal: bool
    room: bool
    mail: bool

    @property
    def is_well(self) -> bool:
        """Whether all is well that the portal cannot do without."""
        return self.database and self.worker and self.store


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a kind wait, and for how many seconds the oldest has."""

    number: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured from time to time: what waits, which alarms are open, who works, how much room is left."""

    waiting: dict[str, Waiting]
    alarms: dict[str, int]
    workers: int
    free_bytes: int


def database_answers() -> bool:
    """Whether a page could be read from the database."""
    try:
        db.session().execute(select(1))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def check() -> Health:
    """Ask every part. Nobody outside is asked: a mail server that says nothing keeps no page from being shown."""
    room = has_room()
    store = can_write(_data()) and _store_is_well()
    try:
        session, at = db.session(), clock.ticking()
        worker = worker_is_seen(session, at) and not work_is_untouched(session, clock.now())
        mail = _age(waiting(session)["emails"][1], at) < LATE.total_seconds()
        return Health(True, worker, store, journal_is_whole(session), room, mail)
    except SQLAlchemyError:
        db.session.rollback()
        return Health(database=False, worker=False, store=store, journal=False, room=room, mail=False)


def figures() -> Figures:
    """What is measured, asked of the database now: each process gives the same answer."""
    session, at, now = db.session(), clock.ticking(), clock.now()
    kinds = {
        kind: Waiting(number, _age(oldest, at if kind == "emails" else now))
        for kind, (number, oldest) in waiting(session).items()
    }
    return Figures(kinds, open_alarms_count(session), workers_seen(session, at), free_bytes(_data()))


def has_room() -> bool:
    """Whether files can be written, with FREE_ROOM_BYTES to spare."""
    try:
        return free_bytes(_data()) >= current_app.config["FREE_ROOM_BYTES"] and can_write(_data())
    except OSError:
        return False


def watch() -> None:
    """Raise the alarms that no work raises by itself, and settle those whose cause is gone. Never raises."""
    try:
        health, about = check(), About(AlarmSubject.SERVER, name=socket.gethostname())
        known = open_alarms_count(db.session())
    except (SQLAlchemyError, OSError):
        db.session.rollback()
        return
    for code, well, whose in (
        (AlarmCode.NO_ROOM, health.room, about),
        (AlarmCode.MAIL_WAITS, health.mail, About(AlarmSubject.PORTAL)),
        (AlarmCode.MAXIMUM_MISSING, year_missing(clock.today()) is None, About(AlarmSubject.PORTAL)),
    ):
        if not well:
            report(code, whose)
        elif code.value in known:
            report_mended(code, whose)


def _age(since: datetime | None, at: datetime) -> float:
    return 0.0 if since is None else max(0.0, (at - since).total_seconds())


def _data() -> Path:
    folder: Path = current_app.config["RELAIS_DATA"]
    return folder


def _store_is_well() -> bool:
    try:
        return get_store(current_app._get_current_object()).healthy()  # type: ignore[attr-defined]
    except OSError:
        return False
