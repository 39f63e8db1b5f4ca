"""What is logged when the database fails names tables and columns, never the people in them."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session


def test_an_error_of_the_database_says_nothing_of_anybody(session: Session) -> None:
    name = "-".join(("Quesnel", "Introuvable"))
    with pytest.raises(DBAPIError) as caught:
        session.execute(text("SELECT :name FROM nowhere"), {"name": name})
    assert name not in "".join(traceback.format_exception(caught.value))


def test_a_broken_constraint_does_not_say_whose_value_broke_it(session: Session) -> None:
    address = "@".join(("lea.quesnel", "courriel.example"))
    session.execute(text("CREATE TABLE kept (email TEXT UNIQUE)"))
    session.execute(text("INSERT INTO kept VALUES (:email)"), {"email": address})
    with pytest.raises(IntegrityError) as caught:
        session.execute(text("INSERT INTO kept VALUES (:email)"), {"email": address})
    assert "unique" in str(caught.value).lower()
    assert address not in "".join(traceback.format_exception(caught.value))
    session.rollback()
