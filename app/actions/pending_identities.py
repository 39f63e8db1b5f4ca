"""A subject of the identity provider that nobody knows, with the address of somebody enrolled here: they confirm it.

The provider vouches for the address; that alone makes nobody them. A code goes to the address on record, and so tells
its owner; typed in the browser that came back from the provider, it ties the subject and opens the session. Nothing of
theirs is shown before.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.actions import throttling
from app.actions.audit import Actor, record
from app.actions.code_sign_in import Refused
from app.actions.digests import keyed_digests
from app.actions.outbox import queue_email
from app.actions.passwords import READABLE
from app.actions.sessions import VISITOR, Opening, open_session
from app.actions.tallies import tally
from app.actions.transaction import transaction
from app.actions.uniqueness import add_unless_present
from app.extensions import new_public_id
from app.models.emails import OutgoingEmail
from app.models.people import ExternalIdentity, Person
from app.models.signin import PendingIdentity
from app.queries.email_addresses import wait_of_address
from app.queries.identities import invited_person
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.signin import Door, SignInProblem

#: How long the code serves once it may leave, and how many times one may be typed.
MOST_TRIES = 5
#: How many such codes leave in a day for one subject, and to one mailbox, where the first of each subject always does.
SUBJECT_A_DAY, CODES_A_DAY = 4, 4
_SIGNS = 8


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A sign-in that waits for a code: the identifier that its browser keeps."""

    public_id: str


def propose(session: Session, subject: tuple[str, str], person: Person, claims: dict[str, Any]) -> ToConfirm | None:
    """Inside a transaction: send the code to the person's address, unless the one that was sent still serves.

    `subject`: the issuer and its subject. None if too many codes were sent there, or this one was typed too often.
    """
    at = clock.ticking()
    owned = select(PendingIdentity).where(PendingIdentity.issuer == subject[0], PendingIdentity.subject == subject[1])
    row = session.scalars(owned.with_for_update()).first()
    if row is not None and row.expires_at > at and (row.person_id, row.email) == (person.id, person.email):
        row.claims = claims
        return ToConfirm(row.public_id) if row.tries < MOST_TRIES else None
    if not _is_left(session, subject, person.email):
        return None
    if row is not None:
        session.delete(row)
        session.flush()
    return ToConfirm(_written(session, subject, person, claims))


def _is_left(session: Session, subject: tuple[str, str], mailbox: str) -> bool:
    """Whether one more code may leave: other subjects with the same address never use up the first of this one."""
    at = clock.ticking()
    own = throttling.a_day("identity-subject", " ".join(subject), SUBJECT_A_DAY, exists=True)
    number = throttling.spend(session, at, own)
    shared = throttling.a_day("identity-codes", mailbox.lower(), CODES_A_DAY, exists=True)
    return number is not None and (throttling.spend(session, at, shared) is not None or number == 1)


def _written(session: Session, subject: tuple[str, str], person: Person, claims: dict[str, Any]) -> str:
    public_id, wait = new_public_id(), wait_of_address(session, person, clock.now())
    session.add(
        PendingIdentity(
            public_id=public_id,
            issuer=subject[0],
            subject=subject[1],
            person_id=person.id,
            email=person.email,
            claims=claims,
            expires_at=clock.ticking() + wait + delays.IDENTITY_CODE,
        )
    )
    session.flush()
    queue_email(
        session,
        EmailKind.IDENTITY_TO_CONFIRM.value,
        public_id,
        to_address=person.email,
        language=person.language,
        context={"pending": public_id},
        at=clock.now(),
        person_id=person.id,
        wait=wait,
    )
    record(session, AuditAction.IDENTITY_PROPOSED, VISITOR, person_id=person.id, details={"subject": subject[1]})
    return public_id


def code_of(public_id: str) -> str:
    """The code of a subject that waits, such as H7KM-Q2XV: 39 bits, kept nowhere."""
    return _codes_of(public_id)[0]


def _codes_of(public_id: str) -> list[str]:
    """The same by each key, the one in use first: a code that was sent is still known after the key changed."""
    return [_spelt(int.from_bytes(digest)) for digest in keyed_digests("identity code", public_id)]


def _spelt(number: int) -> str:
    signs = []
    for _ in range(_SIGNS):
        number, rest = divmod(number, len(READABLE))
        signs.append(READABLE[rest])
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def prepare_code(session: Session, email: OutgoingEmail) -> dict[str, Any] | None:
    """What the message says, made when the worker sends it. None when the code serves no more."""
    public_id = email.context["pending"]
    row = session.scalar(select(PendingIdentity).where(PendingIdentity.public_id == public_id))
    if row is None or row.expires_at <= clock.ticking():
        return None
    return {"code": code_of(public_id), "expires_at": row.expires_at}


def confirm_identity(public_id: str, typed: str, browser: str) -> str | Refused:
    """Tie the subject to the person whose code this is: the token of a new session, or why not."""
    with transaction() as session:
        row = session.scalars(
            select(PendingIdentity).where(PendingIdentity.public_id == public_id).with_for_update()
        ).first()
        if row is None or row.expires_at <= clock.ticking() or row.tries >= MOST_TRIES:
            return Refused(SignInProblem.IDENTITY_CODE_ENDED)
        row.tries += 1
        given = re.sub(r"[^0-9A-Z]", "", typed[:80].upper())
        if not any(hmac.compare_digest(code.replace("-", ""), given) for code in _codes_of(public_id)):
            details = {"door": Door.CLICSEQUR.value, "reason": SignInProblem.WRONG_IDENTITY_CODE.value}
            tally(session, AuditAction.SIGN_IN_REFUSED, row.person_id, **details)
            return Refused(SignInProblem.WRONG_IDENTITY_CODE)
        return _tied(session, row, browser)


def _tied(session: Session, row: PendingIdentity, browser: str) -> str | Refused:
    """The rest of it, unless the address changed meanwhile, or another subject was tied to them."""
    person = session.get_one(Person, row.person_id, with_for_update=True)
    session.delete(row)
    found = invited_person(session, row.email, row.claims["neq"], clock.today())
    if found is None or found.id != person.id:
        return Refused(SignInProblem.UNKNOWN_PERSON)
    link(session, row.issuer, row.subject, person)
    actor = Actor("person", person.id, person.name)
    record(session, AuditAction.IDENTITY_TIED, actor, person_id=person.id, details={"subject": row.subject})
    return open_session(session, Opening(Door.CLICSEQUR, actor, browser, claims=row.claims))


def link(session: Session, issuer: str, subject: str, person: Person) -> None:
    """From now on this subject is this person, even if the registry renames them."""
    values = {"issuer": issuer, "subject": subject, "person_id": person.id, "recorded_at": clock.now()}
    add_unless_present(session, ExternalIdentity, ("issuer", "subject"), values)


def forget_identities_of(session: Session, person_id: int) -> None:
    """Inside a transaction: no code that was sent ties an account to this person any more."""
    session.execute(delete(PendingIdentity).where(PendingIdentity.person_id == person_id))


def forget_old_identities(_on: date) -> int:
    """Forget subjects that nobody confirmed; returns how many."""
    with transaction() as session:
        old = delete(PendingIdentity).where(PendingIdentity.expires_at <= clock.ticking())
        return len(session.scalars(old.returning(PendingIdentity.id)).all())
