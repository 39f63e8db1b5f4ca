"""What is logged when the database fails names tables and columns, never the people in them."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


def test_an_error_of_the_database_says_nothing_of_anybody(session: Session) -> None:
    name = "-".join(("Quesnel", "Introuvable"))
    with pytest.raises(DBAPIError) as caught:
        session.execute(text("SELECT :name FROM nowhere"), {"name": name})
    assert name not in "".join(traceback.format_exception(caught.value))
