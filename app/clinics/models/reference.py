"""Presence codes, rates and limits: each holds on the days of an interval, and says where it comes from."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.ledger.models.history import Interval
from app.registry.models.accounts import CURRENT


class PresenceCode(Interval, Model):
    """What a code of an attendance sheet means, and whether a form may carry it (`enterable`)."""

    __tablename__ = "presence_codes"
    __table_args__ = (
        CheckConstraint("kind IN ('evaluation', 'treatment', 'absence')", name="kind"),
        CheckConstraint("place IN ('clinic', 'home')", name="place"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="interval"),
        Index(
            "uq_presence_codes_current",
            "code",
            "from_on",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
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
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="interval"),
        Index(
            "uq_care_rates_current",
            "discipline",
            "title",
            "kind",
            "place",
            "from_on",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
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
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="interval"),
        Index(
            "uq_care_limits_current",
            "rule",
            "from_on",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
