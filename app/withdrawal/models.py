"""Simulations that are kept: who asked for which day, what a worker found, employer by employer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class Simulation(PublicId, Model):
    """A day of withdrawal played by a worker for many employers, on the registry as it stood at `read_at`.

    `employer_ids`: for whom, unless it is for `everyone`. `done` of `total` employers are played. `totals`: each part
    added up. `leased_until` keeps two workers from playing it together; after it, another begins again.
    """

    __tablename__ = "simulations"
    __table_args__ = (CheckConstraint("state IN ('queued', 'playing', 'played', 'stopped', 'failed')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    withdrawal_on: Mapped[date] = mapped_column(Date)
    everyone: Mapped[bool]
    employer_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    totals: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SimulatedEffect(Model):
    """What the day does to the papers of one employer: the fields of `Effect`, in one part of a simulation."""

    __tablename__ = "simulated_effects"
    __table_args__ = (
        CheckConstraint("part IN ('replayed', 'expected')", name="part"),
        Index("ix_simulated_effects_simulation", "simulation_id", "part", "employer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    simulation_id: Mapped[int] = mapped_column(ForeignKey("simulations.id"))
    part: Mapped[str] = mapped_column(String(10))
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    notices: Mapped[int]
    on_screen: Mapped[int]
    no_reader: Mapped[int]
    held: Mapped[int]
    files: Mapped[int]
    letters_before: Mapped[int]
    letters_after: Mapped[int]
    losing: Mapped[list[str]] = mapped_column(JSON, default=list)
    first_bad_on: Mapped[date | None] = mapped_column(Date)
