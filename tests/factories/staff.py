"""Members of the Commission's staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import StaffRole
from tests.factories.numbers import next_number


def make_staff(session: Session, *roles: StaffRole, **values: Any) -> StaffMember:
    """Somebody of the staff; an agent unless `roles` says otherwise."""
    number = next_number()
    defaults = {
        "subject": f"staff-{number}",
        "name": f"Dominique Gagnon-{number}",
        "email": f"agent{number}@commission.example",
        "roles": [role.value for role in roles or (StaffRole.AGENT,)],
    }
    member = StaffMember(**{**defaults, **values})
    session.add(member)
    session.flush()
    return member
