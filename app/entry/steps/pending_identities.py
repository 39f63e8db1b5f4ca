"""Identities that wait for a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps import throttling
from app.entry.steps.sessions import VISITOR
from app.extensions import new_public_id
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import record
from app.ledger.steps.digests import keyed_digests
from app.ledger.steps.insertion import add_unless_present
from app.ledger.steps.outbox import queue_email
from app.registry.models.people import ExternalIdentity, Person
from app.registry.models.signin import PendingIdentity
from app.resolver.queries.email_addresses import wait_of_address
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.passwords import READABLE

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
    return codes_of(public_id)[0]


def codes_of(public_id: str) -> list[str]:
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


def link(session: Session, issuer: str, subject: str, person: Person) -> None:
    """From now on this subject is this person, even if the registry renames them."""
    values = {"issuer": issuer, "subject": subject, "person_id": person.id, "recorded_at": clock.now()}
    add_unless_present(session, ExternalIdentity, ("issuer", "subject"), values)


def forget_identities_of(session: Session, person_id: int) -> None:
    """Inside a transaction: no code that was sent ties an account to this person any more."""
    session.execute(delete(PendingIdentity).where(PendingIdentity.person_id == person_id))
