"""Who is told of what one administrator does alone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import StaffRole


def administrators(session: Session) -> list[StaffMember]:
    """Every administrator, in the order in which they were registered."""
    members = session.scalars(select(StaffMember).order_by(StaffMember.id))
    return [member for member in members if StaffRole.ADMINISTRATOR in member.roles]
