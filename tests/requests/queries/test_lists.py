"""The list of an employer's requests on both databases: page by page, by service and firm, whatever it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.requests.models.requests import OnlineRequest
from app.requests.queries.lists import (
    MOST_COUNTED,
    Anchor,
    ListedRequest,
    OursNow,
    counts_of,
    ours_now,
    requests_of,
)
from app.requests.queries.reach import Reach
from app.requests.words import Turn
from app.vocabulary.services import OnlineService
from tests.factories.employers import make_employer
from tests.factories.people import make_person

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
NOTICE, COPY = OnlineService.EMPLOYER_NOTICE, OnlineService.FILE_COPY


@pytest.fixture
def employer(session: Session) -> Employer:
    return make_employer(session)


def fill(session: Session, employer: Employer, numbers: range, **more: Any) -> None:
    """Drafts, two a minute so that instants are shared, every other one of another service."""
    person = make_person(session).id
    row = {"employer_id": employer.id, "space": "clicsequr", "form_version": 1, "state": "draft", "turn": "ours"}
    row |= {"created_at": AT, "created_by_id": person, "changed_by_id": person, "search_name": "roy camille"}
    rows = [
        row
        | {"public_id": f"R{number:04d}", "answers": {"worker_family_name": f"Roy {number}"}}
        | {"changed_at": AT - timedelta(minutes=number // 2), "state_at": AT - timedelta(days=1)}
        | {"form": service.value, "service": service.value}
        | more
        for number in numbers
        for service in (NOTICE if number % 2 else COPY,)
    ]
    session.execute(insert(OnlineRequest), rows)


def reach(employer: Employer, *services: OnlineService, firm: int | None = None) -> Reach:
    return Reach(employer.id, 1, frozenset(services or (NOTICE, COPY)), firm_id=firm)


def named(rows: Any) -> list[str]:
    return [row.public_id for row in rows]


def test_each_page_begins_where_the_last_one_ended_and_goes_back_the_same_way(
    session: Session, employer: Employer
) -> None:
    fill(session, employer, range(25))
    asked = reach(employer)
    seen: list[str] = []
    anchor = None
    for _page in range(3):
        page = requests_of(session, asked, Turn.OURS, size=10, anchor=anchor)
        assert page.has_previous is (anchor is not None)
        seen += named(page.rows)
        anchor = Anchor(page.rows[-1].public_id)
    assert not page.has_next
    # The later of two that share an instant stands first.
    assert seen == [f"R{number:04d}" for minute in range(13) for number in (2 * minute + 1, 2 * minute) if number < 25]
    back = requests_of(session, asked, Turn.OURS, size=10, anchor=Anchor(seen[20], backwards=True))
    assert (named(back.rows), back.has_previous, back.has_next) == (seen[10:20], True, True)


def test_a_line_says_what_its_request_says(session: Session, employer: Employer) -> None:
    fill(session, employer, range(1))
    fill(session, employer, range(1, 2), state="in_hand", turn="commission", reference="ADR-2026-X")
    [draft] = requests_of(session, reach(employer), Turn.OURS).rows
    [filed] = requests_of(session, reach(employer), Turn.COMMISSION).rows
    for line in (draft, filed):
        row = session.query(OnlineRequest).filter_by(public_id=line.public_id).one()
        for name in set(ListedRequest._fields) - {"worker_given_name", "worker_family_name"}:
            assert getattr(line, name) == getattr(row, name), name
        assert line.worker_family_name == row.answers["worker_family_name"]
        assert line.worker_given_name is None


def test_nobody_is_shown_another_service_another_employer_or_another_firm_s(
    session: Session, employer: Employer
) -> None:
    fill(session, employer, range(4))
    fill(session, make_employer(session), range(4, 8))
    assert named(requests_of(session, reach(employer, NOTICE), Turn.OURS).rows) == ["R0001", "R0003"]
    assert counts_of(session, reach(employer, NOTICE)) == {Turn.OURS: 2, Turn.COMMISSION: 0, Turn.NOBODY: 0}
    nobody = Reach(employer.id, 1, frozenset())
    assert named(requests_of(session, nobody, Turn.OURS).rows) == []
    assert counts_of(session, nobody)[Turn.OURS] == 0
    assert named(requests_of(session, reach(employer, firm=12), Turn.OURS).rows) == []
    foreign = Anchor("R0004")
    assert named(requests_of(session, reach(employer), Turn.OURS, anchor=foreign).rows) == []


def test_what_was_thrown_away_is_neither_listed_nor_counted(session: Session, employer: Employer) -> None:
    fill(session, employer, range(2), state="discarded", turn="nobody")
    fill(session, employer, range(2, 4), state="closed", turn="nobody")
    assert named(requests_of(session, reach(employer), Turn.NOBODY).rows) == ["R0003", "R0002"]
    assert counts_of(session, reach(employer))[Turn.NOBODY] == 2


def test_counts_stop(session: Session, employer: Employer) -> None:
    fill(session, employer, range(2 * MOST_COUNTED))
    assert counts_of(session, reach(employer))[Turn.OURS] == MOST_COUNTED + 1


def test_a_request_is_found_by_part_of_a_name_or_by_its_reference(session: Session, employer: Employer) -> None:
    fill(session, employer, range(2))
    fill(session, employer, range(2, 3), search_name="belanger noemie")
    assert named(requests_of(session, reach(employer), Turn.OURS, search="Bélan").rows) == ["R0002"]
    assert named(requests_of(session, reach(employer), Turn.OURS, search="%").rows) == []


@pytest.mark.databases("sqlite", because="SQLite counts the steps of a statement")
def test_a_page_costs_the_same_among_ten_times_more(session: Session, employer: Employer) -> None:
    def steps() -> int:
        counted = []
        connection: Any = session.connection().connection.driver_connection
        connection.set_progress_handler(lambda: counted.append(1), 10)
        try:
            middle = requests_of(session, reach(employer), Turn.OURS, size=10).rows[-1]
            requests_of(session, reach(employer), Turn.OURS, size=10, anchor=Anchor(middle.public_id))
            counts_of(session, reach(employer))
        finally:
            connection.set_progress_handler(None, 10)
        return len(counted)

    fill(session, employer, range(300))
    few = steps()
    fill(session, employer, range(300, 3000))
    assert steps() <= few * 1.05


def test_what_waits_is_counted_by_state_and_last_day_within_reach(session: Session, employer: Employer) -> None:
    until = date(2026, 3, 5)
    fill(session, employer, range(3), limit_on=until)
    fill(session, employer, range(3, 7), limit_on=until + timedelta(days=1))
    fill(session, employer, range(7, 9))
    fill(session, employer, range(9, 11), state="waiting_for_employer", reference=None)
    fill(session, employer, range(11, 12), state="to_confirm")
    fill(session, employer, range(12, 13), state="discarded", turn="nobody", limit_on=until)
    fill(session, employer, range(13, 14), part_of_id=session.query(OnlineRequest.id).order_by("id").first()[0])
    fill(session, make_employer(session), range(14, 20), limit_on=until)
    assert ours_now(session, reach(employer), until) == OursNow(questions=3, pressing=3, drafts=6)
    assert ours_now(session, reach(employer, COPY), until) == OursNow(questions=1, pressing=2, drafts=3)
    assert ours_now(session, Reach(employer.id, 1, frozenset()), until) == OursNow(0, 0, 0)


@pytest.mark.databases("sqlite", because="only its plan is in words that a test can read")
def test_what_waits_is_found_by_its_index_and_no_further_than_is_shown(session: Session, employer: Employer) -> None:
    fill(session, employer, range(3 * MOST_COUNTED))
    sent: list[tuple[str, Any]] = []

    def heard(_connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        sent.append((text, values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", heard)
    assert ours_now(session, reach(employer), date(2026, 3, 5)) == OursNow(0, 0, MOST_COUNTED + 1)
    event.remove(engine, "before_cursor_execute", heard)
    [(statement, values)] = sent
    plan = session.connection().connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    walked = [row[3] for row in plan if "online_requests" in row[3]]
    assert walked
    assert all("ix_online_requests_waiting (employer_id=? AND service=? AND state=?" in each for each in walked), walked
    assert statement.count("LIMIT") == len(walked)
