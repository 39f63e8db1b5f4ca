"""What is new to a reader: the one condition that the first page, lists, files and marks ask.

A document is new to somebody until they open it or mark it as read. One deposited before their right began is not,
once a colleague opened it; what nobody ever opened stays new to whoever comes next, so that nothing is left unread
because its readers changed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, literal_column, or_, select, union_all

from app.registry.models.people import Membership
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import DocumentMark, DocumentOpening
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService

# Tables rather than models, and words written in the statement: they never change, and cost less this way.
_GRANT: Any = AccessGrant.__table__.c
_ROLE: Any = Membership.__table__.c
_OPENING: Any = DocumentOpening.__table__.c
_MARK: Any = DocumentMark.__table__.c
_FOLLOWUP: ColumnElement[str] = literal_column(f"'{OnlineService.FILE_FOLLOWUP.value}'")
#: The roles that give the right to follow files by themselves.
_OF_RIGHT: list[ColumnElement[str]] = [literal_column(f"'{role.value}'") for role in (Role.RSE, Role.RESPONDENT)]
_NEVER: ColumnElement[Any] = literal_column("'0001-01-01'")


def _began(employer: Any) -> ColumnElement[Any]:
    """The first day on which the person ever held the right there, by role or by grant: the earliest hides the least.

    The first of all days for whom no row says: everything stays new to them.
    """
    person: Any = bindparam("person")
    granted = select(_GRANT.from_on).where(
        _GRANT.employer_id == employer, _GRANT.person_id == person, _GRANT.service == _FOLLOWUP
    )
    by_role = select(_ROLE.from_on).where(
        _ROLE.employer_id == employer, _ROLE.person_id == person, or_(*(_ROLE.role == role for role in _OF_RIGHT))
    )
    days = union_all(granted, by_role).subquery()
    return select(func.coalesce(func.min(days.c.from_on), _NEVER)).scalar_subquery()


def _read_before(paper: Any, employer: Any) -> ColumnElement[bool]:
    """Whether a document was deposited before the person's right began, and somebody opened it."""
    opened = exists(_OPENING.id).where(_OPENING.document_id == paper.id)
    return and_(paper.deposited_on < _began(employer), opened)


def is_read(paper: Any, employer: Any) -> ColumnElement[bool]:
    """Whether a document is new no longer to `person`, a parameter of the statement, at that employer."""
    person: Any = bindparam("person")
    opened = exists(_OPENING.id).where(_OPENING.person_id == person, _OPENING.document_id == paper.id)
    marked = exists(_MARK.id).where(_MARK.person_id == person, _MARK.document_id == paper.id)
    return or_(opened, marked, _read_before(paper, employer))
