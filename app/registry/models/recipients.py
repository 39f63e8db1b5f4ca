"""People who receive an employer's compensation papers by post."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId
from app.ledger.models.address import PostalAddress
from app.ledger.models.history import Interval, runs_forward, standing_once


class PaperRecipient(PublicId, PostalAddress, Interval, Model):
    """Somebody to whom an employer's letters are addressed; `person_id` when they are also known as a person."""

    __tablename__ = "paper_recipients"
    __table_args__ = (
        runs_forward(),
        standing_once("paper_recipients", "employer_id", "name", "from_on", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    attention: Mapped[str] = mapped_column(String(120), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    not_needed_reason: Mapped[str] = mapped_column(String(300), default="")
