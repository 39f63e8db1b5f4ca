"""Who is signed in: the frozen row that every page and guard reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask_login import UserMixin

from app.vocabulary.accounts import Role, Space, StaffRole


@dataclass(frozen=True, slots=True)
class Principal(UserMixin):  # type: ignore[misc]
    """A signed-in person, acting for one employer in one space, or a member of the Commission's staff.

    `roles` are those held today in that space for that employer (empty for staff, or before an employer is chosen).
    """

    session_id: int
    kind: str
    name: str
    language: str
    signed_in_at: datetime
    person_id: int | None = None
    identifier: str = ""
    staff_id: int | None = None
    staff_roles: frozenset[StaffRole] = field(default_factory=frozenset)
    space: Space | None = None
    employer_id: int | None = None
    employer_public_id: str = ""
    employer_name: str = ""
    employer_neq: str = ""
    employer_count: int = 0
    roles: frozenset[Role] = field(default_factory=frozenset)
    must_change_password: bool = False
    previous_visit_at: datetime | None = None

    def get_id(self) -> str:
        """The session's row, as Flask-Login wants it."""
        return str(self.session_id)

    @property
    def role(self) -> Role:
        """The most telling role of the day: granter first, then health professional, then user."""
        order = (Role.RSE, Role.RESPONDENT, Role.HEALTH_PROFESSIONAL)
        return next((role for role in order if role in self.roles), Role.USER)

    @property
    def is_granter(self) -> bool:
        """An RSE on clicSÉQUR, or a respondent on Guichet SST."""
        return (self.space, self.role) in {(Space.CLICSEQUR, Role.RSE), (Space.GUICHET_SST, Role.RESPONDENT)}
