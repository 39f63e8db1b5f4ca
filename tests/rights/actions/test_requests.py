"""Asking for a right and answering: who may, once, never for oneself, and what is told to whom."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver, Unknown
from app.rights.actions.requests import (
    AlreadyAnswered,
    NotAskable,
    Wish,
    expire_requests,
    grant_request,
    keep_draft,
    refuse_request,
    send_request,
    withdraw_request,
)
from app.rights.models.requests import AccessRequest
from app.rights.queries.requests import ORDERS, requests_of_employer
from app.rights.words.requests import AskingProblem, RequestState
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.absences import make_absence
from tests.factories.access_requests import make_request
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW


def giver_of(person: Person, employer: Employer, space: Space = Space.CLICSEQUR) -> Giver:
    """Somebody who is signed in to a space, for an employer."""
    return Giver(Actor("person", person.id, person.name), employer.id, space)


@dataclass
class House:
    """An employer on clicSÉQUR with two RSEs and a user without a right."""

    session: Session
    employer: Employer
    rse: Person
    other_rse: Person
    user: Person

    @property
    def giver(self) -> Giver:
        return giver_of(self.rse, self.employer)

    @property
    def asker(self) -> Giver:
        return giver_of(self.user, self.employer)

    def wish(self, service: OnlineService = FOLLOWUP, days: int = 100) -> Wish:
        return Wish(service, "Relève de congé", clock.today() + timedelta(days=days))

    def ask(self, service: OnlineService = FOLLOWUP) -> str:
        return send_request(self.asker, self.wish(service)).public_id

    def row(self, public_id: str) -> AccessRequest:
        self.session.rollback()
        return self.session.scalars(select(AccessRequest).where(AccessRequest.public_id == public_id)).one()

    def emails(self, kind: str) -> list[int | None]:
        """To whom messages of that kind were queued."""
        found = select(OutgoingEmail.person_id).where(OutgoingEmail.kind == kind).order_by(OutgoingEmail.id)
        return list(self.session.scalars(found))

    def entries(self) -> list[str]:
        return list(self.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))

    def reads(self, person: Person) -> bool:
        return person.id in facts_of_employer(self.session, self.employer.id).readers_on(clock.today())


@pytest.fixture
def house(session: Session) -> House:
    employer = make_employer(session)
    make_account(session, employer)
    rse, other, user = make_person(session), make_person(session), make_person(session)
    for person, role in ((rse, Role.RSE), (other, Role.RSE), (user, Role.USER)):
        make_membership(session, person, employer, role)
    session.commit()
    return House(session, employer, rse, other, user)


def test_asking_tells_each_granter_once_and_asking_again_changes_nothing(house: House) -> None:
    sent = send_request(house.asker, house.wish())
    again = send_request(house.asker, house.wish(days=5))
    assert (sent.told, sent.is_new) == (2, True)
    assert (again.public_id, again.is_new) == (sent.public_id, False)
    assert house.emails("right_asked") == [house.rse.id, house.other_rse.id]
    assert house.entries() == ["right_asked"]
    assert house.row(sent.public_id).until_on == clock.today() + timedelta(days=100)


def test_a_draft_is_seen_by_nobody_else_and_becomes_the_request(house: House) -> None:
    draft = keep_draft(house.asker, Wish(FOLLOWUP, "", clock.today() + timedelta(days=3)))
    assert requests_of_employer(house.session, house.employer.id, Space.CLICSEQUR, clock.today()).total == 0
    with pytest.raises(Unknown):
        grant_request(house.giver, draft.public_id, clock.today() + timedelta(days=3))
    assert house.ask() == draft.public_id
    assert house.row(draft.public_id).state == "pending"
    assert house.entries() == ["right_asked"]


def test_granting_less_gives_the_right_through_the_usual_rules(house: House) -> None:
    request, until_on = house.ask(), clock.today() + timedelta(days=10)
    answer = grant_request(house.giver, request, until_on)
    assert answer.told
    assert house.reads(house.user)
    grant = house.session.scalars(select(AccessGrant)).one()
    assert (grant.until_on, grant.granted_by) == (until_on, house.rse.identifier)
    row = house.row(request)
    assert (row.state, row.granted_until_on, row.answered_by_id) == ("granted", until_on, house.rse.id)
    assert house.entries() == ["right_asked", "access_granted", "request_granted"]
    assert house.emails("access_granted") == [house.user.id]


def test_a_right_held_longer_is_never_made_shorter(house: House) -> None:
    request = house.ask()
    make_grant(house.session, house.user, house.employer)
    house.session.commit()
    assert not grant_request(house.giver, request, clock.today() + timedelta(days=10)).told
    assert house.session.scalars(select(AccessGrant)).one().until_on is None
    assert house.row(request).granted_until_on is None


def test_a_right_that_ends_soon_can_be_asked_for_again_and_is_lengthened(house: House) -> None:
    make_grant(house.session, house.user, house.employer, until_on=clock.today() + timedelta(days=9))
    house.session.commit()
    until_on = clock.today() + timedelta(days=60)
    grant_request(house.giver, house.ask(), until_on)
    current = select(AccessGrant.until_on).where(AccessGrant.superseded_at.is_(None))
    assert house.session.scalars(current).all() == [until_on]


def test_a_refusal_gives_its_reason_and_is_told(house: House) -> None:
    request = house.ask()
    refuse_request(house.giver, request, "Ce n'est pas votre tâche")
    row = house.row(request)
    assert (row.state, row.answer) == ("refused", "Ce n'est pas votre tâche")
    assert not house.reads(house.user)
    assert house.emails("request_refused") == [house.user.id]
    assert house.ask() != request


def test_the_second_who_answers_learns_that_the_first_did(house: House) -> None:
    request, other = house.ask(), giver_of(house.other_rse, house.employer)
    refuse_request(house.giver, request, "Non")
    with pytest.raises(AlreadyAnswered):
        grant_request(other, request, clock.today() + timedelta(days=10))
    assert not house.reads(house.user)


def test_two_who_answer_at_once_make_one_answer(app: Flask, house: House) -> None:
    request, until_on = house.ask(), clock.today() + timedelta(days=10)
    givers = [house.giver, giver_of(house.other_rse, house.employer)] * 4

    def answer(giver: Giver) -> bool:
        with app.app_context():
            try:
                grant_request(giver, request, until_on)
            except AlreadyAnswered:
                return False
            return True

    house.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(answer, givers)) == 1
    assert house.entries().count("access_granted") == 1


def test_nobody_answers_their_own(house: House) -> None:
    request = house.ask()
    make_membership(house.session, house.user, house.employer, Role.RSE)
    house.session.commit()
    for act in (
        lambda: grant_request(house.asker, request, clock.today() + timedelta(days=1)),
        lambda: refuse_request(house.asker, request, "x"),
    ):
        with pytest.raises(Declined) as declined:
            act()
        assert declined.value.problem is AccessProblem.OWN_REQUEST
    assert house.row(request).state == "pending"


def test_nobody_has_their_own_answered_by_their_stand_in(house: House) -> None:
    request, stand_in = house.ask(), make_person(house.session)
    days = (clock.today(), clock.today() + timedelta(days=5))
    absence = make_absence(house.session, house.user, stand_in, house.employer, days)
    make_membership(house.session, stand_in, house.employer, Role.RSE, absence_id=absence.id, until_on=days[1])
    house.session.commit()
    with pytest.raises(Declined) as declined:
        grant_request(giver_of(stand_in, house.employer), request, clock.today() + timedelta(days=1))
    assert declined.value.problem is AccessProblem.OWN_REQUEST


def test_one_who_left_is_not_let_in_again_by_an_old_request(house: House) -> None:
    leaver = make_person(house.session)
    make_membership(house.session, leaver, house.employer, until_on=clock.today())
    request = make_request(house.session, leaver, house.employer).public_id
    house.session.commit()
    with pytest.raises(Declined) as declined:
        grant_request(house.giver, request, clock.today() + timedelta(days=10))
    assert declined.value.problem is AccessProblem.ASKER_LEFT
    refuse_request(house.giver, request, "Partie")


@pytest.mark.parametrize("problem", AskingProblem)
def test_asking_where_it_leads_nowhere_says_why(house: House, problem: AskingProblem) -> None:
    session, employer, space = house.session, house.employer, Space.CLICSEQUR
    person = make_person(session)
    if problem is AskingProblem.AUTOMATIC:
        person = house.rse
    elif problem is AskingProblem.HELD:
        make_membership(session, person, employer)
        make_grant(session, person, employer)
    elif problem is AskingProblem.HEALTH_PROFESSIONAL:
        make_membership(session, person, employer, Role.HEALTH_PROFESSIONAL)
    elif problem is AskingProblem.NOT_GRANTABLE:
        space = Space.CNESST_CODES
        make_account(session, employer, space)
        make_membership(session, person, employer, space=space)
    elif problem is AskingProblem.BY_MANDATE:
        mandate = make_mandate(session, employer, make_firm(session), house.rse)
        end = clock.today() + timedelta(days=90)
        make_membership(session, person, employer, mandate_id=mandate.id, until_on=end)
    session.commit()
    with pytest.raises(NotAskable) as refused:
        send_request(giver_of(person, employer, space), house.wish())
    assert refused.value.problem is problem
    assert house.entries() == []


def test_an_end_that_cannot_be_is_declined(house: House) -> None:
    for until_on in (clock.today(), date(clock.today().year + 9, 1, 1)):
        with pytest.raises(Declined):
            send_request(house.asker, Wish(FOLLOWUP, "x", until_on))


def test_one_withdraws_only_ones_own_and_what_was_answered_stays(house: House) -> None:
    request = house.ask()
    with pytest.raises(Unknown):
        withdraw_request(giver_of(house.other_rse, house.employer), request)
    assert withdraw_request(house.asker, request) is RequestState.WITHDRAWN
    with pytest.raises(AlreadyAnswered):
        refuse_request(house.giver, request, "Non")
    other = house.ask(REVIEW)
    refuse_request(house.giver, other, "Non")
    assert withdraw_request(house.asker, other) is RequestState.REFUSED


def test_a_request_lapses_after_thirty_days_even_before_the_task(house: House, clock_at: Callable[[str], None]) -> None:
    clock_at("2026-03-02T15:00:00Z")
    request = house.ask()
    clock_at("2026-03-31T15:00:00Z")
    assert expire_requests(clock.today()) == 0
    clock_at("2026-04-01T15:00:00Z")
    with pytest.raises(AlreadyAnswered):
        grant_request(house.giver, request, clock.today() + timedelta(days=10))
    found = requests_of_employer(house.session, house.employer.id, Space.CLICSEQUR, clock.today(), RequestState.EXPIRED)
    assert [row.state for row in found.rows] == [RequestState.EXPIRED]
    assert [expire_requests(clock.today()), expire_requests(clock.today())] == [1, 0]
    assert house.row(request).state == "expired"
    assert house.emails("request_expired") == [house.user.id]


def test_a_list_of_requests_goes_by_a_column_either_way(house: House) -> None:
    house.ask(REVIEW)
    house.ask()
    where = (house.session, house.employer.id, Space.CLICSEQUR, clock.today())
    for descending in (False, True):
        found = requests_of_employer(*where, by="service", descending=descending).rows
        services = [str(row.service) for row in found]
        assert services == sorted(services, reverse=descending)
        assert len(set(services)) == 2


def test_each_column_orders_every_request(house: House) -> None:
    asked = {house.ask(REVIEW), house.ask()}
    where = (house.session, house.employer.id, Space.CLICSEQUR, clock.today())
    for by in ORDERS:
        assert {row.public_id for row in requests_of_employer(*where, by=by).rows} == asked


def test_asking_again_after_a_lapse_closes_the_old_request(house: House, clock_at: Callable[[str], None]) -> None:
    clock_at("2026-03-02T15:00:00Z")
    old = house.ask()
    clock_at("2026-05-01T15:00:00Z")
    new = house.ask()
    assert (house.row(old).state, house.row(new).state) == ("expired", "pending")


def test_only_those_who_grant_in_that_space_answer(house: House) -> None:
    request = house.ask()
    make_account(house.session, house.employer, Space.GUICHET_SST)
    respondent = make_person(house.session)
    make_membership(house.session, respondent, house.employer, Role.RESPONDENT, Space.GUICHET_SST)
    house.session.commit()
    with pytest.raises(Unknown):
        refuse_request(giver_of(respondent, house.employer, Space.GUICHET_SST), request, "Non")
