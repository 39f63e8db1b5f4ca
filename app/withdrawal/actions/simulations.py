"""Simulations that a worker plays: asked for, stopped, and played some employers at a time on one moment.

A round of the worker plays one chunk, so that letters and e-mails leave between two. What is read stays the moment of
the beginning, in a transaction of its own that only reads: no deposit waits for it. What is found is written chunk by
chunk, which is the progress that the page shows. After a restart it begins again, on the registry as it is then.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.transaction import WAKE, Unavailable, own_snapshot, transaction
from app.registry.models.employers import Employer
from app.vocabulary.audit import AuditAction
from app.withdrawal.domain.simulating import Effect, Total
from app.withdrawal.models import SimulatedEffect, Simulation
from app.withdrawal.queries.simulation import CHUNK, expect, replay
from app.withdrawal.queries.simulations import claimable, find_simulation
from app.withdrawal.words import SimulationPart, SimulationState

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
_PLAYS = {SimulationPart.REPLAYED: replay, SimulationPart.EXPECTED: expect}


def ask_simulation(employer_ids: Sequence[int] | None, on: date, actor: Actor) -> str:
    """Ask a worker to play a day for these employers, for all of them when None; return its identifier."""
    everyone, ids = employer_ids is None, sorted(employer_ids or ())
    with transaction() as session:
        row = Simulation(withdrawal_on=on, everyone=everyone, employer_ids=ids, asked_by_id=actor.id)
        row.asked_at = clock.now()
        session.add(row)
        session.flush()
        details = {"on": on.isoformat(), "simulation": row.public_id, "everyone": everyone, "number": len(ids)}
        record(session, AuditAction.SIMULATION_ASKED, actor, details=details)
        session.info[WAKE] = True
    return row.public_id


def stop_simulation(public_id: str, actor: Actor) -> bool:
    """Stop one that waits or is played, and keep nothing of it; False when it had ended."""
    with transaction() as session:
        row = find_simulation(session, public_id, lock=True)
        if row is None or row.state not in (SimulationState.QUEUED, SimulationState.PLAYING):
            return False
        _end(session, row, SimulationState.STOPPED)
        details = {"on": row.withdrawal_on.isoformat(), "simulation": row.public_id}
        record(session, AuditAction.SIMULATION_STOPPED, actor, details=details)
    return True


def _end(session: Session, row: Simulation, state: SimulationState) -> None:
    """End without a result: half of one would be read as the whole."""
    _forget(session, row)
    row.state, row.ended_at, row.leased_until = state.value, clock.now(), None


def _forget(session: Session, row: Simulation) -> None:
    session.execute(delete(SimulatedEffect).where(SimulatedEffect.simulation_id == row.id))
    row.totals = {}


@dataclass(slots=True)
class _Playing:
    """A simulation under way: what it reads from, whom it still plays, what it found so far, until when it is held."""

    row_id: int
    reading: Session
    ids: Sequence[int]
    on: date
    today: date
    lease: datetime
    totals: dict[SimulationPart, Total]
    done: int = 0


class Player:
    """Plays what was asked for, one chunk of employers at each call, in whatever thread of the worker calls."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._playing: _Playing | None = None

    def play(self) -> int:
        """Play a chunk of the simulation that has waited longest; how many chunks were played: 0 or 1."""
        if not self._alone.acquire(blocking=False):
            return 0
        try:
            if self._playing is None:
                self._playing = _claim()
            return 0 if self._playing is None else self._play(self._playing)
        finally:
            self._alone.release()

    def _play(self, playing: _Playing) -> int:
        try:
            goes_on = _play_chunk(playing)
        except Unavailable:
            self.leave()
            raise
        except Exception:
            log.exception("the simulation %s cannot be played", playing.row_id)
            self.leave()
            _fail(playing)
            return 1
        if not goes_on:
            self.leave()
        return 1

    def leave(self) -> None:
        """Read no more: what is not ended begins again once its lease is over."""
        if self._playing is not None:
            self._playing.reading.close()
        self._playing = None


def _claim() -> _Playing | None:
    """Hold the one that has waited longest, and open the moment that it is played on."""
    with transaction() as session:
        row = claimable(session, clock.ticking())
        if row is None:
            return None
        _forget(session, row)
        reading = own_snapshot()
        ids = reading.scalars(select(Employer.id).order_by(Employer.id)).all() if row.everyone else row.employer_ids
        row.state, row.read_at, row.total, row.done = SimulationState.PLAYING.value, clock.now(), len(ids), 0
        row.leased_until = lease = clock.ticking() + LEASE
        totals = {part: Total() for part in SimulationPart}
        return _Playing(row.id, reading, ids, row.withdrawal_on, clock.today(), lease, totals)


def _play_chunk(playing: _Playing) -> bool:
    """Play some employers, and write what was found; False once nothing is left, or somebody else decided."""
    ids = playing.ids[playing.done : playing.done + CHUNK]
    dates = dict.fromkeys(ids, playing.on)
    found = {part: list(plays(playing.reading, dates, playing.today)) for part, plays in _PLAYS.items()}
    playing.reading.expunge_all()
    with transaction() as session:
        row = _still_held(session, playing)
        if row is None:
            return False
        _write(session, playing, found)
        playing.done += len(ids)
        ended = playing.done >= len(playing.ids)
        row.done, row.totals = playing.done, {part.value: _kept(total) for part, total in playing.totals.items()}
        row.leased_until = playing.lease = clock.ticking() + LEASE
        if ended:
            row.state, row.ended_at, row.leased_until = SimulationState.PLAYED.value, clock.now(), None
    return not ended


def _still_held(session: Session, playing: _Playing) -> Simulation | None:
    """The row, unless it was stopped, or another worker began it again."""
    row = session.get_one(Simulation, playing.row_id, with_for_update=True, populate_existing=True)
    return row if row.state == SimulationState.PLAYING and row.leased_until == playing.lease else None


def _write(session: Session, playing: _Playing, found: dict[SimulationPart, list[Effect]]) -> None:
    rows = [
        {"simulation_id": playing.row_id, "part": part.value, **each._asdict()}
        for part, effects in found.items()
        for each in effects
    ]
    if rows:
        session.execute(insert(SimulatedEffect), rows)
    for part, effects in found.items():
        for each in effects:
            playing.totals[part].add(each)


def _kept(total: Total) -> dict[str, object]:
    first = total.first_bad_on
    return {**asdict(total), "first_bad_on": first.isoformat() if first else None}


def _fail(playing: _Playing) -> None:
    with transaction() as session:
        row = _still_held(session, playing)
        if row is not None:
            _end(session, row, SimulationState.FAILED)


PLAYER = Player()


def play_simulations() -> int:
    """What a worker does of simulations each time it wakes."""
    return PLAYER.play()
