"""Statements compiled once: the same rows as any query of the session, the same errors."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Integer, bindparam, event, func, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.ledger.queries.prepared import Prepared
from app.registry.models.people import Membership
from app.vocabulary.accounts import Role
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

STATEMENT = (
    select(Membership.role, Membership.from_on, Membership.until_on)
    .where(Membership.employer_id == bindparam("employer"), Membership.from_on <= bindparam("on"))
    .where(Membership.origin != literal("nowhere"))
    .order_by(Membership.id)
)
OF_EMPLOYER = Prepared(STATEMENT, days=(1, 2))


def test_it_finds_what_a_query_finds(session: Session) -> None:
    employer, person = make_employer(session), make_person(session)
    make_membership(session, person, employer, Role.RSE)
    make_membership(session, person, employer, from_on=date(2020, 2, 3), until_on=date(2020, 3, 1))
    make_membership(session, person, employer, from_on=date(2020, 2, 4))
    values = {"employer": employer.id, "on": date(2020, 2, 3)}
    expected = [tuple(row) for row in session.execute(STATEMENT, values)]
    assert [tuple(row) for row in OF_EMPLOYER.rows(session, values)] == expected
    assert expected == [("rse", date(2015, 1, 1), None), ("user", date(2020, 2, 3), date(2020, 3, 1))]


def test_it_sees_what_the_session_has_not_written_yet(session: Session) -> None:
    employer, person = make_employer(session), make_person(session)
    row = make_membership(session, person, employer, Role.RSE)
    row.role = Role.USER.value
    ((role, _from_on, _until_on),) = OF_EMPLOYER.rows(session, {"employer": employer.id, "on": date(2020, 2, 3)})
    assert role == "user"


def test_whoever_counts_statements_counts_it(session: Session) -> None:
    heard: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: heard.append(args[2]))
    OF_EMPLOYER.rows(session, {"employer": 0, "on": date(2020, 2, 3)})
    assert len(heard) == 1


def test_its_errors_are_those_of_any_query(session: Session) -> None:
    impossible = Prepared(select(func.no_such_function(bindparam("number", type_=Integer))))
    with pytest.raises(DBAPIError):
        impossible.rows(session, {"number": 1})
