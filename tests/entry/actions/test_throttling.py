"""The table of what is counted stays small whatever is made up, and each statement on it goes by an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, func, insert, select, text
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.code_sign_in import authenticate
from app.entry.actions.tidying import forget_old_counts
from app.entry.steps import throttling
from app.entry.steps.throttling import BATCH, MOST_ROWS, count_try
from app.ledger.steps.transaction import transaction
from app.registry.models.signin import SignInThrottle

MADE_UP = 100_000


def fill(session: Session, rows: int = MADE_UP, lasting: int = 0, days: int = 30) -> None:
    """As if that many made-up codes had been tried, and some that exist; forgotten in so many days."""
    until = clock.ticking() + timedelta(days=days)
    values = [
        {"key": f"account:{number:048x}", "failures": 3, "forgotten_at": until, "lasting": number < lasting}
        for number in range(rows)
    ]
    session.execute(insert(SignInThrottle), values)
    session.commit()
    session.execute(text("ANALYZE sign_in_throttles"))
    session.commit()


def size(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count(SignInThrottle.id))) or 0


def try_made_up(times: int) -> None:
    for number in range(times):
        with transaction() as session:
            count_try(session, clock.ticking(), f"G-TRY-{number}", "192.0.2.10", exists=False)


def test_each_try_makes_room_for_more_than_it_adds(session: Session) -> None:
    fill(session)
    try_made_up(BATCH)
    assert size(session) < MADE_UP - BATCH


def test_what_is_too_much_or_says_nothing_any_more_goes_every_day_and_codes_that_exist_stay(session: Session) -> None:
    fill(session, MOST_ROWS + 3_000, lasting=500)
    assert forget_old_counts(clock.today()) == 2_500
    assert size(session) == MOST_ROWS + 500
    with clock.use(clock.ticking() + timedelta(days=31)):
        assert forget_old_counts(clock.today()) == MOST_ROWS + 500


def test_the_table_is_bounded_while_made_up_codes_are_tried(session: Session) -> None:
    fill(session, MOST_ROWS)
    try_made_up(2 * BATCH)
    assert size(session) <= MOST_ROWS + BATCH


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Those that read or write the table of counts, with their values."""
    found: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, *_others: Any) -> None:
        if "sign_in_throttles" in statement:
            found.append((statement, values[0] if isinstance(values, list) else values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", keep)
    yield found
    event.remove(engine, "before_cursor_execute", keep)


def test_every_statement_of_a_try_uses_an_index(session: Session) -> None:
    fill(session, MOST_ROWS + 5_000, lasting=2_000)
    with statements(session) as found:
        for number in range(BATCH):
            with transaction() as own:
                count_try(own, clock.ticking(), f"G-TRY-{number}", "192.0.2.10", exists=False)
        authenticate("G-TRY-0", "faux", "192.0.2.11")
    distinct = dict(found)
    assert any("lasting" in statement and "LIMIT" in statement for statement in distinct)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    for statement, values in distinct.items():
        if statement.startswith("INSERT"):
            continue
        plan = "\n".join(str(row) for row in session.connection().exec_driver_sql(f"{explain} {statement}", values))
        assert "Seq Scan" not in plan, f"{statement}\n{plan}"
        assert "SCAN sign_in_throttles" not in plan, f"{statement}\n{plan}"


def test_an_attempt_waits_for_no_other_address_and_no_other_code(session: Session) -> None:
    at = clock.ticking()
    with transaction() as own:
        waits = [count_try(own, at, "G-AAAA-0001", "192.0.2.1", exists=False) for _ in range(6)]
        assert [wait is not None for wait in waits] == [False] * 4 + [True] * 2
        assert count_try(own, at, "G-AAAA-0001", "192.0.2.2", exists=False) is None
        assert count_try(own, at, "G-AAAA-0002", "192.0.2.1", exists=False) is None
        assert throttling.failures_with(own, "G-AAAA-0001", at) == 5
