"""The first days without paper: who is watched on which day, by what the other pages count, the worst first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.notices.models import Alert, Dispatch
from app.notices.queries.exceptions import open_causes, people_behind
from app.papers.queries.documents import openings_of
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.documents import Document
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.notices import AlertCode, DispatchState
from app.vocabulary.services import OnlineService
from app.withdrawal.queries.watch import UNREACHED, Watched, count_watched, watched_employers
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_opening
from tests.factories.sessions import open_person_session
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

DAY = date(2026, 3, 2)
TODAY = date(2026, 3, 5)


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-05T10:00")


def withdrawn(session: Session, name: str = "Gamma inc.", on: date = DAY, told: bool = True) -> Employer:
    """On Guichet SST, without paper from that day on, with a respondent."""
    employer = make_employer(session, name=name)
    make_account(session, employer, Space.GUICHET_SST)
    make_withdrawal(session, employer, on)
    if told:
        make_prior_notice(session, employer, on - timedelta(days=40))
    return employer


def respondent(session: Session, employer: Employer, name: str = "Lavoie") -> Person:
    person = make_person(session, given_name="Josée", family_name=name)
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    return person


def come(person: Person) -> None:
    db.session().commit()
    open_person_session(person, Space.GUICHET_SST)


def only(session: Session) -> Watched:
    (found,) = watched_employers(session, TODAY)
    return found


@pytest.mark.parametrize(
    ("at", "watched"),
    [
        ("2026-03-01T23:59", False),
        ("2026-03-02T00:00", True),
        ("2026-03-15T23:59", True),
        ("2026-03-16T00:00", False),
    ],
)
def test_an_employer_is_watched_from_its_day_to_the_fourteenth_in_quebec(
    session: Session, clock_at: Callable[[str], None], at: str, watched: bool
) -> None:
    withdrawn(session)
    withdrawn(session, "Sans préavis inc.", told=False)
    session.commit()
    clock_at(at)
    names = [row.name for row in watched_employers(session, clock.today())]
    assert names == (["Gamma inc."] if watched else [])
    assert count_watched(session, clock.today()) == len(names)


@pytest.mark.parametrize(("at", "came"), [("2026-03-01T23:59", 0), ("2026-03-02T00:00", 1)])
def test_a_visit_counts_from_midnight_in_quebec(
    session: Session, clock_at: Callable[[str], None], at: str, came: int
) -> None:
    employer = withdrawn(session)
    person = respondent(session, employer)
    clock_at("2026-03-02T00:00")
    deposit_document(session, make_file(session, employer), issued_on=DAY)
    clock_at(at)
    come(person)
    clock_at("2026-03-05T10:00")
    found = only(session)
    assert (found.readers, found.came, found.unread) == (1, came, 1)


def test_who_may_read_is_what_the_rules_say(session: Session) -> None:
    employer = withdrawn(session)
    respondent(session, employer)
    granted, bare, designated = (make_person(session) for _ in range(3))
    make_membership(session, granted, employer, Role.USER, Space.GUICHET_SST)
    make_grant(session, granted, employer, OnlineService.FILE_FOLLOWUP, Space.GUICHET_SST)
    make_membership(session, bare, employer, Role.USER, Space.GUICHET_SST)
    make_membership(session, designated, employer, Role.HEALTH_PROFESSIONAL, Space.GUICHET_SST)
    come(bare)
    come(designated)
    found = only(session)
    assert found.readers == len(facts_of_employer(session, employer.id).readers_on(TODAY)) == 2
    assert found.came == 0
    assert found.granters == ("Josée Lavoie",)


def test_who_came_and_opened_everything_is_not_listed(session: Session) -> None:
    employer = withdrawn(session)
    come(respondent(session, employer))
    assert watched_employers(session, TODAY) == []
    assert count_watched(session, TODAY) == 0


def test_the_counts_are_those_of_the_pages_of_documents_and_of_exceptions(session: Session) -> None:
    employer = withdrawn(session)
    person, lost = respondent(session, employer), respondent(session, employer, "Perdue")
    lost.email = ""
    file = make_file(session, employer)
    for day in (DAY - timedelta(days=1), DAY, TODAY, TODAY):
        deposit_document(session, file, issued_on=day)
    documents = session.scalars(select(Document).where(Document.deposited_on >= DAY)).all()
    make_opening(session, documents[0], person)
    refused = session.scalars(select(Dispatch).where(Dispatch.person_id == person.id)).first()
    assert refused, "the respondent is told"
    refused.state = DispatchState.FAILED.value
    session.add(
        Alert(
            notice_id=refused.notice_id,
            employer_id=employer.id,
            code=AlertCode.EMAIL_REFUSED.value,
            raised_at=clock.now(),
        )
    )
    session.commit()
    behind = people_behind(session, [cause for cause in open_causes(session) if cause.code in UNREACHED])
    names = {name for each in behind.values() for name in each}
    opened = openings_of(session, [one.id for one in documents])
    found = only(session)
    assert found.unread == sum(not opened[one.id] for one in documents) == 2
    assert found.unreached == len(names) == 2


def test_the_worst_come_first_and_an_employer_costs_no_statement(session: Session) -> None:
    quiet = withdrawn(session, "A inc.")
    come(respondent(session, quiet))
    for name, papers in (("B inc.", 0), ("C inc.", 1), ("D inc.", 2)):
        employer = withdrawn(session, name)
        respondent(session, employer)
        for _ in range(papers):
            deposit_document(session, make_file(session, employer), issued_on=TODAY)
    session.commit()
    statements: list[str] = []
    engine = session.get_bind()

    def heard(*told: object) -> None:
        if str(told[2]) != "BEGIN":
            statements.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", heard)
    try:
        names = [row.name for row in watched_employers(session, TODAY)]
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    assert names == ["D inc.", "C inc.", "B inc."]
    assert len(statements) == 2
