"""Simulations that are kept: those asked for, one of them, and what each employer would have met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.staff import StaffMember
from app.withdrawal.domain.simulating import Effect, Total
from app.withdrawal.models import SimulatedEffect, Simulation
from app.withdrawal.words import SimulationPart, SimulationState

PAGE = 50
#: How many rows are read at a time where all are.
_ROWS = 2_000


class AskedSimulation(NamedTuple):
    """A simulation, and the name of who asked for it."""

    row: Simulation
    by: str


class KeptEffect(NamedTuple):
    """What an employer would have met in one part."""

    part: SimulationPart
    employer: Employer
    effect: Effect


def find_simulation(session: Session, public_id: str, *, lock: bool = False) -> Simulation | None:
    """A simulation by its identifier; `lock`: its row is held."""
    asked = select(Simulation).where(Simulation.public_id == public_id)
    return session.scalar(asked.with_for_update() if lock else asked)


def get_simulation(session: Session, public_id: str) -> AskedSimulation | None:
    """A simulation and who asked for it."""
    asked = select(Simulation, StaffMember.name).join(StaffMember, StaffMember.id == Simulation.asked_by_id)
    found = session.execute(asked.where(Simulation.public_id == public_id)).one_or_none()
    return AskedSimulation(*found) if found else None


def latest_simulations(session: Session, number: int = 1) -> list[AskedSimulation]:
    """Those that were asked for, the latest first."""
    asked = select(Simulation, StaffMember.name).join(StaffMember, StaffMember.id == Simulation.asked_by_id)
    rows = session.execute(asked.order_by(Simulation.id.desc()).limit(PAGE).offset((number - 1) * PAGE))
    return [AskedSimulation(*row) for row in rows]


def count_simulations(session: Session) -> int:
    """How many were asked for."""
    return session.scalar(select(func.count()).select_from(Simulation)) or 0


def claimable(session: Session, at: datetime) -> Simulation | None:
    """The one that has waited longest, and that no worker holds; its row is held."""
    left = (Simulation.state == SimulationState.PLAYING.value) & (Simulation.leased_until < at)
    waits = or_(Simulation.state == SimulationState.QUEUED.value, left)
    return session.scalar(
        select(Simulation).where(waits).order_by(Simulation.id).limit(1).with_for_update(skip_locked=True)
    )


def total_kept(row: Simulation, part: SimulationPart) -> Total:
    """A part added up, as it was kept."""
    kept = row.totals[part.value]
    first = kept["first_bad_on"]
    return Total(**{**kept, "first_bad_on": date.fromisoformat(first) if first else None})


def touched(session: Session, row: Simulation, part: SimulationPart, number: int) -> list[KeptEffect]:
    """The employers where somebody would have missed something, the first bad day first."""
    bad = _effects(row.id, SimulatedEffect.part == part.value, SimulatedEffect.first_bad_on.is_not(None))
    bad = bad.order_by(SimulatedEffect.first_bad_on, SimulatedEffect.id)
    return [_kept(each) for each in session.execute(bad.limit(PAGE).offset((number - 1) * PAGE))]


def every_effect(session: Session, simulation: int) -> Iterator[KeptEffect]:
    """All employers that had papers, part by part, streamed."""
    for part in SimulationPart:
        theirs = _effects(simulation, SimulatedEffect.part == part.value).order_by(SimulatedEffect.employer_id)
        yield from map(_kept, session.execute(theirs.execution_options(yield_per=_ROWS)))


def _effects(simulation: int, *wanted: ColumnElement[bool]) -> Select[SimulatedEffect, Employer]:
    asked = select(SimulatedEffect, Employer).join(Employer, Employer.id == SimulatedEffect.employer_id)
    return asked.where(SimulatedEffect.simulation_id == simulation, *wanted)


def _kept(found: Row[SimulatedEffect, Employer]) -> KeptEffect:
    row, employer = found
    values = {name: getattr(row, name) for name in Effect._fields}
    return KeptEffect(SimulationPart(row.part), employer, Effect(**{**values, "losing": tuple(row.losing)}))
