"""The Commission's staff: who may come in, and as what."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import StaffRole
from app.vocabulary.audit import AuditAction


def name_staff(subject: str, name: str, email: str, roles: Sequence[StaffRole]) -> None:
    """Enrol a member of the staff by the identity provider's subject, or replace their name, address and roles."""
    with transaction() as session:
        member = session.scalar(select(StaffMember).where(StaffMember.subject == subject))
        if member is None:
            member = StaffMember(subject=subject, name=name, email=email, roles=[])
            session.add(member)
        member.name, member.email = name, email
        member.roles = sorted({role.value for role in roles})
        audit.record(session, AuditAction.STAFF_NAMED, audit.SYSTEM, details={"recipient": name, "roles": member.roles})
