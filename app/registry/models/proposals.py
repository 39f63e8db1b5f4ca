"""Four eyes: what one member of the staff proposes and another decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime

WAITING = text("decided_at IS NULL")


class Proposal(PublicId, Model):
    """One proposal, with its reason and the effects that were on the screen; kept as it was once decided.

    `matter` names what it is about: of each matter, one proposal alone waits. `asked` and `effects` are what its kind
    makes of them. `answer`: why it was refused.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="decided"),
        CheckConstraint("decision NOT IN ('approved', 'refused') OR decided_by_id <> proposed_by_id", name="four_eyes"),
        Index("uq_proposals_waiting", "matter", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    matter: Mapped[str] = mapped_column(String(60))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employers.id"), index=True)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(500))
    effects: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(String(10))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(500), default="")
