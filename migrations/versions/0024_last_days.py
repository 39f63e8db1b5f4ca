"""Count the last day of each review as the Interpretation Act does: a holiday moves it to the next day that is not one.

The day is reckoned from the deposit and the days that the decision prints, both sealed; it is sealed nowhere itself.

Revision ID: 0024_last_days
Revises: 0023_causes_of_letters
"""

from contextlib import contextmanager
from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0024_last_days"
down_revision = "0023_causes_of_letters"
branch_labels = None
depends_on = None

DOCUMENTS = sa.table(
    "documents",
    *(sa.column(name, sa.Date()) for name in ("deposited_on", "review_until_on")),
    sa.column("review_days", sa.Integer()),
)
DAY = timedelta(days=1)


def upgrade():
    with _changes_allowed():
        for (until,) in op.get_bind().execute(sa.select(DOCUMENTS.c.review_until_on).distinct()).all():
            if until and (moved := _moved(until)) != until:
                _set(DOCUMENTS.c.review_until_on == until, moved)


def downgrade():
    pairs = sa.select(DOCUMENTS.c.deposited_on, DOCUMENTS.c.review_days).distinct()
    with _changes_allowed():
        for on, days in op.get_bind().execute(pairs.where(DOCUMENTS.c.review_days.is_not(None))).all():
            until = on + timedelta(days=days)
            if _moved(until) != until:
                _set(sa.and_(DOCUMENTS.c.deposited_on == on, DOCUMENTS.c.review_days == days), until)


def _set(where, until):
    op.execute(DOCUMENTS.update().where(where).values(review_until_on=until))


@contextmanager
def _changes_allowed():
    """A document is never changed but here: what forbids it stands again afterwards, in the same transaction."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE documents DISABLE TRIGGER documents_no_change")
        yield
        op.execute("ALTER TABLE documents ENABLE TRIGGER documents_no_change")
        return
    named = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'documents_no_update'"
    trigger = op.get_bind().exec_driver_sql(named).scalar_one()
    op.execute("DROP TRIGGER documents_no_update")
    yield
    op.get_bind().exec_driver_sql(trigger)


def _moved(on):
    while _is_holiday(on):
        on += DAY
    return on


def _is_holiday(on):
    """I-16, s. 61(23), as on this day."""
    first_monday = on.weekday() == 0 and on.day <= 7
    return (
        on.weekday() == 6
        or (on.month, on.day) in {(1, 1), (6, 24), (7, 1), (12, 25)}
        or on - _easter(on.year) in {-2 * DAY, DAY}
        or (on.weekday() == 0 and date(on.year, 5, 18) <= on < date(on.year, 5, 25))
        or (on == date(on.year, 7, 2) and on.weekday() == 0)
        or (on.month == 9 and first_monday)
        or (on.month == 10 and on.weekday() == 0 and 8 <= on.day <= 14)
    )


def _easter(year):
    """By the algorithm of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    n = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + n - 7 * ((a + 11 * h + 22 * n) // 451) + 114, 31)
    return date(year, month, day + 1)
