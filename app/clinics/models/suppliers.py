"""Suppliers of the Commission, the professionals on the rolls, and who is responsible at a regional office."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId
from app.ledger.models.address import PostalAddress
from app.ledger.models.history import Interval, runs_forward, standing_once
from app.ledger.models.text import sortable_text


class Supplier(PublicId, Model):
    """A clinic that supplies care, known by its supplier number, whose format is not known."""

    __tablename__ = "suppliers"

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_no: Mapped[str] = mapped_column(sortable_text(20), unique=True)


class SupplierPeriod(PostalAddress, Interval, Model):
    """The days on which a supplier may give care of one discipline, with its name and addresses meanwhile."""

    __tablename__ = "supplier_periods"
    __table_args__ = (
        CheckConstraint("discipline IN ('physio', 'ergo')", name="discipline"),
        runs_forward(),
        standing_once("supplier_periods", "supplier_id", "discipline", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"), index=True)
    discipline: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    search_name: Mapped[str] = mapped_column(sortable_text(200), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")


class Professional(Interval, Model):
    """The days on which a member of an order stands on its roll with one title. Their number's format is not known."""

    __tablename__ = "professionals"
    __table_args__ = (
        CheckConstraint("professional_order IN ('OPPQ', 'OEQ')", name="professional_order"),
        CheckConstraint("title IN ('physiotherapist', 'technologist', 'occupational_therapist')", name="title"),
        runs_forward(),
        standing_once("professionals", "professional_order", "member_no", "title", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    professional_order: Mapped[str] = mapped_column(String(4))
    member_no: Mapped[str] = mapped_column(sortable_text(20))
    title: Mapped[str] = mapped_column(String(30))
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    search_name: Mapped[str] = mapped_column(sortable_text(200), index=True)


class OfficePerson(Interval, Model):
    """The days on which somebody answers for what clinics send to a regional office by other ways than a form."""

    __tablename__ = "office_people"
    __table_args__ = (
        runs_forward(),
        standing_once("office_people", "office", "person", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(String(80))
    person: Mapped[str] = mapped_column(String(40))
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254), default="")
