"""Changing an address: nobody is left out of reach, nothing is changed in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.email_addresses import ask_for_address, change_address, confirm_address, read_link
from app.entry.steps.email_addresses import AddressDeclined
from app.feeds.steps.entities import PEOPLE, import_chunk
from app.feeds.steps.reading import Report, Row, Seen
from app.ledger.models.audit import AuditEntry, DescriptiveChange
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.notices.models import Dispatch
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.queries.sessions import Principal
from app.registry.words.email_addresses import AddressProblem
from app.resolver.steps.granting import Giver
from app.rights.actions.absences import AbsencePlan, name_stand_in
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.designations import make_designation
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session, principal_of


@dataclass
class House:
    """An employer with an RSE, another one, a respondent, and a user."""

    session: Session
    employer: Employer
    rse: Person
    other: Person
    respondent: Person
    user: Person

    @property
    def giver(self) -> Giver:
        """The RSE who acts."""
        return Giver(Actor("person", self.rse.id, self.rse.name), self.employer.id, Space.CLICSEQUR)

    def principal(self, person: Person) -> Principal:
        """Somebody, signed in."""
        return principal_of(open_person_session(person))

    def emails(self, kind: str) -> set[str]:
        """To whom messages of a kind were written."""
        self.session.rollback()
        return set(self.session.scalars(select(OutgoingEmail.to_address).where(OutgoingEmail.kind == kind)))

    def address(self, person: Person) -> str:
        """The address on record."""
        self.session.rollback()
        return self.session.scalars(select(Person.email).where(Person.id == person.id)).one()


@pytest.fixture
def house(session: Session) -> House:
    """Everything committed."""
    employer = make_employer(session)
    make_account(session, employer)
    names = ("rse", "other", "respondent", "user")
    people = [make_person(session, email=f"{name}@courriel.example", identifier=f"P-{name}") for name in names]
    make_membership(session, people[0], employer, Role.RSE)
    make_membership(session, people[1], employer, Role.RSE)
    make_membership(session, people[2], employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_membership(session, people[3], employer)
    session.commit()
    return House(session, employer, *people)


def test_ones_own_address_changes_when_the_new_one_has_answered(house: House) -> None:
    principal = house.principal(house.user)
    token = ask_for_address(principal, "nouvelle@courriel.example")
    assert house.address(house.user) == "user@courriel.example"
    assert house.emails("email_to_confirm") == {"nouvelle@courriel.example"}
    assert confirm_address(principal, token) == "nouvelle@courriel.example"
    assert house.address(house.user) == "nouvelle@courriel.example"
    assert house.emails("email_changed") == {"user@courriel.example", "nouvelle@courriel.example"}
    granters = {"rse@courriel.example", "other@courriel.example", "respondent@courriel.example"}
    assert house.emails("sensitive_moment") == granters, "of both spaces"
    change = house.session.scalars(select(DescriptiveChange)).one()
    assert (change.before, change.after) == (
        {"email": "user@courriel.example"},
        {"email": "nouvelle@courriel.example"},
    )
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_changed")).one()
    assert entry.details["fields"] == ["email"]
    assert confirm_address(principal, token) is None, "a link serves once"


def test_a_link_is_for_one_person(house: House) -> None:
    token = ask_for_address(house.principal(house.user), "nouvelle@courriel.example")
    stranger = house.principal(house.other)
    assert read_link(stranger, token) is None
    assert confirm_address(stranger, token) is None
    assert confirm_address(house.principal(house.user), token + "x") is None


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("", AddressProblem.SAME),
        ("USER@courriel.example", AddressProblem.SAME),
        ("other@courriel.example", AddressProblem.TAKEN),
    ],
)
def test_an_address_that_cannot_be_is_declined(house: House, email: str, problem: AddressProblem) -> None:
    with pytest.raises(AddressDeclined) as declined:
        ask_for_address(house.principal(house.user), email)
    assert declined.value.problem is problem
    with pytest.raises(AddressDeclined):
        change_address(house.giver, house.user.public_id, email)


def test_asking_again_and_again_is_slowed_down(house: House) -> None:
    principal = house.principal(house.user)
    for number in range(4):
        ask_for_address(principal, f"essai{number}@courriel.example")
    with pytest.raises(AddressDeclined) as declined:
        ask_for_address(principal, "encore@courriel.example")
    assert declined.value.problem is AddressProblem.TOO_OFTEN


def test_who_grants_changes_it_and_everybody_is_told(house: House) -> None:
    change_address(house.giver, house.other.public_id, "ailleurs@courriel.example")
    assert house.address(house.other) == "ailleurs@courriel.example"
    assert house.emails("email_changed") == {"other@courriel.example", "ailleurs@courriel.example"}
    assert house.emails("sensitive_moment") == {"ailleurs@courriel.example", "respondent@courriel.example"}


@pytest.mark.parametrize("where", ["elsewhere", "firm", "gone"])
def test_who_does_not_belong_to_this_employer_alone_keeps_it(house: House, where: str) -> None:
    session = house.session
    person = make_person(session, email="ailleurs@courriel.example")
    if where == "gone":
        make_membership(session, person, house.employer, until_on=clock.today() - timedelta(days=1))
    else:
        make_membership(session, person, house.employer)
    if where == "elsewhere":
        make_membership(session, person, make_employer(session))
    if where == "firm":
        make_firm_member(session, make_firm(session), person)
    session.commit()
    with pytest.raises(AddressDeclined) as declined:
        change_address(house.giver, person.public_id, "nouvelle@courriel.example")
    assert declined.value.problem is AddressProblem.ELSEWHERE_TOO
    assert house.address(person) == "ailleurs@courriel.example"


def test_ones_own_is_not_changed_as_somebody_elses(house: House) -> None:
    with pytest.raises(AddressDeclined) as declined:
        change_address(house.giver, house.rse.public_id, "nouvelle@courriel.example")
    assert declined.value.problem is AddressProblem.YOUR_OWN


def test_what_waited_for_an_address_leaves(session: Session) -> None:
    employer = make_employer(session)
    make_account(session, employer)
    rse, reader = make_person(session, email=""), make_person(session, email="")
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, reader, employer)
    make_grant(session, reader, employer)
    deposit_document(session, make_file(session, employer), issued_on=clock.today())
    session.commit()
    assert set(session.scalars(select(Dispatch.state))) == {"held"}
    giver = Giver(Actor("person", rse.id, rse.name), employer.id, Space.CLICSEQUR)
    change_address(giver, reader.public_id, "enfin@courriel.example")
    session.rollback()
    sent = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "new_document")).all()
    assert [row.to_address for row in sent] == ["enfin@courriel.example"]


def feed(session: Session, person: Person, email: str) -> None:
    """The registry says this of somebody."""
    names = {"given_name": person.given_name, "family_name": person.family_name, "language": person.language}
    address = {name: getattr(person, name) for name in ("address_line1", "address_line2", "city", "province")}
    values = {"person": person.identifier, **names, "email": email, **address, "postal_code": person.postal_code}
    import_chunk(session, PEOPLE, "people.csv", [Row(2, values)], Seen(), Report("stop"), clock.now())
    session.commit()


def test_the_registry_does_not_undo_what_was_changed_here_but_may_say_something_new(house: House) -> None:
    change_address(house.giver, house.user.public_id, "portail@courriel.example")
    feed(house.session, house.user, "user@courriel.example")
    assert house.address(house.user) == "portail@courriel.example", "the registry does not know yet"
    feed(house.session, house.user, "registre@courriel.example")
    assert house.address(house.user) == "registre@courriel.example", "the registry knows better"
    feed(house.session, house.user, "user@courriel.example")
    assert house.address(house.user) == "user@courriel.example", "and may come back to what it said"


def declines(problem: AddressProblem, giver: Giver, person: Person) -> None:
    with pytest.raises(AddressDeclined) as declined:
        change_address(giver, person.public_id, "detour@courriel.example")
    assert declined.value.problem is problem


@pytest.mark.parametrize("space", [Space.CLICSEQUR, Space.GUICHET_SST])
def test_nobody_redirects_the_address_of_a_health_professional(house: House, space: Space) -> None:
    """Neither while they are designated, in any space, nor once that has ended: their papers follow the address."""
    held = make_membership(house.session, house.user, house.employer, Role.HEALTH_PROFESSIONAL, space)
    house.session.commit()
    declines(AddressProblem.PROFESSIONAL, house.giver, house.user)
    held.until_on = clock.today()
    house.session.commit()
    declines(AddressProblem.PROFESSIONAL, house.giver, house.user)
    assert house.address(house.user) == "user@courriel.example"


def test_once_accepted_a_designation_keeps_the_address_theirs(house: House) -> None:
    designation = make_designation(house.session, house.employer, house.rse)
    designation.person_id, designation.state = house.user.id, "ended"
    house.session.commit()
    declines(AddressProblem.PROFESSIONAL, house.giver, house.user)


def test_a_stand_in_changes_the_address_of_nobody_who_grants(house: House) -> None:
    absence = AbsencePlan(house.other.public_id, house.user.public_id, clock.today(), clock.today() + timedelta(days=9))
    clerk = make_person(house.session, email="clerk@courriel.example")
    for space in (Space.CLICSEQUR, Space.GUICHET_SST):
        make_membership(house.session, clerk, house.employer, space=space)
    make_membership(house.session, house.respondent, house.employer)
    house.session.commit()
    name_stand_in(house.giver, absence)
    stand_in = Giver(Actor("person", house.user.id, house.user.name), house.employer.id, Space.CLICSEQUR)
    for person in (house.rse, house.other, house.respondent):
        declines(AddressProblem.STANDS_IN, stand_in, person)
    change_address(stand_in, clerk.public_id, "clerk@nouveau.example")
    assert house.address(clerk) == "clerk@nouveau.example"


def test_a_stand_in_does_not_change_the_address_of_the_absent_person(house: House) -> None:
    absence = AbsencePlan(house.other.public_id, house.user.public_id, clock.today(), clock.today() + timedelta(days=9))
    name_stand_in(house.giver, absence)
    role = select(Membership).where(Membership.person_id == house.other.id)
    house.session.scalars(role).one().role = Role.USER.value
    house.session.commit()
    stand_in = Giver(Actor("person", house.user.id, house.user.name), house.employer.id, Space.CLICSEQUR)
    declines(AddressProblem.STANDS_IN, stand_in, house.other)
