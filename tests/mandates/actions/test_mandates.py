"""Mandates: proposed, answered, assigned, changed, ended; and what each lets anybody read, by the one resolver."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.mandates.actions.assignments import assign, unassign
from app.mandates.actions.ends import change_end, end_mandate
from app.mandates.actions.firms import answer, resign
from app.mandates.actions.mandates import propose
from app.mandates.steps.assignments import Administrator
from app.personnel.actions.leaving import remove_person
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm
from app.registry.words.access import AccessProblem
from app.registry.words.mandates import FirmKind
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.mandates import get_for_employer
from app.resolver.steps.granting import Giver, NotGranted, Unknown
from app.resolver.steps.people import Enrolment
from app.rights.actions.grants import grant_access
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.mandates import make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session, principal_of
from tests.scenes.firm_house import House, declined, make_house, proposal

FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW
ClockAt = Callable[[str], None]


@pytest.fixture
def house(session: Session) -> House:
    """With an accepted mandate."""
    return make_house(session)


def test_a_mandate_lets_nobody_in_before_somebody_is_assigned(house: House) -> None:
    assert house.readers() == {house.rse.id}
    house.assign()
    assert house.readers() == {house.rse.id, house.clerk.id}
    facts = facts_of_employer(house.session, house.employer.id)
    ruling = facts.best_ruling(house.clerk.id, Space.CLICSEQUR, REVIEW, clock.today())
    assert ruling is not None
    assert not ruling.allowed, "only what was assigned"
    assert house.boss.id not in house.readers(), "who administers the firm reads nothing"


def test_what_is_assigned_ends_with_the_mandate_without_anybody_doing_anything(house: House) -> None:
    house.assign()
    assert house.clerk.id in house.readers(house.mandate.until_on - timedelta(days=1))
    assert house.clerk.id not in house.readers(house.mandate.until_on)


def test_assigning_twice_is_assigning_once(house: House) -> None:
    for _ in range(3):
        house.assign()
    assert house.actions() == ["representative_assigned"]
    assert [kind for kind, _ in house.emails()] == ["mandate_assigned", "mandate_changed"]


def test_assigned_anew_somebody_holds_these_services_and_no_other(house: House) -> None:
    for services in ((FOLLOWUP,), (REVIEW,), (FOLLOWUP, REVIEW), (FOLLOWUP,)):
        house.assign(*services)
        facts = facts_of_employer(house.session, house.employer.id)
        assert facts.grants_on(house.clerk.id, Space.CLICSEQUR, clock.today()) == set(services)


def test_unassigned_and_assigned_again_on_the_same_day(house: House) -> None:
    for _ in range(2):
        house.assign()
        assert unassign(house.administrator, house.mandate.public_id, house.clerk.public_id).changed
        assert house.readers() == {house.rse.id}
    assert not unassign(house.administrator, house.mandate.public_id, house.clerk.public_id).changed
    house.assign()
    assert house.clerk.id in house.readers()


def test_only_the_people_of_the_firm_and_the_services_of_the_mandate_are_assigned(house: House) -> None:
    stranger = make_person(house.session)
    house.session.commit()
    where = (house.administrator, house.mandate.public_id)
    declined(AccessProblem.NOT_OF_THE_FIRM, lambda: assign(*where, stranger.public_id, (FOLLOWUP,)))
    declined(AccessProblem.OUTSIDE_MANDATE, lambda: house.assign(FOLLOWUP, OnlineService.FILE_COPY))
    declined(AccessProblem.NO_SERVICE, lambda: assign(*where, house.clerk.public_id, ()))
    with pytest.raises(Unknown):
        assign(Administrator(house.administrator.actor, ("1199999999",)), where[1], house.clerk.public_id, (FOLLOWUP,))
    assert house.readers() == {house.rse.id}


@pytest.mark.parametrize(
    ("role", "problem"),
    [(Role.HEALTH_PROFESSIONAL, AccessProblem.HEALTH_PROFESSIONAL), (Role.RSE, AccessProblem.AUTOMATIC)],
)
def test_neither_a_health_professional_nor_an_rse_of_the_employer_is_assigned(
    house: House, role: Role, problem: AccessProblem
) -> None:
    make_membership(house.session, house.clerk, house.employer, role)
    house.session.commit()
    declined(problem, house.assign)


@pytest.mark.parametrize("state", ["proposed", "refused", "ended", "resigned"])
def test_nobody_is_assigned_to_a_mandate_that_is_not_in_force(house: House, state: str) -> None:
    house.mandate.state = state
    house.session.commit()
    declined(AccessProblem.MANDATE_OVER, house.assign)


def test_the_employer_ends_a_mandate_and_nobody_of_the_firm_reads_any_more(house: House) -> None:
    house.assign()
    token = open_person_session(house.clerk, neq=[house.firm.neq])
    assert principal_of(token).employer_id == house.employer.id
    assert end_mandate(house.giver, house.mandate.public_id).people == 1
    assert house.readers() == {house.rse.id}
    assert principal_of(token).employer_id is None, "at the next request"
    assert not end_mandate(house.giver, house.mandate.public_id).changed
    assert house.actions()[-2:] == ["representative_unassigned", "mandate_ended"]
    told = {address for kind, address in house.emails() if kind == "mandate_changed"}
    assert house.boss.email in told


def test_the_firm_gives_up_a_mandate(house: House) -> None:
    house.assign()
    assert resign(house.administrator, house.mandate.public_id).people == 1
    assert house.readers() == {house.rse.id}
    assert ("mandate_changed", house.rse.email) in house.emails()
    declined(AccessProblem.MANDATE_OVER, house.assign)


def test_another_end_holds_for_all_who_are_assigned(house: House) -> None:
    house.assign()
    for days in (200, 20):
        until = clock.today() + timedelta(days=days)
        assert change_end(house.giver, house.mandate.public_id, until).people == 1
        assert house.clerk.id in house.readers(until - timedelta(days=1))
        assert house.clerk.id not in house.readers(until)
        assert not change_end(house.giver, house.mandate.public_id, until).changed
    declined(AccessProblem.ENDS_TOO_SOON, lambda: change_end(house.giver, house.mandate.public_id, clock.today()))


def test_an_employer_reaches_its_own_mandates_only(house: House) -> None:
    other = make_employer(house.session)
    make_account(house.session, other)
    make_membership(house.session, house.rse, other, Role.RSE)
    house.session.commit()
    elsewhere = Giver(house.giver.actor, other.id, Space.CLICSEQUR)
    for act in (lambda: end_mandate(elsewhere, house.mandate.public_id),):
        with pytest.raises(Unknown):
            act()
    assert get_for_employer(house.session, other.id, Space.CLICSEQUR, house.mandate.public_id, clock.today()) is None


def test_a_new_firm_is_proposed_by_inviting_who_will_administer_it(house: House) -> None:
    who = Enrolment("Sylvie", "Roy", "sylvie@roy.example")
    made = propose(house.giver, proposal("1100700009", name="Roy CPA", kind=FirmKind.ACCOUNTANT, administrator=who))
    assert (made.firm, made.invited, made.anew) == ("Roy CPA", "Sylvie Roy", True)
    again = propose(house.giver, proposal("1100700009", name="Autre nom", administrator=who))
    assert (again.public_id, again.firm, again.anew) == (made.public_id, "Roy CPA", False)
    invitation = house.session.scalars(select(Invitation)).one()
    assert (invitation.purpose, invitation.employer_id, invitation.email) == ("firm_administrator", None, who.email)
    declined(
        AccessProblem.MANDATE_HELD,
        lambda: propose(house.giver, proposal("1100700009", purpose="Autre chose", administrator=who)),
    )


def test_a_new_firm_needs_somebody_to_administer_it(house: House) -> None:
    declined(AccessProblem.FIRM_UNKNOWN, lambda: propose(house.giver, proposal("1100700009", name="Roy CPA")))
    assert house.session.scalars(select(Firm.neq)).all() == [house.firm.neq]


def test_a_known_firm_answers_by_its_administrators(house: House) -> None:
    end_mandate(house.giver, house.mandate.public_id)
    made = propose(house.giver, proposal(house.firm.neq))
    assert ("mandate_proposed", house.boss.email) in house.emails()
    assert answer(house.administrator, made.public_id, accepted=True).changed
    assert not answer(house.administrator, made.public_id, accepted=True).changed
    assert house.readers() == {house.rse.id}
    assign(house.administrator, made.public_id, house.clerk.public_id, (FOLLOWUP,))
    assert house.clerk.id in house.readers()
    declined(AccessProblem.MANDATE_OVER, lambda: answer(house.administrator, made.public_id, accepted=False))


def test_only_who_grants_gives_a_mandate(house: House) -> None:
    house.assign()
    representative = Giver(Actor("person", house.clerk.id, house.clerk.name), house.employer.id, Space.CLICSEQUR)
    for act in (
        lambda: propose(
            representative, proposal("1100700009", name="Roy CPA", administrator=Enrolment("A", "B", "c@d.ca"))
        ),
        lambda: end_mandate(representative, house.mandate.public_id),
        lambda: grant_access(representative, house.boss.public_id, (FOLLOWUP,), house.mandate.until_on, "t"),
    ):
        with pytest.raises((NotGranted, Unknown)):
            act()


def test_a_representative_receives_nothing_beside_the_mandate(house: House) -> None:
    house.assign()
    until = clock.today() + timedelta(days=30)
    declined(
        AccessProblem.REPRESENTATIVE,
        lambda: grant_access(house.giver, house.clerk.public_id, (REVIEW,), until, "t"),
    )


def test_an_employee_who_also_works_for_the_firm_keeps_the_two_apart(house: House) -> None:
    make_membership(house.session, house.clerk, house.employer, from_on=clock.today())
    make_grant(house.session, house.clerk, house.employer, REVIEW, from_on=clock.today(), granted_by="x")
    house.session.commit()
    house.assign()
    end_mandate(house.giver, house.mandate.public_id)
    facts = facts_of_employer(house.session, house.employer.id)
    assert facts.roles_on(house.clerk.id, Space.CLICSEQUR, clock.today()) == {Role.USER}
    assert facts.grants_on(house.clerk.id, Space.CLICSEQUR, clock.today()) == {REVIEW}


def test_removing_an_employee_leaves_what_the_firm_assigned(house: House) -> None:
    make_membership(house.session, house.clerk, house.employer)
    make_grant(house.session, house.clerk, house.employer, REVIEW)
    house.session.commit()
    house.assign()
    remove_person(house.giver, house.clerk.public_id)
    facts = facts_of_employer(house.session, house.employer.id)
    assert facts.grants_on(house.clerk.id, Space.CLICSEQUR, clock.today()) == {FOLLOWUP}
    remove_person(house.giver, house.clerk.public_id)
    assert house.readers() == {house.rse.id}


def test_removing_a_representative_ends_the_assignment_for_that_employer_only(house: House) -> None:
    other = make_employer(house.session)
    make_account(house.session, other)
    second = make_mandate(house.session, other, house.firm, house.rse)
    house.session.commit()
    house.assign()
    assign(house.administrator, second.public_id, house.clerk.public_id, (FOLLOWUP,))
    removal = remove_person(house.giver, house.clerk.public_id)
    assert removal.services == (FOLLOWUP,)
    assert house.readers() == {house.rse.id}
    assert house.clerk.id in facts_of_employer(house.session, other.id).readers_on(clock.today())
    assert "representative_unassigned" in house.actions()
