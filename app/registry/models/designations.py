"""Designations of health professionals by employers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.address import PostalAddress
from app.ledger.models.text import sortable_text
from app.vocabulary.text import folded


def _search_name(context: Any) -> str:
    """What a designation is found by; its names never change."""
    values = context.get_current_parameters()
    return folded(values["family_name"], values["given_name"])


class Designation(PublicId, PostalAddress, Model):
    """An employer designates a health professional, named by their order and membership number.

    It is a claim of who named them. Nothing exists for the person before they accept by their own sign-in; then
    `person_id` is set and a membership that nobody vouches for begins. The Commission's agent compares it with the
    order's roll and confirms it, or refuses it with a reason: `vouched_at` and `vouched_by_id`, with what was `checked`
    on which day. `roll` is where the employer says that it can be checked. `code_digest` is that of the code in the
    letter to the place of work: it says "this is not me" as long as the designation stands. `objected_at`: somebody
    who was told of it objects, and an agent has to look again. Order numbers have no known format: 1 to 12 characters.
    """

    __tablename__ = "designations"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'accepted', 'confirmed', 'refused', 'rejected', 'ended')", name="state"),
        Index("ix_designations_employer", "employer_id", "space", "state"),
        Index("ix_designations_state", "state", "settled_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    space: Mapped[str] = mapped_column(String(20))
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    search_name: Mapped[str] = mapped_column(sortable_text(200), default=_search_name)
    professional_order: Mapped[str] = mapped_column(String(120))
    order_member_no: Mapped[str] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    roll: Mapped[str] = mapped_column(String(300), default="")
    accepted_email: Mapped[str] = mapped_column(String(254), default="")
    vouched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    vouched_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    checked: Mapped[str] = mapped_column(String(300), default="")
    checked_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300), default="")
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    objected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    objected_by: Mapped[str] = mapped_column(String(160), default="")
