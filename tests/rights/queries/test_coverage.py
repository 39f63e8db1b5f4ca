"""What a loss would leave: who still reads, whom an e-mail reaches, what would stand there for nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.working_addresses import NEVER_LEFT, reachable
from app.resolver.domain.losses import Loss
from app.resolver.models.documents import DocumentOpening
from app.resolver.queries.facts import facts_of_employer
from app.rights.queries.coverage import coverage
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.absences import make_absence
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.resolver.queries.test_one_resolver import DAYS, ON_BOTH_DATABASES, REGISTRIES, build

TODAY = date(2020, 6, 1)
FOLLOWUP = OnlineService.FILE_FOLLOWUP


@dataclass
class Office:
    """An employer on clicSÉQUR: an RSE, and a clerk who follows the files."""

    session: Session
    employer: Employer
    rse: Person
    clerk: Person

    def everything_of(self, person: Person) -> Loss:
        """Somebody leaves today."""
        return Loss(person.id, None, None, TODAY)

    def without(self, *losses: Loss) -> Any:
        """The coverage that these losses leave."""
        self.session.flush()
        return coverage(self.session, self.employer.id, TODAY, losses)


@pytest.fixture
def office(session: Session, clock_at: Any) -> Office:
    """At work on 1 June 2020."""
    clock_at("2020-06-01T09:00")
    employer, rse, clerk = make_employer(session), make_person(session), make_person(session)
    make_account(session, employer)
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, clerk, employer)
    make_grant(session, clerk, employer)
    return Office(session, employer, rse, clerk)


def refuse_mail_to(session: Session, person: Person, state: str = "failed", answer: str = "550") -> None:
    """What became of a message to somebody's present address."""
    at = clock.now()
    values = {"created_at": at, "next_attempt_at": at, "waiting_since": at, "context": {}, "language": "fr"}
    session.add(
        OutgoingEmail(
            kind="access_granted",
            message_id=f"<{person.id}.{state}.{answer}@relais.example>",
            person_id=person.id,
            to_address=person.email,
            state=state,
            server_answer=answer,
            **values,
        )
    )
    session.flush()


def test_when_the_clerk_goes_only_the_rse_reads_what_was_never_opened(office: Office) -> None:
    file = make_file(office.session, office.employer)
    read = deposit_document(office.session, file, issued_on=TODAY)
    deposit_document(office.session, file, issued_on=TODAY, review_days=30)
    office.session.add(
        DocumentOpening(document_id=read.document_id, person_id=office.rse.id, opened_at=clock.now(), way="screen")
    )
    found = office.without(office.everything_of(office.clerk))
    assert (found.before, found.after) == ((office.rse.id, office.clerk.id), (office.rse.id,))
    assert found.lost == (office.clerk.id,)
    assert found.only_granters
    assert found.is_thin
    assert not found.is_hole
    assert not found.by_post
    assert found.left_to_granters == (FOLLOWUP,)
    assert found.granters == {Space.CLICSEQUR: 1}
    assert (found.exposed.files, found.exposed.unread, found.exposed.running) == (1, 1, 1)
    (nearest,) = found.exposed.nearest
    assert nearest.review_until_on == date(2020, 7, 2)  # the 1st of July is a holiday
    assert nearest.worker == f"{file.worker_given_name} {file.worker_family_name}"


def test_where_another_clerk_reads_nothing_is_exposed(office: Office) -> None:
    other = make_person(office.session)
    make_membership(office.session, other, office.employer)
    make_grant(office.session, other, office.employer)
    found = office.without(office.everything_of(office.clerk))
    assert found.lost == (office.clerk.id,)
    assert not found.is_thin
    assert not found.is_hole
    assert found.exposed.files == 0


def test_where_nobody_would_read_notices_go_by_post(office: Office) -> None:
    deposit_document(office.session, make_file(office.session, office.employer), issued_on=TODAY)
    found = office.without(office.everything_of(office.clerk), office.everything_of(office.rse))
    assert found.after == ()
    assert found.nobody_reads
    assert found.is_hole
    assert found.by_post
    assert set(found.left_to_nobody) == set(OnlineService)
    assert found.granters == {Space.CLICSEQUR: 0}
    assert (found.exposed.files, found.exposed.unread) == (1, 1)


def test_a_reader_whose_address_was_refused_for_good_covers_nobody(office: Office) -> None:
    assert not office.without(office.everything_of(office.clerk)).nobody_is_told
    refuse_mail_to(office.session, office.rse)
    found = office.without(office.everything_of(office.clerk))
    assert (found.reached_before, found.reached_after) == (1, 0)
    assert found.nobody_is_told
    assert found.is_hole
    assert not found.nobody_reads


def test_an_address_that_was_accepted_since_works(office: Office) -> None:
    people = {office.rse.id, office.clerk.id}
    refuse_mail_to(office.session, office.rse)
    refuse_mail_to(office.session, office.clerk, answer=NEVER_LEFT)
    assert reachable(office.session, people) == {office.clerk.id}
    refuse_mail_to(office.session, office.rse, state="sent", answer="250")
    assert reachable(office.session, people) == people
    office.clerk.email = ""
    office.session.flush()
    assert reachable(office.session, people) == {office.rse.id}
    assert reachable(office.session, ()) == frozenset()


def test_a_stand_in_loses_what_they_hold_through_whoever_goes(office: Office) -> None:
    stand_in = make_person(office.session)
    make_membership(office.session, stand_in, office.employer)
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=10)}
    absence = make_absence(office.session, office.clerk, stand_in, office.employer, (TODAY, days["until_on"]))
    make_grant(office.session, stand_in, office.employer, absence_id=absence.id, **days)
    found = office.without(office.everything_of(office.clerk))
    assert found.before == (office.rse.id, office.clerk.id, stand_in.id)
    assert found.after == (office.rse.id,)
    make_grant(office.session, stand_in, office.employer, granted_by="elsewhere", **days)
    assert office.without(office.everything_of(office.clerk)).after == (office.rse.id, stand_in.id)


def test_a_granter_with_an_end_is_not_a_lasting_one(office: Office) -> None:
    other = make_person(office.session)
    make_membership(office.session, other, office.employer, Role.RSE, until_on=TODAY + timedelta(days=300))
    found = office.without(Loss(office.rse.id, Space.CLICSEQUR, frozenset(), TODAY, frozenset({Role.RSE})))
    assert found.granters == {Space.CLICSEQUR: 0}
    assert other.id in found.after
    assert office.rse.id not in found.after


def test_a_right_that_lapses_later_is_asked_of_that_day(office: Office) -> None:
    later = TODAY + timedelta(days=20)
    found = office.without(Loss(office.clerk.id, Space.CLICSEQUR, frozenset({FOLLOWUP}), later))
    assert found.lost == (office.clerk.id,)
    assert facts_of_employer(office.session, office.employer.id).without(
        [Loss(office.clerk.id, Space.CLICSEQUR, frozenset({FOLLOWUP}), later)]
    ).readers_on(TODAY) == (office.rse.id, office.clerk.id)


def test_the_question_costs_the_same_whatever_the_employer_holds(office: Office) -> None:
    statements: list[str] = []

    def count(*args: Any) -> None:
        statements.append(args[2])

    def asked() -> int:
        statements.clear()
        office.without(office.everything_of(office.clerk))
        return len(statements)

    event.listen(db.engine, "before_cursor_execute", count)
    few = asked()
    for _ in range(5):
        deposit_document(office.session, make_file(office.session, office.employer), issued_on=TODAY)
        person = make_person(office.session)
        make_membership(office.session, person, office.employer)
    assert asked() == few <= 8


@ON_BOTH_DATABASES
@given(registry=REGISTRIES, on=DAYS, who=st.integers(0, 3), service=st.sampled_from(OnlineService))
def test_what_if_is_what_happens(
    session: Session, registry: dict[str, Any], on: date, who: int, service: OnlineService
) -> None:
    """The facts without a right or a role say what the resolver says once it is closed."""
    employer, people = build(session, registry)
    facts = facts_of_employer(session, employer.id)
    lost = people[who].id
    right = facts.without([Loss(lost, None, frozenset({service}), on)])
    gone = facts.without([Loss(lost, None, None, on)])
    for person in people:
        for space in Space:
            kept = facts.grants_on(person.id, space, on)
            assert right.grants_on(person.id, space, on) == (kept - {service} if person.id == lost else kept)
            roles = facts.roles_on(person.id, space, on)
            assert gone.roles_on(person.id, space, on) == (
                roles & {Role.HEALTH_PROFESSIONAL} if person.id == lost else roles
            )
    before = on - timedelta(days=1)
    assert gone.readers_on(before) == facts.readers_on(before)
    assert set(gone.readers_on(on)) == set(facts.readers_on(on)) - {lost}
    assert gone.professionals_on(on) == facts.professionals_on(on)
    session.rollback()
