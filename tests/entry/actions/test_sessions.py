"""Sessions: the row decides. Idle, old, closed or revoked, it opens nothing; roles are those of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.sessions import (
    choose_employer,
    keep_language,
    read_session,
    revoke_other_sessions,
    revoke_session,
    sign_out,
)
from app.ledger.models.audit import AuditEntry, DescriptiveChange
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.models.signin import UserSession
from app.registry.queries.choices import choices, count_choices
from app.registry.queries.sessions import Principal, open_sessions
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.language import Language
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session, open_staff_session, principal_of
from tests.factories.staff import make_staff

START = datetime.fromisoformat("2020-03-02T09:00:00-05:00")
ClockAt = Callable[[datetime], None]


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session)
    session.commit()
    return person


@pytest.fixture
def employer(session: Session, person: Person) -> Employer:
    employer = make_employer(session, name="Aciérie du Fjord")
    make_membership(session, person, employer, Role.RSE)
    session.commit()
    return employer


def is_open(session: Session, token: str) -> bool:
    session.rollback()
    return read_session(session, token) is not None


def test_the_only_employer_is_chosen_at_once(person: Person, employer: Employer) -> None:
    principal = principal_of(open_person_session(person))
    assert (principal.employer_id, principal.employer_neq) == (employer.id, employer.neq)
    assert principal.roles == {Role.RSE}
    assert principal.is_granter
    assert principal.employer_count == 1


def test_a_token_that_nobody_was_given_opens_nothing(session: Session, person: Person) -> None:
    token = open_person_session(person)
    assert not is_open(session, token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert not is_open(session, session.scalars(select(UserSession.token_sha256)).one())


def test_a_session_that_stands_idle_half_an_hour_is_over(session: Session, person: Person, clock_at: ClockAt) -> None:
    clock_at(START)
    token = open_person_session(person)
    clock_at(START + timedelta(minutes=29))
    assert is_open(session, token)
    clock_at(START + timedelta(minutes=58))
    assert is_open(session, token)
    clock_at(START + timedelta(minutes=58) + timedelta(minutes=30))
    assert not is_open(session, token)


def test_no_session_lasts_more_than_twelve_hours(session: Session, person: Person, clock_at: ClockAt) -> None:
    clock_at(START)
    token = open_person_session(person)
    for minutes in range(20, 720, 20):
        clock_at(START + timedelta(minutes=minutes))
        assert is_open(session, token)
    clock_at(START + timedelta(hours=12))
    assert not is_open(session, token)


def test_a_session_is_written_at_most_once_a_minute(session: Session, person: Person, clock_at: ClockAt) -> None:
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith("UPDATE"):
            written.append(statement)

    clock_at(START)
    token = open_person_session(person)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        for seconds in (1, 30, 59, 61, 90, 119, 122):
            clock_at(START + timedelta(seconds=seconds))
            assert is_open(session, token)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(written) == 2


def test_a_session_is_read_in_one_statement(session: Session, person: Person, employer: Employer) -> None:
    token = open_person_session(person)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    session.rollback()
    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert read_session(session, token)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([each for each in statements if not each.startswith("BEGIN")]) == 1


def test_a_jump_of_the_portals_clock_closes_no_session(
    session: Session, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = open_person_session(person)
    monkeypatch.setattr(clock, "_source", lambda: START)
    assert clock.today() == date(2020, 3, 2)
    assert is_open(session, token)


def test_signing_out_closes_the_session_and_forgets_the_providers_token(session: Session, person: Person) -> None:
    token = open_person_session(person)
    session.execute(update(UserSession).values(claims={"id_token": "proof", "neq": ["1100000008"]}))
    session.commit()
    assert sign_out(principal_of(token)) == "proof"
    assert not is_open(session, token)
    assert session.scalars(select(UserSession.claims)).one() == {"neq": ["1100000008"]}


def test_a_person_closes_their_own_sessions_only(session: Session, person: Person) -> None:
    stranger = make_person(session)
    session.commit()
    here, there, theirs = open_person_session(person), open_person_session(person), open_person_session(stranger)
    me = principal_of(here)
    assert not revoke_session(me, _public_id(session, principal_of(theirs)))
    closed = _public_id(session, principal_of(there))
    assert revoke_session(me, closed)
    assert not revoke_session(me, closed)
    assert (is_open(session, here), is_open(session, there), is_open(session, theirs)) == (True, False, True)


def _public_id(session: Session, principal: Principal) -> str:
    return session.scalars(select(UserSession.public_id).where(UserSession.id == principal.session_id)).one()


def test_a_person_closes_all_the_others_at_once(session: Session, person: Person) -> None:
    tokens = [open_person_session(person) for _ in range(3)]
    me = principal_of(tokens[0])
    assert len(open_sessions(session, me, clock.ticking())) == 3
    assert revoke_other_sessions(me) == 2
    assert revoke_other_sessions(me) == 0
    assert [is_open(session, token) for token in tokens] == [True, False, False]
    assert [one.current for one in open_sessions(session, me, clock.ticking())] == [True]


def test_a_member_of_the_staff_sees_their_own_sessions_only(session: Session, person: Person) -> None:
    member, other = make_staff(session), make_staff(session)
    session.commit()
    open_person_session(person)
    open_staff_session(other)
    me = principal_of(open_staff_session(member))
    assert [one.current for one in open_sessions(session, me, clock.ticking())] == [True]


def test_a_role_that_ends_is_gone_at_the_next_request(session: Session, person: Person, clock_at: ClockAt) -> None:
    before_midnight = START.replace(hour=23, minute=50)
    clock_at(before_midnight)
    employer = make_employer(session)
    make_membership(session, person, employer, Role.RSE, until_on=date(2020, 3, 3))
    make_membership(session, person, employer, Role.USER)
    session.commit()
    token = open_person_session(person)
    assert principal_of(token).roles == {Role.RSE, Role.USER}
    clock_at(before_midnight + timedelta(minutes=10))
    assert principal_of(token).roles == {Role.USER}


def test_without_a_role_left_no_employer_is_chosen(session: Session, person: Person, employer: Employer) -> None:
    token = open_person_session(person)
    session.execute(update(Membership).values(superseded_at=clock.now()))
    session.commit()
    principal = principal_of(token)
    assert (principal.employer_id, principal.roles, principal.employer_count) == (None, frozenset(), 0)


def test_roles_are_those_of_the_space_one_signed_in_to(session: Session, person: Person, employer: Employer) -> None:
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    session.commit()
    assert principal_of(open_person_session(person, Space.GUICHET_SST)).roles == {Role.RESPONDENT}
    assert principal_of(open_person_session(person, Space.CLICSEQUR)).roles == {Role.RSE}
    assert principal_of(open_person_session(person, Space.CNESST_CODES)).employer_id is None


def test_a_person_chooses_among_their_employers(session: Session, person: Person, employer: Employer) -> None:
    other, foreign = make_employer(session, name="Boulangerie"), make_employer(session)
    make_membership(session, person, other, Role.USER)
    make_membership(session, person, foreign, Role.RESPONDENT, Space.GUICHET_SST)
    session.commit()
    token = open_person_session(person)
    principal = principal_of(token)
    assert (principal.employer_id, principal.employer_count) == (None, 2)
    assert [one.name for one in choices(session, principal.session_id, clock.today())] == [employer.name, other.name]
    assert not choose_employer(principal, foreign.public_id)
    assert not choose_employer(principal, "nobody")
    assert choose_employer(principal, other.public_id)
    assert principal_of(token).employer_id == other.id
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["signed_in", "employer_chosen"]


def test_the_provider_limits_the_employers(session: Session, person: Person, employer: Employer) -> None:
    other = make_employer(session)
    make_membership(session, person, other, Role.RSE)
    session.commit()
    principal = principal_of(open_person_session(person, neq=[other.neq]))
    assert (principal.employer_id, principal.employer_count) == (other.id, 1)
    assert not choose_employer(principal, employer.public_id)
    assert principal_of(open_person_session(person, neq=[])).employer_id is None


def test_an_employer_is_found_by_name_or_number(session: Session, person: Person, employer: Employer) -> None:
    for number in range(3):
        made = make_employer(session, name=f"Épicerie {number}")
        make_membership(session, person, made)
    session.commit()
    principal = principal_of(open_person_session(person))
    on = clock.today()
    assert count_choices(session, principal.session_id, on, search="epicerie") == 3
    assert count_choices(session, principal.session_id, on, search="%") == 0
    assert [one.neq for one in choices(session, principal.session_id, on, search=employer.neq[:9])] == [employer.neq]


def test_staff_hold_the_roles_that_both_sides_give(session: Session) -> None:
    member = make_staff(session, StaffRole.AGENT, StaffRole.AUDITOR)
    session.commit()
    token = open_staff_session(member)
    assert principal_of(token).staff_roles == {StaffRole.AGENT, StaffRole.AUDITOR}
    member.roles = ["agent", "administrator"]
    session.commit()
    assert principal_of(token).staff_roles == {StaffRole.AGENT}


def test_the_previous_visit_is_the_last_moment_of_the_earlier_sessions(
    session: Session, person: Person, clock_at: ClockAt
) -> None:
    clock_at(START)
    assert principal_of(open_person_session(person)).previous_visit_at is None
    clock_at(START + timedelta(days=3))
    assert principal_of(open_person_session(person)).previous_visit_at == START


def test_a_language_is_kept_with_its_history(session: Session, person: Person) -> None:
    principal = principal_of(open_person_session(person))
    keep_language(principal, Language.FR)
    assert session.scalars(select(DescriptiveChange)).all() == []
    keep_language(principal, Language.EN)
    session.refresh(person)
    assert person.language == "en"
    change = session.scalars(select(DescriptiveChange)).one()
    assert (change.table_name, change.before, change.after) == ("people", {"language": "fr"}, {"language": "en"})
