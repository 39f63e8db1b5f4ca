"""A subject of the identity provider that nobody knows, with the address of somebody enrolled here: they confirm it.

The provider vouches for the address; that alone makes nobody them. A code goes to the address on record, and so tells
its owner; typed in the browser that came back from the provider, it ties the subject and opens the session. Nothing of
theirs is shown before.
"""

from __future__ import annotations

import hmac
import re
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.code_sign_in import Refused
from app.entry.queries.identities import invited_person
from app.entry.steps.pending_identities import MOST_TRIES, codes_of, link
from app.entry.steps.sessions import Opening, open_session
from app.entry.steps.tallies import tally
from app.entry.words import Door, SignInProblem
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.signin import PendingIdentity
from app.vocabulary.audit import AuditAction


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
        if not any(hmac.compare_digest(code.replace("-", ""), given) for code in codes_of(public_id)):
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


def forget_old_identities(_on: date) -> int:
    """Forget subjects that nobody confirmed; returns how many."""
    with transaction() as session:
        old = delete(PendingIdentity).where(PendingIdentity.expires_at <= clock.ticking())
        return len(session.scalars(old.returning(PendingIdentity.id)).all())
