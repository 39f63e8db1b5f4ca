"""Presence codes, rates and limits: each holds on the days of an interval, and says where it comes from."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.ledger.models.history import Interval, runs_forward, standing_once


class PresenceCode(Interval, Model):
    """What a code of an attendance sheet means, and whether a form may carry it (`enterable`)."""

    __tablename__ = "presence_codes"
    __table_args__ = (
        CheckConstraint("kind IN ('evaluation', 'treatment', 'absence')", name="kind"),
        CheckConstraint("place IN ('clinic', 'home')", name="place"),
        runs_forward(),
        standing_once("presence_codes", "code", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(10))
    enterable: Mapped[bool]
    source: Mapped[str] = mapped_column(String(300))


class CareRate(Interval, Model):
    """What one act is paid, in cents, by discipline, title, kind and place."""

    __tablename__ = "care_rates"
    __table_args__ = (
        CheckConstraint("cents >= 0", name="cents"),
        runs_forward(),
        standing_once("care_rates", "discipline", "title", "kind", "place", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    discipline: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(10))
    cents: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))


class CareLimit(Interval, Model):
    """How much of something is accepted: the number that a rule of submission or payment counts with."""

    __tablename__ = "care_limits"
    __table_args__ = (
        runs_forward(),
        standing_once("care_limits", "rule", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
