"""People, and what each is for an employer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.address import PostalAddress
from app.ledger.models.history import Interval, runs_forward
from app.ledger.models.text import sortable_text
from app.registry.models.accounts import BY_ABSENCE, BY_MANDATE, OWN
from app.registry.models.employers import Employer

#: How the identifiers of those whom the portal made begin.
MADE_HERE = "R-"


class Person(PublicId, PostalAddress, Model):
    """Somebody who may sign in. `identifier` is the one of the feeding system, or ours when the portal made it."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(40), unique=True)
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    search_name: Mapped[str] = mapped_column(sortable_text(200), index=True)
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")

    @property
    def name(self) -> str:
        """Given and family name, as read aloud."""
        return f"{self.given_name} {self.family_name}"


def _stands_by_itself(context: Any) -> bool:
    """Whether a role needs nobody to vouch for it: all but that of health professional."""
    return bool(context.get_current_parameters()["role"] != "health_professional")


class Membership(Interval, Model):
    """A person's role for an employer in one space.

    `absence_id`: held while standing in for somebody; `mandate_id`: as a member of a firm that represents the employer.
    `vouched`: somebody else than the employer answers for it. A health professional whom nobody vouched for reads
    nothing: whoever writes such a row says so, or it opens nothing. Every other role stands by itself.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("role IN ('rse', 'respondent', 'user', 'health_professional')", name="role"),
        runs_forward(),
        # Who represents an employer is a user there, until the end of the mandate, and never grants further.
        CheckConstraint("mandate_id IS NULL OR (role = 'user' AND until_on IS NOT NULL)", name="by_mandate"),
        Index(
            "uq_memberships_current",
            "employer_id",
            "person_id",
            "space",
            "role",
            "from_on",
            unique=True,
            sqlite_where=OWN,
            postgresql_where=OWN,
        ),
        Index(
            "uq_memberships_mandate",
            "mandate_id",
            "person_id",
            "role",
            "from_on",
            unique=True,
            sqlite_where=BY_MANDATE,
            postgresql_where=BY_MANDATE,
        ),
        Index(
            "uq_memberships_absence",
            "absence_id",
            "person_id",
            "role",
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
    role: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(10), default="feed")
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("absences.id"), index=True)
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"), index=True)
    vouched: Mapped[bool] = mapped_column(default=_stands_by_itself, server_default=false())

    person: Mapped[Person] = relationship()
    employer: Mapped[Employer] = relationship()


class ExternalIdentity(Model):
    """The link between a person and an identity provider's subject, made at the first sign-in."""

    __tablename__ = "external_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
