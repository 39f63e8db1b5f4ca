"""Browsers that the owner of a user code came in with before: a stranger's wrong guesses do not keep them out.

OWASP, « Slow Down Online Guessing Attacks with Device Cookies ». Each success gives the browser another secret for the
code; only its digest is kept. A known browser has a count and a wait of its own, whatever strangers do meanwhile; after
too many failures of its own it is a stranger's again. Another browser becomes known by the right password, or by the
link of a message to the mailbox on record.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from itsdangerous import BadData
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps import throttling
from app.entry.steps.known_browsers import browser_held, forget_browsers, of_messages, serializer
from app.entry.steps.sessions import VISITOR
from app.ledger.steps.audit import record
from app.ledger.steps.digests import token_digest
from app.ledger.steps.transaction import transaction
from app.registry.models.signin import Credential, KnownBrowser, UserSession
from app.registry.queries.sessions import Principal
from app.vocabulary import delays
from app.vocabulary.accounts import CodeSpace
from app.vocabulary.audit import AuditAction

#: How many browsers of one code are known at most: with the figure above, no more failures than strangers may make.
MOST_BROWSERS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link stands for: whose code, in which space, and when its message was asked for."""

    credential_id: int
    space: CodeSpace
    asked_at: datetime


def remember_browser(token: str, held: Sequence[str]) -> list[str]:
    """Make the browser of a new session known, or give it another secret; the secrets that it keeps from now on.

    They stay as they were when the session was not opened with a user code.
    """
    with transaction() as session:
        found = select(UserSession.credential_id).where(UserSession.token_sha256 == token_digest(token))
        credential_id = session.scalar(found)
        return list(held) if credential_id is None else _known(session, credential_id, held)


def read_link(session: Session, token: str) -> Shown | None:
    """What a link stands for; None for one that has served, is too old, or is older than the password."""
    try:
        credential_id, text = serializer().loads(token)
    except BadData:
        return None
    credential, asked_at = session.get(Credential, credential_id), datetime.fromisoformat(text)
    if credential is None or clock.ticking() >= asked_at + delays.TEMPORARY_PASSWORD:
        return None
    if any(done is not None and done >= asked_at for done in (credential.proved_at, credential.changed_at)):
        return None
    return Shown(credential.id, CodeSpace(credential.space), asked_at)


def follow_link(token: str, held: Sequence[str]) -> tuple[list[str], CodeSpace] | None:
    """Make this browser known to the code whose owner received the link: the secrets that it keeps, and the space.

    None for a link that serves no more. The password is asked as before.
    """
    with transaction() as session:
        shown = read_link(session, token)
        if shown is None:
            return None
        credential = session.get_one(Credential, shown.credential_id, with_for_update=True)
        if read_link(session, token) is None:
            return None
        credential.proved_at = shown.asked_at
        throttling.forget(session, of_messages(throttling.counted_as(credential.user_code, credential.unlocks)))
        details = {"space": credential.space}
        record(session, AuditAction.BROWSER_KNOWN, VISITOR, person_id=credential.person_id, details=details)
        return _known(session, credential.id, held), shown.space


def forget_other_browsers(principal: Principal, held: Sequence[str]) -> None:
    """Of the codes of somebody signed in, keep known the browser that holds these secrets, and no other."""
    with transaction() as session:
        own = select(Credential.id).where(Credential.person_id == principal.person_id)
        forget_browsers(session, session.scalars(own).all(), held)


def forget_old_browsers(_on: date) -> int:
    """Forget browsers where nobody came in for long; returns how many."""
    with transaction() as session:
        old = delete(KnownBrowser).where(KnownBrowser.used_at < clock.ticking() - delays.KNOWN_BROWSER)
        return len(session.scalars(old.returning(KnownBrowser.id)).all())


def _known(session: Session, credential_id: int, held: Sequence[str]) -> list[str]:
    """With one secret for this code: another one for a browser that was known."""
    secret, at = secrets.token_urlsafe(32), clock.ticking()
    row = browser_held(session, KnownBrowser.credential_id == credential_id, held, at)
    kept = [one for one in held if row is None or token_digest(one) not in (row.secret_sha256, row.previous_sha256)]
    if row is None:
        _make_room(session, credential_id)
        row = KnownBrowser(credential_id=credential_id, secret_sha256="", created_at=at)
        session.add(row)
    row.previous_sha256, row.secret_sha256 = row.secret_sha256 or None, token_digest(secret)
    row.failures, row.blocked_until, row.used_at = 0, None, at
    return [secret, *kept]


def _make_room(session: Session, credential_id: int) -> None:
    latest = select(KnownBrowser.id).where(KnownBrowser.credential_id == credential_id)
    beyond = session.scalars(latest.order_by(KnownBrowser.used_at.desc()).offset(MOST_BROWSERS - 1)).all()
    session.execute(delete(KnownBrowser).where(KnownBrowser.id.in_(beyond)))
