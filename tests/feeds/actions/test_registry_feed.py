"""The registry feed: intervals closed and opened, descriptions recorded, and every bad row named to the cell."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.feeds.actions.registry import import_registry
from app.feeds.steps.folders import BadRows
from app.feeds.steps.reading import BadRow, FeedError
from app.ledger.models.audit import AuditEntry, DescriptiveChange
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.resolver.models.files import CompensationFile
from app.resolver.models.withdrawals import PaperWithdrawal
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Situation, Space
from app.vocabulary.services import OnlineService
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.people import make_person

HEADERS = {
    "employers": "neq,name,language,attention,address_line1,address_line2,city,province,postal_code",
    "accounts": "neq,space,from,until",
    "people": "person,given_name,family_name,email,language,address_line1,address_line2,city,province,postal_code",
    "memberships": "neq,person,space,role,from,until",
    "grants": "neq,person,space,service,granted_by,from,until",
    "paper_recipients": ("neq,name,attention,address_line1,address_line2,city,province,postal_code,person,from,until"),
    "withdrawals": "neq,withdrawal_on,prior_notice_on",
    "files": "file_no,worker_given_name,worker_family_name,neq,injury_on,regional_office",
}
NEQ = "1100000004"
EMPLOYER = f'{NEQ},Aciérie du Nord inc.,fr,,"1, rue Une",,Québec,QC,G1R 2B5'
PERSON = "P1,Ève,Roy,eve@courriel.example,fr,,,,,"

Import = Callable[..., list[str]]


@pytest.fixture
def feed(tmp_path: Path, session: Session) -> Import:
    """`feed(accounts=[…], …)`: import these rows and return the bad ones as sentences."""
    folder = tmp_path / "feed"
    folder.mkdir()

    def run(*, skip_bad_rows: bool = False, **files: list[str]) -> list[str]:
        for path in folder.iterdir():
            path.unlink()
        for name, rows in files.items():
            text = "\n".join([HEADERS[name], *rows]) + "\n"
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", errors="surrogateescape")
        bad: list[BadRow] = []
        try:
            import_registry(folder, bad.append, skip_bad_rows=skip_bad_rows)
        except BadRows:
            session.rollback()
        return [str(row) for row in bad]

    return run


def test_a_new_end_closes_the_interval_and_what_was_believed_before_can_still_be_asked(
    feed: Import, session: Session, clock_at: Callable[[str], None]
) -> None:
    clock_at("2020-03-01T12:00")
    assert feed(employers=[EMPLOYER], accounts=[f"{NEQ},clicsequr,2015-01-01,"]) == []
    known_before = clock.now()
    clock_at("2020-04-01T12:00")
    assert feed(accounts=[f"{NEQ},clicsequr,2015-01-01,2020-03-15"]) == []
    employer_id = session.scalars(select(Employer.id)).one()
    now = facts_of_employer(session, employer_id)
    then = facts_of_employer(session, employer_id, known_at=known_before)
    day = date(2020, 3, 20)
    assert (now.situation_on(day), then.situation_on(day)) == (Situation.NO_ACCOUNT, Situation.CLICSEQUR)
    assert len(session.scalars(select(Account)).all()) == 2


def test_the_end_of_an_interval_is_outside_it(feed: Import, session: Session) -> None:
    feed(employers=[EMPLOYER], accounts=[f"{NEQ},clicsequr,2020-01-10,2020-01-12", f"{NEQ},guichet_sst,2020-01-12,"])
    facts = facts_of_employer(session, session.scalars(select(Employer.id)).one())
    spaces = [facts.accounts_on(date(2020, 1, day)) for day in (9, 10, 11, 12)]
    assert spaces == [frozenset(), {Space.CLICSEQUR}, {Space.CLICSEQUR}, {Space.GUICHET_SST}]


def test_a_description_that_changes_is_recorded_with_its_time(feed: Import, session: Session) -> None:
    feed(people=[PERSON])
    feed(people=[PERSON.replace("eve@", "eve.roy@")])
    change = session.scalars(select(DescriptiveChange)).one()
    assert change.before == {"email": "eve@courriel.example"}
    assert change.after == {"email": "eve.roy@courriel.example"}
    assert session.scalars(select(Person.email)).one() == "eve.roy@courriel.example"


def test_a_row_that_is_no_longer_in_the_feed_is_left_alone(feed: Import, session: Session) -> None:
    feed(employers=[EMPLOYER], accounts=[f"{NEQ},clicsequr,2015-01-01,", f"{NEQ},guichet_sst,2015-01-01,"])
    assert feed(accounts=[f"{NEQ},clicsequr,2015-01-01,"]) == []
    assert len(session.scalars(select(Account).where(Account.superseded_at.is_(None))).all()) == 2


def test_a_feed_never_touches_what_was_granted_in_the_portal(feed: Import, session: Session) -> None:
    employer, person = make_employer(session, neq=NEQ), make_person(session, identifier="P1")
    mine = make_grant(session, person, employer, OnlineService.REVIEW, granted_by="P0", until_on=date(2030, 1, 1))
    session.commit()
    row = f"{NEQ},P1,clicsequr,review,P0,{mine.from_on},2021-01-01"
    assert feed(grants=[row]) == []
    session.expire_all()
    assert (mine.until_on, mine.superseded_at) == (date(2030, 1, 1), None)
    assert session.scalars(select(AccessGrant)).all() == [mine]


def test_a_date_that_was_moved_in_the_portal_is_not_moved_back_by_the_same_feed(feed: Import, session: Session) -> None:
    feed(employers=[EMPLOYER], withdrawals=[f"{NEQ},2020-07-01,2020-05-01"])
    first = session.scalars(select(PaperWithdrawal)).one()
    first.superseded_at = clock.now()
    moved = PaperWithdrawal(
        employer_id=first.employer_id, withdrawal_on=date(2020, 9, 1), recorded_at=clock.now(), origin="portal"
    )
    session.add(moved)
    session.commit()
    assert feed(withdrawals=[f"{NEQ},2020-07-01,2020-05-01"]) == []
    facts = facts_of_employer(session, first.employer_id)
    assert (facts.withdrawal_on, facts.prior_notice_on) == (date(2020, 9, 1), date(2020, 5, 1))


def test_an_import_that_changes_nothing_leaves_no_trace_in_the_journal(feed: Import, session: Session) -> None:
    feed(employers=[EMPLOYER])
    feed(employers=[EMPLOYER])
    assert len(session.scalars(select(AuditEntry)).all()) == 1


BAD = {
    "a day that does not exist": ("accounts", f"{NEQ},clicsequr,2020-02-30,", "column from: a day written YYYY-MM-DD"),
    "a day in words": ("accounts", f"{NEQ},clicsequr,3 mars 2020,", "column from: a day written YYYY-MM-DD"),
    "an unknown space": ("accounts", f"{NEQ},guichet,2020-02-03,", "column space: one of clicsequr, cnesst_codes"),
    "an unknown NEQ": ("accounts", "1199999999,clicsequr,2020-02-03,", "column neq: no employer has the NEQ"),
    "an interval that ends before it begins": (
        "accounts",
        f"{NEQ},clicsequr,2020-02-03,2020-02-03",
        "column until: the interval ends on or before",
    ),
    "an overlap": ("accounts", f"{NEQ},guichet_sst,2018-01-01,", "column from: the interval overlaps the one from"),
    "a duplicate": ("accounts", f"{NEQ},guichet_sst,2015-01-01,", "already stands on line 2"),
    "a missing cell": ("accounts", f"{NEQ},clicsequr,2020-02-03", "4 cells are expected, not 3"),
    "an unknown person": ("memberships", f"{NEQ},P404,clicsequr,user,2020-02-03,", "column person: no person is known"),
    "a role that does not exist": ("memberships", f"{NEQ},P1,clicsequr,boss,2020-02-03,", "column role: one of rse"),
    "text that is not UTF-8": ("people", "P2,\udce9ve,Roy,,fr,,,,,", "column given_name: the text is not UTF-8"),
    "a name that is missing": ("people", "P2,,Roy,,fr,,,,,", "column given_name: a value is required"),
    "a name that is too long": ("people", f"P2,{'a' * 81},Roy,,fr,,,,,", "column given_name: at most 80 characters"),
    "an e-mail without an @": ("people", "P2,Ève,Roy,courriel,fr,,,,,", "column email: an e-mail address is expected"),
    "a file that changes employers": (
        "files",
        f"900000001,A,B,1100000012,2019-01-01,Estrie",  # noqa: F541 (kept beside its neighbours)
        "column neq: the file_no 900000001 is known with another value",
    ),
    "a quote that never ends": ("people", 'P2,"Ève,Roy,,fr,,,,,', "not CSV"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named_to_the_cell_and_nothing_is_written(feed: Import, session: Session, case: str) -> None:
    other = EMPLOYER.replace(NEQ, "1100000012")
    known = f"900000001,A,B,{NEQ},2019-01-01,Estrie"
    guichet = f"{NEQ},guichet_sst,2015-01-01,"
    assert feed(employers=[EMPLOYER, other], people=[PERSON], accounts=[guichet], files=[known]) == []
    name, row, says = BAD[case]
    rows = [guichet, row] if name == "accounts" else [row]
    good = "P7,Léo,Côté,,fr,,,,,"
    bad = feed(**{"people": [good], name: [good, *rows] if name == "people" else rows})
    assert len(bad) == 1
    assert f"{name}.csv, line {len(rows) + 1 + (name == 'people')}" in bad[0]
    assert says in bad[0]
    assert session.scalars(select(Person).where(Person.identifier == "P7")).first() is None
    assert feed(skip_bad_rows=True, **{"people": [good], name: [good, *rows] if name == "people" else rows}) == bad
    assert session.scalars(select(Person).where(Person.identifier == "P7")).first() is not None


def test_a_header_without_a_column_names_the_column(feed: Import, tmp_path: Path) -> None:
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "accounts.csv").write_text("neq,space,from,untill\n", encoding="utf-8")
    bad: list[BadRow] = []
    with pytest.raises(BadRows):
        import_registry(tmp_path / "wrong", bad.append)
    assert [str(row) for row in bad] == ["accounts.csv, line 1, column until: this column is missing from the header"]


def test_a_column_more_and_a_byte_order_mark_do_no_harm(feed: Import, tmp_path: Path, session: Session) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    text = HEADERS["people"] + ",telephone\n" + PERSON + ",555-0100\n"
    (folder / "people.csv").write_text("\ufeff" + text, encoding="utf-8")
    report = import_registry(folder, lambda row: pytest.fail(str(row)))
    assert report.counts["people.csv"]["added"] == 1


def test_a_folder_without_any_file_of_the_feed_is_an_error(feed: Import, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FeedError):
        import_registry(tmp_path / "empty", print)


def test_names_are_found_without_their_accents(feed: Import, session: Session) -> None:
    feed(employers=[EMPLOYER], files=[f"900000001,Éloïse,D'Amours,{NEQ},2019-01-01,Estrie"])
    assert session.scalars(select(Employer.search_name)).one() == "acierie du nord inc"
    assert session.scalars(select(CompensationFile.worker_family_name)).one() == "D'Amours"


def test_a_person_registered_today_was_unknown_yesterday(
    feed: Import, session: Session, clock_at: Callable[[str], None]
) -> None:
    clock_at("2020-03-01T12:00")
    feed(
        employers=[EMPLOYER],
        people=[PERSON],
        accounts=[f"{NEQ},clicsequr,2015-01-01,"],
        memberships=[f"{NEQ},P1,clicsequr,rse,2015-01-01,"],
    )
    employer_id = session.scalars(select(Employer.id)).one()
    earlier = clock.parse_instant("2020-02-29T12:00")
    assert isinstance(earlier, datetime)
    assert facts_of_employer(session, employer_id).readers_on(date(2020, 2, 20)) != ()
    assert facts_of_employer(session, employer_id, known_at=earlier).readers_on(date(2020, 2, 20)) == ()


def test_an_unusual_check_digit_is_a_doubt_and_never_a_refusal(feed: Import, tmp_path: Path) -> None:
    folder = tmp_path / "doubtful"
    folder.mkdir()
    rows = [HEADERS["employers"], EMPLOYER.replace(NEQ, "1100000005")]
    (folder / "employers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    doubts: list[BadRow] = []
    report = import_registry(folder, lambda row: pytest.fail(str(row)), doubts.append)
    assert report.counts["employers.csv"]["added"] == 1
    assert [str(doubt) for doubt in doubts] == [
        "employers.csv, line 2, column neq: the check digit of 1100000005 is unusual; the row was accepted"
    ]


@pytest.mark.databases("sqlite", because="what grows would be in Python, whatever the database")
def test_a_file_ten_times_as_long_takes_no_more_memory(session: Session, tmp_path: Path) -> None:
    def peak(rows: int, start: int) -> int:
        folder = tmp_path / str(rows)
        folder.mkdir()
        with (folder / "people.csv").open("w", encoding="utf-8") as stream:
            stream.write(HEADERS["people"] + "\n")
            stream.writelines(f"M{start + number},Ève,Roy,,fr,,,,,\n" for number in range(rows))
        tracemalloc.start()
        import_registry(folder, lambda row: pytest.fail(str(row)))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(1_000, 0)
    assert peak(20_000, 10_000) < 1.5 * peak(2_000, 5_000)


def test_a_stray_quotation_mark_is_named_by_file_line_and_column(feed: Import) -> None:
    (said,) = feed(employers=[EMPLOYER, '1100000012,"Beta" inc.,fr,,,,,,'], skip_bad_rows=True)
    assert said.startswith("employers.csv, line 3, column name: not CSV: ")
