"""Changing somebody's e-mail address: by themselves, once the new address has answered; or by who grants them rights.

Nobody is left unreachable, and nothing is changed in silence: the old address is told, and so are those who grant for
each employer of the person. Notices that waited for an address leave. Where somebody else changed it, the address that
was theirs gets a link that puts it back, and passwords wait before they are sent to the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData

from app import clock
from app.entry.steps import throttling
from app.entry.steps.credentials import forget_password_since
from app.entry.steps.email_addresses import AddressDeclined, check, put_address, serializer, write_to_confirm
from app.entry.steps.sessions import VISITOR, actor_of
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.registry.words.email_addresses import AddressProblem
from app.resolver.queries.email_addresses import (
    leads_back,
    why_only_theirs,
)
from app.resolver.steps.granting import Giver, begin, person_in_space
from app.vocabulary import delays
from app.vocabulary.services import OnlineService

#: How many addresses a person may ask for in a day, and how many such messages one mailbox receives, whoever asks.
ASKED_A_DAY, TO_CONFIRM_A_DAY = 4, 3


@dataclass(frozen=True, slots=True)
class AddressAsked:
    """What a link stands for: the person who follows it, signed in, wants this address."""

    person_id: int
    email: str


def ask_for_address(principal: Principal, email: str) -> str:
    """Write to the address that a person wants for themselves; the link that it receives changes it. Returns the link.

    Raises AddressDeclined for the same address, somebody else's at one of their employers, or too many attempts.
    """
    with transaction() as session:
        person = session.get_one(Person, principal.person_id)
        check(session, person, email)
        to_mailbox = throttling.a_day("to-confirm", email.lower(), TO_CONFIRM_A_DAY)
        if any(throttling.spend(session, clock.ticking(), one) is None for one in (_asked(person), to_mailbox)):
            raise AddressDeclined(AddressProblem.TOO_OFTEN)
        return write_to_confirm(session, person, email)


def read_link(principal: Principal, token: str) -> AddressAsked | None:
    """What a link asks for, if it was made for this person within a day."""
    try:
        person_id, email, _before = serializer().loads(token, max_age=int(delays.ADDRESS_LINK.total_seconds()))
    except BadData:
        return None
    return AddressAsked(person_id, email) if person_id == principal.person_id else None


def confirm_address(principal: Principal, token: str) -> str | None:
    """Change the address to that of the link; None for a link that is not theirs, is too old, or has served.

    Raises AddressDeclined for an address that somebody else has meanwhile.
    """
    asked = read_link(principal, token)
    if asked is None:
        return None
    with transaction() as session:
        person = session.get_one(Person, asked.person_id, with_for_update=True)
        if serializer().loads(token)[2] != person.email:
            return None
        check(session, person, asked.email)
        throttling.forget(session, _asked(person))
        put_address(session, person, asked.email, actor_of(principal))
    return asked.email


def change_address(giver: Giver, person_public_id: str, email: str) -> str:
    """Change the address of somebody who belongs to the giver's employer alone. Returns their name.

    Raises Unknown, NotGranted, or AddressDeclined: among others for a health professional, whose papers follow their
    address, and for a stand-in who would change that of somebody who grants.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        gesture.check(gesture.facts(person.id), (OnlineService.MESSAGING,))
        problem = why_only_theirs(session, giver.employer_id, giver.space, giver.person_id, person.id, gesture.on)
        if problem is not None:
            raise AddressDeclined(problem)
        session.refresh(person, with_for_update=True)
        check(session, person, email)
        put_address(session, person, email, giver.actor, giver.employer_id)
        return person.name


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the link of a former address stands for: whose, the address that it refuses, the one that it puts back."""

    person_id: int
    email: str
    former: str
    since: datetime


def read_refusal(token: str) -> Refusal | None:
    """What such a link asks for, within a week."""
    try:
        person_id, email, former, since = serializer("refusal").loads(
            token, max_age=int(delays.ADDRESS_REFUSAL.total_seconds())
        )
    except BadData:
        return None
    return Refusal(person_id, email, former, datetime.fromisoformat(since))


def refuse_address(token: str) -> bool:
    """Put back the address that somebody else replaced; what was opened in the person's name since then is closed.

    False for a link that is too old, or has served, or when the person chose another address since: not one who came in
    by a password chosen since. Raises AddressDeclined if another has it.
    """
    refusal = read_refusal(token)
    if refusal is None:
        return False
    with transaction() as session:
        person = session.get_one(Person, refusal.person_id, with_for_update=True)
        if not leads_back(session, person, refusal.email, refusal.former, refusal.since):
            return False
        check(session, person, refusal.former)
        forget_password_since(session, person.id, refusal.since)
        put_address(session, person, refusal.former, VISITOR)
    return True


def _asked(person: Person) -> throttling.Counted:
    return throttling.a_day("asked-address", str(person.id), ASKED_A_DAY, exists=True)
