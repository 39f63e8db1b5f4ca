"""Firms that represent employers: the firm, its people, and the mandates that employers give it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.history import Interval, runs_forward, standing_once
from app.ledger.models.text import sortable_text
from app.registry.models.people import Person


class Firm(PublicId, Model):
    """A firm known by its NEQ (10 digits)."""

    __tablename__ = "firms"
    __table_args__ = (
        CheckConstraint("length(neq) = 10", name="neq_length"),
        CheckConstraint("kind IN ('accountant', 'consultant', 'mutual', 'other')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neq: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    search_name: Mapped[str] = mapped_column(sortable_text(200), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FirmMembership(Interval, Model):
    """A person's role in a firm."""

    __tablename__ = "firm_memberships"
    __table_args__ = (
        CheckConstraint("role IN ('administrator', 'staff')", name="role"),
        runs_forward(),
        standing_once("firm_memberships", "firm_id", "person_id", "role", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firms.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(15))

    person: Mapped[Person] = relationship()
    firm: Mapped[Firm] = relationship()


class Mandate(PublicId, Model):
    """An employer lets a firm act for it in one space: with which services, for what purpose, until when.

    `until_on` is the first day without it. Assigning a member of the firm makes a membership and grants at the employer
    that bear `mandate_id`; whatever ends the mandate ends them. Unassigned, the mandate lets nobody in.
    `reminded_days`: the last reminder of its end that both sides received, in days before its last day. `left_until`:
    the end that the employer lets come; another end makes it void.
    """

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'accepted', 'refused', 'ended', 'resigned')", name="state"),
        Index("ix_mandates_employer", "employer_id", "space", "state"),
        Index("ix_mandates_firm", "firm_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    space: Mapped[str] = mapped_column(String(20))
    firm_id: Mapped[int] = mapped_column(ForeignKey("firms.id"))
    services: Mapped[list[Any]] = mapped_column(JSON)
    purpose: Mapped[str] = mapped_column(String(300))
    until_on: Mapped[date] = mapped_column(Date, index=True)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    named_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reminded_days: Mapped[int | None]
    left_until: Mapped[date | None] = mapped_column(Date)

    firm: Mapped[Firm] = relationship()
