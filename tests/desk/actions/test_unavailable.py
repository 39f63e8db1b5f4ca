"""What cannot be written does not happen: a database that only reads."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from app.desk.actions.worker import beat
from app.extensions import db
from app.ledger.steps.transaction import Unavailable
from tests.databases import dispose


@pytest.mark.databases("postgresql", because="SQLite has no server that stops accepting writes")
def test_a_database_that_only_reads_is_unavailable(app: Flask) -> None:
    with app.app_context():
        name = db.engine.url.database
        with db.engine.begin() as connection:
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        dispose()
        with pytest.raises(Unavailable):
            beat()
