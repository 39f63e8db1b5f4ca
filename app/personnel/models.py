"""Tables of the personnel department: planned, applied whole, undone within a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class PersonnelPlan(PublicId, Model):
    """What a table would do to the people of one space, made before anything is changed.

    `done` of `total` rows are settled; `basis` is a digest of the rights that the plan was made on, so that a plan
    made on other rights is made again rather than applied. `leased_until` keeps two workers from applying it together.
    `absent_left`: whoever is not in the table has left. `ignored`: the columns that nothing was read from. `headings`:
    those that were. `merged`: ranges of merged cells, with what was read of each. `holes_accepted`: who confirmed saw
    what nobody would read any more.
    """

    __tablename__ = "personnel_plans"
    __table_args__ = (
        CheckConstraint(
            "state IN ('planned', 'queued', 'applying', 'applied', 'failed', 'undoing', 'undone', 'dropped')",
            name="state",
        ),
        Index("ix_personnel_plans_employer", "employer_id", "space", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    space: Mapped[str] = mapped_column(String(20))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    absent_left: Mapped[bool] = mapped_column(default=False)
    holes_accepted: Mapped[bool] = mapped_column(default=False)
    headings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    ignored: Mapped[list[Any]] = mapped_column(JSON, default=list)
    merged: Mapped[list[Any]] = mapped_column(JSON, default=list)
    basis: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="planned", index=True)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonnelRow(Model):
    """One row of a plan: `kind` says what it does, `wanted` what the table says, `problems` the cells refused.

    `effect` is what applying it changed (identifiers of rows, before and after): what an undoing reads.
    """

    __tablename__ = "personnel_rows"
    __table_args__ = (
        CheckConstraint("kind IN ('added', 'changed', 'removed', 'unchanged', 'refused')", name="kind"),
        Index("ix_personnel_rows_plan", "plan_id", "kind", "line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("personnel_plans.id"))
    line: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    effect: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
