"""A registry feed that changes its mind: dates moved and moved back, intervals that follow each other in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.feeds.actions.registry import import_registry
from app.feeds.steps.folders import BadRows
from app.feeds.steps.reading import BadRow
from app.registry.models.employers import Employer
from app.registry.models.people import Membership
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.vocabulary.accounts import Space
from tests.factories.mandates import make_firm, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

NEQ = "1100000004"
EMPLOYERS = (
    "neq,name,language,attention,address_line1,address_line2,city,province,postal_code\n"
    f"{NEQ},Aciérie du Nord inc.,fr,,,,,,\n"
)
Import = Callable[..., list[str]]


@pytest.fixture
def feed(tmp_path: Path, session: Session) -> Import:
    """`feed(withdrawals="…")`: import these rows, after their header, and return the bad ones as sentences."""
    headers = {
        "withdrawals": "neq,withdrawal_on,prior_notice_on",
        "accounts": "neq,space,from,until",
        "memberships": "neq,person,space,role,from,until",
    }

    def run(**files: str) -> list[str]:
        folder = tmp_path / "feed"
        folder.mkdir(exist_ok=True)
        (folder / "employers.csv").write_text(EMPLOYERS, encoding="utf-8")
        for name, rows in files.items():
            (folder / f"{name}.csv").write_text(f"{headers[name]}\n{rows}\n", encoding="utf-8")
        bad: list[BadRow] = []
        try:
            import_registry(folder, bad.append)
        except BadRows:
            session.rollback()
        return [str(row) for row in bad]

    return run


def facts(session: Session) -> EmployerFacts:
    """What is known of the employer."""
    return facts_of_employer(session, session.scalars(select(Employer.id)).one())


def test_a_withdrawal_date_that_is_moved_back_holds_again(feed: Import, session: Session) -> None:
    for day in ("2020-07-01", "2020-09-01", "2020-07-01"):
        assert feed(withdrawals=f"{NEQ},{day},") == []
        assert facts(session).withdrawal_on == date.fromisoformat(day)


def test_an_interval_that_ends_makes_room_for_the_next_wherever_it_stands_in_the_file(
    feed: Import, session: Session
) -> None:
    feed(accounts=f"{NEQ},clicsequr,2015-01-01,")
    assert feed(accounts=f"{NEQ},clicsequr,2020-07-01,\n{NEQ},clicsequr,2015-01-01,2020-03-01") == []
    held = facts(session)
    assert [held.accounts_on(date(2020, month, 1)) for month in (2, 3, 6, 7)] == [
        {Space.CLICSEQUR},
        frozenset(),
        frozenset(),
        {Space.CLICSEQUR},
    ]


def test_intervals_that_still_overlap_are_refused_in_any_order(feed: Import) -> None:
    feed(accounts=f"{NEQ},clicsequr,2015-01-01,")
    assert feed(accounts=f"{NEQ},clicsequr,2020-07-01,\n{NEQ},clicsequr,2015-01-01,2020-08-01") == [
        "accounts.csv, line 2, column from: the interval overlaps the one from 2015-01-01"
    ]


def test_a_byte_order_mark_before_a_quoted_header_does_no_harm(tmp_path: Path, session: Session) -> None:
    (tmp_path / "employers.csv").write_text(
        "\ufeff" + EMPLOYERS.replace("neq,", '"neq",', 1).replace("\n", "\r\n"), encoding="utf-8", newline=""
    )
    import_registry(tmp_path, lambda row: pytest.fail(str(row)))
    assert session.scalars(select(Employer.neq)).all() == [NEQ]


def test_two_imports_at_once_are_one_after_the_other(app: Flask, tmp_path: Path) -> None:
    rows = "".join(f"{1100000000 + number},Aciérie {number},fr,,,,,,\n" for number in range(3000))
    (tmp_path / "employers.csv").write_text(EMPLOYERS.splitlines()[0] + "\n" + rows, encoding="utf-8")
    failures: list[BaseException] = []

    def work() -> None:
        with app.app_context():
            try:
                import_registry(tmp_path, lambda _row: None)
            except Exception as error:
                failures.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert (failures, db.session.scalar(select(func.count()).select_from(Employer))) == ([], 3000)


def test_a_role_of_one_s_own_stands_beside_what_a_mandate_gives(feed: Import, session: Session) -> None:
    """An accountant who is hired by her client: ending the mandate leaves her what the registry says."""
    feed()
    employer, person, granter = session.scalars(select(Employer)).one(), make_person(session), make_person(session)
    firm = make_firm(session)
    mandate = make_mandate(session, employer, firm, granter)
    about = {"from_on": date(2020, 2, 3), "until_on": date(2030, 1, 1), "mandate_id": mandate.id, "origin": "portal"}
    make_membership(session, person, employer, **about)
    session.commit()
    assert feed(memberships=f"{NEQ},{person.identifier},clicsequr,user,2020-02-03,") == []
    ends = session.scalars(select(Membership.until_on).where(Membership.person_id == person.id)).all()
    assert set(ends) == {None, date(2030, 1, 1)}
