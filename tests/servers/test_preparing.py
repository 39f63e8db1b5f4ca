"""What prepares the pages' statements on PostgreSQL: it sees them, and says which one it refuses."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.registry.models.people import Person
from tests.preparing import Preparer

pytestmark = pytest.mark.databases("sqlite", because="it is SQLite's statements that are prepared")


def test_what_postgresql_understands_passes(session: Session, preparer: Preparer) -> None:
    with preparer.watching():
        session.scalars(select(Person).where(Person.id.in_([3, 4])).limit(3)).all()


def test_what_postgresql_refuses_fails_with_its_words(session: Session, preparer: Preparer) -> None:
    with pytest.raises(AssertionError, match="group_concat"), preparer.watching():
        session.scalars(select(func.group_concat(Person.email))).all()
    with pytest.raises(AssertionError, match="GROUP BY"), preparer.watching():
        session.execute(select(Person.email, func.count()).group_by(Person.language)).all()
