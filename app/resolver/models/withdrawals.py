"""Paper withdrawal: the dates that the administration sets, and the prior notices it gave."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.history import Recorded, standing_once

#: The row in force: those of a withdrawal that ended stand beside it.
IN_FORCE = text("superseded_at IS NULL AND until_on IS NULL")


class PaperWithdrawal(PublicId, Recorded, Model):
    """The day from which an employer's paper is withdrawn; moving it supersedes the row and records another.

    `until_on`: the day on which paper came back, for a withdrawal that ended; a later one is another row.
    `proposal_id`: what one administrator proposed and another, `set_by_id`, approved; empty for a date of the feed.
    `cohort_id`: the cohort for which it was decided; empty for a decision about this employer, which wins over it.
    """

    __tablename__ = "paper_withdrawals"
    __table_args__ = (
        Index(
            "uq_paper_withdrawals_current",
            "employer_id",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    withdrawal_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(500), default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"))
    origin: Mapped[str] = mapped_column(String(10), default="portal")


class PriorNotice(PublicId, Recorded, Model):
    """The fact that an employer was told beforehand: on which day, by which letter."""

    __tablename__ = "prior_notices"
    __table_args__ = (standing_once("prior_notices", "employer_id", "given_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    given_on: Mapped[date] = mapped_column(Date)
    letter: Mapped[str] = mapped_column(String(300), default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    origin: Mapped[str] = mapped_column(String(10), default="portal")


class PriorNoticeSending(PublicId, Model):
    """A prior notice that the portal writes to an employer by letters, with the day that they tell.

    Its letters are about this row. It proves nothing by itself: a `PriorNotice` is recorded once the carrier has them.
    """

    __tablename__ = "prior_notice_sendings"

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    withdrawal_on: Mapped[date] = mapped_column(Date)
    text_version: Mapped[str] = mapped_column(String(10))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
