"""The last days of reviews that were counted in plain days are counted anew, as the portal counts them today."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.rules.reckoning.time_limits import last_day
from tests.databases import mover
from tests.migrations.filling import fill

DEPOSITED = [date(2026, 1, 1) + timedelta(days=each) for each in range(400)]


def test_what_was_deposited_before_is_counted_as_what_is_deposited_now(empty_database_url: str, tmp_path: Path) -> None:
    move = mover(empty_database_url, tmp_path)
    engine = sa.create_engine(empty_database_url)
    move("0023_causes_of_letters")
    with engine.begin() as connection:
        fill(connection)
        documents = sa.Table("documents", sa.MetaData(), autoload_with=connection)
        model = dict(connection.execute(sa.select(documents)).mappings().first() or {}) | {"review_days": 30}
        connection.execute(
            documents.insert(),
            [
                model
                | {"id": 1000 + number, "public_id": f"last{number}", "deposited_on": on}
                | {"review_until_on": on + timedelta(days=30)}
                for number, on in enumerate(DEPOSITED)
            ],
        )
    ends = sa.select(documents.c.deposited_on, documents.c.review_until_on).where(documents.c.id >= 1000)

    def told() -> dict[date, date]:
        with engine.begin() as connection:
            return {row.deposited_on: row.review_until_on for row in connection.execute(ends)}

    before = told()
    move("0024_last_days")
    assert told() == {on: last_day(on, 30) for on in DEPOSITED} != before
    move("0023_causes_of_letters")
    assert told() == before
    engine.dispose()
