"""Writing to confirm an address, and putting one back."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.credentials import forget_password_since, redirect_passwords
from app.entry.steps.sensitive import tell_other_granters
from app.extensions import new_public_id, wired
from app.ledger.models.audit import DescriptiveChange
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.digests import signing_keys
from app.ledger.steps.outbox import queue_email
from app.notices.steps import held
from app.registry.models.people import Person
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.email_addresses import AddressProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.email_addresses import (
    address_before_others,
    designating,
    employers_of,
    is_taken,
    why_only_theirs,
)
from app.resolver.queries.mailboxes import is_mailbox_of_employer
from app.resolver.steps.granting import Gesture, Giver
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind


class AddressDeclined(Exception):
    """The address stays as it is; `problem` says why, in a sentence."""

    def __init__(self, problem: AddressProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def write_to_confirm(session: Session, person: Person, email: str) -> str:
    """Inside a transaction: write to an address the link by which somebody makes it theirs. Returns the link."""
    token = serializer().dumps([person.id, email, person.email])
    link = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/mes-coordonnees/confirmer/{token}"
    _write(session, EmailKind.EMAIL_TO_CONFIRM, person, email, {"link": link})
    return token


def restore_address(gesture: Gesture, person: Person, former: str, since: datetime) -> None:
    """Inside a gesture: put back an address that another granter replaced then. Raises AddressDeclined.

    What was opened in the person's name since is closed, and the address that was put receives no link to come back.
    """
    giver = gesture.giver
    problem = why_only_theirs(gesture.session, giver.employer_id, giver.space, giver.person_id, person.id, gesture.on)
    if problem is not None:
        raise AddressDeclined(problem)
    check(gesture.session, person, former)
    forget_password_since(gesture.session, person.id, since)
    put_address(gesture.session, person, former, giver.actor, giver.employer_id, refusable=False)


def serializer(purpose: str = "address") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt=f"email-{purpose}")


def check(session: Session, person: Person, email: str) -> None:
    if not email or email.lower() == person.email.lower():
        raise AddressDeclined(AddressProblem.SAME)
    if is_taken(session, person.id, email):
        raise AddressDeclined(AddressProblem.TAKEN)
    at = clock.now()
    for employer_id in designating(session, person.id, clock.day_of(at)):
        if is_mailbox_of_employer(session, employer_id, [email], at, clock.day_of(at)):
            raise AddressDeclined(AddressProblem.OF_THE_EMPLOYER)


def put_address(
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
    token = serializer("refusal").dumps([person.id, person.email, former, since.isoformat()])
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
