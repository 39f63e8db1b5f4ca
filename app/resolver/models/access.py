"""Rights that were granted."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, PublicId
from app.ledger.models.history import Interval, runs_forward
from app.registry.models.accounts import BY_ABSENCE, BY_MANDATE, OWN
from app.registry.models.people import Person


class AccessGrant(PublicId, Interval, Model):
    """A person's right to one online service for one employer, in one space.

    `granted_by` is the granter's identifier (empty when the feed does not say), `origin` is feed or portal:
    a feed never touches what was granted in the portal. `absence_id`: held by a stand-in; `mandate_id`: by a member of
    a firm whom it assigned.
    """

    __tablename__ = "access_grants"
    __table_args__ = (
        runs_forward(),
        CheckConstraint("origin IN ('feed', 'portal')", name="origin"),
        CheckConstraint("mandate_id IS NULL OR until_on IS NOT NULL", name="by_mandate"),
        Index(
            "uq_access_grants_current",
            "employer_id",
            "person_id",
            "space",
            "service",
            "granted_by",
            "from_on",
            "origin",
            unique=True,
            sqlite_where=OWN,
            postgresql_where=OWN,
        ),
        Index(
            "uq_access_grants_mandate",
            "mandate_id",
            "person_id",
            "service",
            "from_on",
            unique=True,
            sqlite_where=BY_MANDATE,
            postgresql_where=BY_MANDATE,
        ),
        Index(
            "uq_access_grants_absence",
            "absence_id",
            "person_id",
            "service",
            "from_on",
            unique=True,
            sqlite_where=BY_ABSENCE,
            postgresql_where=BY_ABSENCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    space: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(30))
    granted_by: Mapped[str] = mapped_column(String(40), default="")
    origin: Mapped[str] = mapped_column(String(10), default="portal")
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("absences.id"), index=True)
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"), index=True)

    person: Mapped[Person] = relationship()
