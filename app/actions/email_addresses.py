"""Changing somebody's e-mail address: by themselves, once the new address has answered; or by who grants them rights.

Nobody is left unreachable, and nothing is changed in silence: the old address is told, and so are those who grant for
each employer of the person. Notices that waited for an address leave. Where somebody else changed it, the address that
was theirs gets a link that puts it back, and passwords wait before they are sent to the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app import clock
from app.actions import held, throttling
from app.actions.audit import Actor, record
from app.actions.credentials import forget_password_since, redirect_passwords
from app.actions.digests import signing_keys
from app.actions.granting import Gesture, Giver, begin, person_in_space
from app.actions.outbox import queue_email
from app.actions.sensitive import tell_other_granters
from app.actions.sessions import VISITOR, actor_of
from app.actions.transaction import transaction
from app.extensions import new_public_id, wired
from app.models.audit import DescriptiveChange
from app.models.people import Person
from app.queries.email_addresses import (
    address_before_others,
    designating,
    employers_of,
    is_taken,
    leads_back,
    why_only_theirs,
)
from app.queries.mailboxes import is_mailbox_of_employer
from app.queries.people import GRANTING_ROLES
from app.queries.sessions import Principal
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.email_addresses import AddressProblem
from app.vocabulary.emails import EmailKind
from app.vocabulary.sensitive import SensitiveMoment
from app.vocabulary.services import OnlineService

#: How many addresses a person may ask for in a day, and how many such messages one mailbox receives, whoever asks.
ASKED_A_DAY, TO_CONFIRM_A_DAY = 4, 3


class AddressDeclined(Exception):
    """The address stays as it is; `problem` says why, in a sentence."""

    def __init__(self, problem: AddressProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


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
        _check(session, person, email)
        to_mailbox = throttling.a_day("to-confirm", email.lower(), TO_CONFIRM_A_DAY)
        if any(throttling.spend(session, clock.ticking(), one) is None for one in (_asked(person), to_mailbox)):
            raise AddressDeclined(AddressProblem.TOO_OFTEN)
        return write_to_confirm(session, person, email)


def write_to_confirm(session: Session, person: Person, email: str) -> str:
    """Inside a transaction: write to an address the link by which somebody makes it theirs. Returns the link."""
    token = _serializer().dumps([person.id, email, person.email])
    link = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/mes-coordonnees/confirmer/{token}"
    _write(session, EmailKind.EMAIL_TO_CONFIRM, person, email, {"link": link})
    return token


def read_link(principal: Principal, token: str) -> AddressAsked | None:
    """What a link asks for, if it was made for this person within a day."""
    try:
        person_id, email, _before = _serializer().loads(token, max_age=int(delays.ADDRESS_LINK.total_seconds()))
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
        if _serializer().loads(token)[2] != person.email:
            return None
        _check(session, person, asked.email)
        throttling.forget(session, _asked(person))
        _change(session, person, asked.email, actor_of(principal))
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
        _check(session, person, email)
        _change(session, person, email, giver.actor, giver.employer_id)
        return person.name


def restore_address(gesture: Gesture, person: Person, former: str, since: datetime) -> None:
    """Inside a gesture: put back an address that another granter replaced then. Raises AddressDeclined.

    What was opened in the person's name since is closed, and the address that was put receives no link to come back.
    """
    giver = gesture.giver
    problem = why_only_theirs(gesture.session, giver.employer_id, giver.space, giver.person_id, person.id, gesture.on)
    if problem is not None:
        raise AddressDeclined(problem)
    _check(gesture.session, person, former)
    forget_password_since(gesture.session, person.id, since)
    _change(gesture.session, person, former, giver.actor, giver.employer_id, refusable=False)


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
        person_id, email, former, since = _serializer("refusal").loads(
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
        _check(session, person, refusal.former)
        forget_password_since(session, person.id, refusal.since)
        _change(session, person, refusal.former, VISITOR)
    return True


def _asked(person: Person) -> throttling.Counted:
    return throttling.a_day("asked-address", str(person.id), ASKED_A_DAY, exists=True)


def _serializer(purpose: str = "address") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt=f"email-{purpose}")


def _check(session: Session, person: Person, email: str) -> None:
    if not email or email.lower() == person.email.lower():
        raise AddressDeclined(AddressProblem.SAME)
    if is_taken(session, person.id, email):
        raise AddressDeclined(AddressProblem.TAKEN)
    at = clock.now()
    for employer_id in designating(session, person.id, clock.day_of(at)):
        if is_mailbox_of_employer(session, employer_id, [email], at, clock.day_of(at)):
            raise AddressDeclined(AddressProblem.OF_THE_EMPLOYER)


def _change(
    session: Session,
    person: Person,
    email: str,
    by: Actor,
    employer_id: int | None = None,
    *,
    refusable: bool = True,
) -> None:
    """Keep what it was, tell everybody who must know, and let go what waited for an address."""
    at, before, cause = clock.now(), person.email, new_public_id()
    former, since = address_before_others(session, person, at)
    change = {"before": {"email": before}, "after": {"email": email}}
    session.add(DescriptiveChange(table_name="people", row_id=person.id, recorded_at=at, **change))
    person.email = email
    session.flush()
    details = {"fields": ["email"], "from_address": before, "to_address": email}
    record(session, AuditAction.PERSON_CHANGED, by, person_id=person.id, employer_id=employer_id, details=details)
    if (by.kind, by.id) != ("person", person.id):
        # Whoever reads the new address may not be whom the Commission vouched for.
        wired("address_replaced")(session, person)
    redirect_passwords(session, person)
    by_another = by.kind == "person" and by.id != person.id
    link = _refusal_link(person, former, since) if refusable and by_another and former != email else ""
    for address in filter(None, dict.fromkeys((before, email, former if link else ""))):
        told = {"by": by.name or person.name, "link": link if address == former else ""}
        _write(session, EmailKind.EMAIL_CHANGED, person, address, told)
    places = employers_of(session, person.id, clock.day_of(at))
    for place in sorted({place for place, _space in places}):
        _tell_granters(session, Giver(by, place, Space.CLICSEQUR), f"{cause}.{place}", person)
    held.release(session, sorted({place for place, _space in places}))


def _refusal_link(person: Person, former: str, since: datetime) -> str:
    """The link that only the former address receives; empty where there was none."""
    token = _serializer("refusal").dumps([person.id, person.email, former, since.isoformat()])
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/mes-coordonnees/refuser/{token}" if former else ""


def _tell_granters(session: Session, giver: Giver, cause: str, person: Person) -> None:
    """Those of both spaces: an address serves in each."""
    moment, spaces = SensitiveMoment.EMAIL_CHANGED, tuple(GRANTING_ROLES)
    tell_other_granters(session, moment, cause, giver=giver, at=clock.now(), about=person.name, spaces=spaces)


def _write(session: Session, kind: EmailKind, person: Person, address: str, context: dict[str, str]) -> None:
    queue_email(
        session,
        kind.value,
        new_public_id(),
        to_address=address,
        language=person.language,
        context=context,
        at=clock.now(),
        person_id=person.id,
    )
