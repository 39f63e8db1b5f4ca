"""The stages of withdrawal, counted by the database, are those of the rules."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.rules.facts import paper_withdrawn, prior_notice_counts
from app.withdrawal.queries.withdrawals import PAGE, Stage, count_dated, dated_employers
from tests.factories.employers import make_employer
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

ON = date(2026, 3, 2)
DATES = (None, date(2026, 3, 1), ON, date(2026, 3, 3))


def test_each_stage_lists_the_employers_that_the_rules_put_there(session: Session) -> None:
    expected: dict[Stage, set[str]] = {stage: set() for stage in Stage}
    for day in DATES:
        for told in DATES:
            employer = make_employer(session)
            make_withdrawal(session, employer, day)
            if told:
                make_prior_notice(session, employer, told)
            if day is None:
                continue
            if not prior_notice_counts(day, told):
                expected[Stage.WITHOUT_PRIOR_NOTICE].add(employer.public_id)
            elif paper_withdrawn(day, ON):
                expected[Stage.EFFECTIVE].add(employer.public_id)
            if not paper_withdrawn(day, ON):
                expected[Stage.UPCOMING].add(employer.public_id)
    session.commit()
    assert {stage: {row.public_id for row in dated_employers(session, stage, ON)} for stage in Stage} == expected
    assert count_dated(session, ON) == {stage: len(found) for stage, found in expected.items()}


def test_superseded_dates_and_notices_do_not_count(session: Session) -> None:
    employer = make_employer(session)
    row = make_withdrawal(session, employer, date(2026, 5, 1))
    row.superseded_at = row.recorded_at
    make_withdrawal(session, employer, date(2026, 6, 1))
    notice = make_prior_notice(session, employer, date(2026, 1, 5))
    notice.superseded_at = notice.recorded_at
    session.commit()
    (found,) = dated_employers(session, Stage.UPCOMING, ON)
    assert (found.withdrawal_on, found.prior_notice_on, found.told) == (date(2026, 6, 1), None, False)


def test_the_next_dates_come_first_and_pages_hold_fifty(session: Session) -> None:
    for number in range(PAGE + 3):
        make_withdrawal(session, make_employer(session), date(2026, 4, 1 + number % 28))
    session.commit()
    first, second = (dated_employers(session, Stage.UPCOMING, ON, number) for number in (1, 2))
    assert (len(first), len(second)) == (PAGE, 3)
    days = [row.withdrawal_on for row in (*first, *second)]
    assert days == sorted(days)
