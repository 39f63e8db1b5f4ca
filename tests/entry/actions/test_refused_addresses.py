"""An address that somebody else put opens no door: passwords wait, and the former address can put itself back."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.email_addresses import change_address, confirm_address, read_refusal, refuse_address
from app.entry.actions.password_requests import ask_for_password
from app.entry.steps.credentials import issue_code
from app.entry.steps.email_addresses import AddressDeclined, write_to_confirm
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import SYSTEM, Actor
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.resolver.queries.email_addresses import wait_of_address
from app.resolver.steps.granting import Giver
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from tests.factories.accounts import make_account
from tests.factories.credentials import make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session, principal_of

OLD, NEW, THIRD = "luc@courriel.example", "pris@ailleurs.example", "encore@ailleurs.example"


@dataclass
class House:
    """A respondent who grants, and a colleague who comes in with a code."""

    session: Session
    employer: Employer
    giver: Giver
    luc: Person
    code: Credential

    def address(self) -> str:
        self.session.rollback()
        return self.session.get_one(Person, self.luc.id).email

    def passwords(self, state: str = "waiting") -> list[OutgoingEmail]:
        self.session.rollback()
        kinds = ("temporary_password", "welcome_code")
        found = select(OutgoingEmail).where(OutgoingEmail.kind.in_(kinds), OutgoingEmail.state == state)
        return list(self.session.scalars(found.order_by(OutgoingEmail.id)))

    def leaving_now(self) -> list[str]:
        """Where passwords would go at this instant."""
        return [row.to_address for row in self.passwords() if row.next_attempt_at <= clock.ticking()]

    def token(self) -> str:
        """The latest link that puts an address back."""
        self.session.rollback()
        rows = self.session.scalars(
            select(OutgoingEmail).where(OutgoingEmail.kind == "email_changed").order_by(OutgoingEmail.id.desc())
        )
        return next(row.context["link"].rpartition("/")[2] for row in rows if row.context["link"])

    def links(self) -> set[str]:
        """The addresses that received such a link."""
        self.session.rollback()
        rows = self.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "email_changed"))
        return {row.to_address for row in rows if row.context["link"]}


@pytest.fixture
def house(session: Session) -> House:
    employer = make_employer(session)
    make_account(session, employer, Space.GUICHET_SST)
    marie, luc = (
        make_person(session, given_name=name, email=f"{name.lower()}@courriel.example") for name in ("Marie", "Luc")
    )
    make_membership(session, marie, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_membership(session, luc, employer, space=Space.GUICHET_SST)
    code = make_credential(session, luc)
    session.commit()
    giver = Giver(Actor("person", marie.id, marie.name), employer.id, Space.GUICHET_SST)
    return House(session, employer, giver, luc, code)


def test_no_password_leaves_for_an_address_that_a_colleague_has_just_put(house: House) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    ask_for_password(house.code.user_code, "192.0.2.1")
    (waiting,) = house.passwords()
    assert house.leaving_now() == []
    left = waiting.next_attempt_at - clock.ticking()
    assert delays.ADDRESS_STANDS - timedelta(minutes=5) < left <= delays.ADDRESS_STANDS
    assert waiting.waiting_since == waiting.next_attempt_at, "it is not given up before it may leave"


def test_who_was_replaced_puts_the_address_back_and_nothing_reaches_the_other(house: House) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    ask_for_password(house.code.user_code, "192.0.2.1")
    assert house.links() == {OLD}
    assert refuse_address(house.token())
    assert house.address() == OLD
    assert house.leaving_now() == [OLD]
    assert {row.to_address for row in house.passwords()} == {OLD}
    assert not refuse_address(house.token()), "the link serves once"


def test_once_the_address_has_stood_a_password_leaves_for_it(
    house: House, clock_at: Callable[[datetime], None]
) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    clock_at(clock.now() + delays.ADDRESS_STANDS)
    ask_for_password(house.code.user_code, "192.0.2.1")
    assert house.leaving_now() == [NEW]


def test_what_was_opened_meanwhile_is_closed(house: House) -> None:
    session = house.session
    change_address(house.giver, house.luc.public_id, NEW)
    open_person_session(house.luc, Space.GUICHET_SST)
    code = session.get_one(Credential, house.code.id)
    code.changed_at, code.password_hash = clock.ticking() + timedelta(seconds=1), "chosen by another"
    session.commit()
    assert refuse_address(house.token())
    session.rollback()
    assert session.get_one(Credential, house.code.id).password_hash == ""
    assert [row.revoked_at is None for row in session.scalars(select(UserSession))] == [False]


def test_a_password_chosen_before_stays(house: House) -> None:
    before = house.code.password_hash
    change_address(house.giver, house.luc.public_id, NEW)
    refuse_address(house.token())
    house.session.rollback()
    assert house.session.get_one(Credential, house.code.id).password_hash == before


def test_changing_twice_does_not_make_the_first_change_reliable(house: House) -> None:
    """The link goes to the address that was theirs, not to the one that was put a moment before."""
    change_address(house.giver, house.luc.public_id, NEW)
    first = house.token()
    change_address(house.giver, house.luc.public_id, THIRD)
    assert house.links() == {OLD}
    assert house.address() == THIRD
    assert refuse_address(house.token())
    assert house.address() == OLD
    assert not refuse_address(first)
    assert wait_of_address(house.session, house.session.get_one(Person, house.luc.id), clock.now()) == timedelta()


def test_a_change_that_waits_for_another_is_told_to_the_address_that_the_other_put(house: House, app: Flask) -> None:
    session = house.session
    session.get_one(Person, house.luc.id, with_for_update=True).email = THIRD
    session.flush()

    def change() -> None:
        with app.app_context():
            change_address(house.giver, house.luc.public_id, NEW)

    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        time.sleep(0.5)
        session.commit()
        changing.result()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person_changed")).one()
    assert (entry.details["from_address"], house.links()) == (THIRD, {THIRD})


def by_a_stolen_password(house: House, email: str, *, stolen: bool = True) -> None:
    """Whoever holds the code gives it another address; `stolen`: by a password chosen today."""
    session = house.session
    if stolen:
        session.get_one(Credential, house.code.id).changed_at = clock.ticking()
    token = write_to_confirm(session, session.get_one(Person, house.luc.id), email)
    session.commit()
    opened = open_person_session(session.get_one(Person, house.luc.id), Space.GUICHET_SST)
    assert confirm_address(principal_of(opened), token) == email


@pytest.mark.parametrize("again", ["a colleague", "a stolen password", "both"])
def test_the_link_still_serves_once_passwords_may_leave_and_the_address_changes_again(
    house: House, again: str, clock_at: Callable[[datetime], None]
) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    first = house.token()
    clock_at(clock.now() + delays.ADDRESS_STANDS + timedelta(hours=1))
    if again != "a colleague":
        by_a_stolen_password(house, "vole@ailleurs.example")
    if again != "a stolen password":
        change_address(house.giver, house.luc.public_id, THIRD)
    assert refuse_address(first)
    assert house.address() == OLD


def test_an_address_that_the_person_chose_since_is_not_undone_by_the_link(house: House) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    first = house.token()
    session = house.session
    session.get_one(Credential, house.code.id).changed_at = clock.ticking() - timedelta(days=1)
    by_a_stolen_password(house, THIRD, stolen=False)
    assert not refuse_address(first)
    assert house.address() == THIRD


def test_a_link_that_has_served_does_not_serve_again_once_the_person_chose_another_address(house: House) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    first = house.token()
    assert refuse_address(first)
    by_a_stolen_password(house, THIRD)
    assert not refuse_address(first)
    assert house.address() == THIRD


def test_changing_back_and_forth_still_waits(house: House) -> None:
    for email in (NEW, THIRD, NEW):
        change_address(house.giver, house.luc.public_id, email)
    ask_for_password(house.code.user_code, "192.0.2.1")
    assert house.leaving_now() == []


def test_a_password_that_had_not_left_follows_the_address_and_waits(house: House) -> None:
    ask_for_password(house.code.user_code, "192.0.2.1")
    assert house.leaving_now() == [OLD]
    change_address(house.giver, house.luc.public_id, NEW)
    assert house.leaving_now() == []
    assert [row.to_address for row in house.passwords()] == [NEW]


def test_a_first_code_waits_as_well_and_is_not_lost(house: House) -> None:
    session = house.session
    ève = make_person(session, given_name="Ève", email="eve@courriel.example")
    make_membership(session, ève, house.employer, space=Space.GUICHET_SST)
    session.commit()
    change_address(house.giver, ève.public_id, NEW)
    issue_code(session, ève.id, Space.GUICHET_SST, SYSTEM, house.employer.id)
    session.commit()
    assert [row.kind for row in house.passwords()] == ["welcome_code"]
    assert house.leaving_now() == []
    assert refuse_address(house.token())
    assert house.leaving_now() == ["eve@courriel.example"]


def test_an_address_that_its_owner_confirmed_is_relied_on_at_once(house: House) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    session = house.session
    opened = open_person_session(session.get_one(Person, house.luc.id), Space.GUICHET_SST)
    token = write_to_confirm(session, session.get_one(Person, house.luc.id), THIRD)
    session.commit()
    assert confirm_address(principal_of(opened), token) == THIRD
    ask_for_password(house.code.user_code, "192.0.2.1")
    assert house.leaving_now() == [THIRD]


def test_the_journal_and_the_granters_learn_of_the_refusal(house: House) -> None:
    session = house.session
    other = make_person(session, email="autre@courriel.example")
    make_membership(session, other, house.employer, Role.RESPONDENT, Space.GUICHET_SST)
    session.commit()
    change_address(house.giver, house.luc.public_id, NEW)
    refuse_address(house.token())
    session.rollback()
    changed = select(AuditEntry).where(AuditEntry.action == AuditAction.PERSON_CHANGED.value).order_by(AuditEntry.id)
    entry = list(session.scalars(changed))[-1]
    assert (entry.actor_kind, entry.person_id) == ("visitor", house.luc.id)
    told = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "sensitive_moment")).all()
    assert [row.to_address for row in told].count("marie@courriel.example") == 1
    assert [row.to_address for row in told].count("autre@courriel.example") == 2


def test_a_link_that_was_altered_or_is_too_old_does_nothing(house: House) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    token = house.token()
    assert not refuse_address(token[:-1])
    assert read_refusal(token) is not None
    with time_machine.travel(clock.now() + delays.ADDRESS_REFUSAL + timedelta(minutes=1)):
        assert not refuse_address(token)
    assert house.address() == NEW


def test_an_address_that_another_took_meanwhile_is_not_put_back(house: House) -> None:
    change_address(house.giver, house.luc.public_id, NEW)
    other = make_person(house.session, email=OLD)
    make_membership(house.session, other, house.employer, space=Space.GUICHET_SST)
    house.session.commit()
    with pytest.raises(AddressDeclined):
        refuse_address(house.token())
    assert house.address() == NEW
