"""Employers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId
from app.ledger.models.address import PostalAddress
from app.ledger.models.text import sortable_text


class Employer(PublicId, PostalAddress, Model):
    """An employer, known by its NEQ (10 digits), with its address of record."""

    __tablename__ = "employers"
    __table_args__ = (CheckConstraint("length(neq) = 10", name="neq_length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    neq: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    search_name: Mapped[str] = mapped_column(sortable_text(200), index=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    attention: Mapped[str] = mapped_column(String(120), default="")
