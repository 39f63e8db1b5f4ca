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

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.actions import throttling
from app.actions.audit import record
from app.actions.digests import signing_keys, token_digest
from app.actions.sessions import VISITOR
from app.actions.throttling import Counted, Wait
from app.actions.transaction import transaction
from app.models.signin import Credential, KnownBrowser, UserSession
from app.queries.sessions import Principal
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction

#: How many wrong passwords in a row make a browser unknown again.
MOST_FAILURES = 10
#: How many browsers of one code are known at most: with the figure above, no more failures than strangers may make.
MOST_BROWSERS = 10
#: Messages with a temporary password, a day: for one code, for one mailbox whatever its codes, and for one asker.
MESSAGES_A_DAY, MAILBOX_A_DAY, ASKER_A_DAY = 4, 10, 2
_FREE = 3
#: Where such a link leads: `app.web.signin` answers there.
PATH = "/connexion/navigateur"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link stands for: whose code, in which space, and when its message was asked for."""

    credential_id: int
    space: Space
    asked_at: datetime


def of_messages(code: str, *, exists: bool = False) -> Counted:
    """The messages that strangers may have sent for a code, as `throttling.counted_as` names it."""
    return throttling.a_day("messages", code, MESSAGES_A_DAY, exists=exists)


def known_browser(session: Session, code: str, held: Sequence[str], at: datetime) -> KnownBrowser | None:
    """The row of a browser that holds these secrets, if one of them is for this code; locked."""
    credential = select(Credential.id).where(Credential.user_code == code).scalar_subquery()
    return _held(session, KnownBrowser.credential_id == credential, held, at)


def count_own(session: Session, browser: KnownBrowser | None, at: datetime) -> tuple[int | None, Wait | None]:
    """Count a try of a known browser against itself: which one it is, and its wait if there is one.

    Nothing is left of one that has failed too often.
    """
    if browser is None:
        return None, None
    if browser.blocked_until is not None and browser.blocked_until > at:
        return browser.id, Wait(browser.blocked_until)
    if browser.failures >= MOST_FAILURES:
        session.delete(browser)
        session.flush()
        return None, None
    browser.failures += 1
    browser.blocked_until = throttling.blocked_until(browser.failures - _FREE, at)
    return browser.id, None


def forgive_own(session: Session, browser_id: int) -> None:
    """After the right password: a known browser starts afresh."""
    afresh = update(KnownBrowser).where(KnownBrowser.id == browser_id)
    session.execute(afresh.values(failures=0, blocked_until=None))


def remember_browser(token: str, held: Sequence[str]) -> list[str]:
    """Make the browser of a new session known, or give it another secret; the secrets that it keeps from now on.

    They stay as they were when the session was not opened with a user code.
    """
    with transaction() as session:
        found = select(UserSession.credential_id).where(UserSession.token_sha256 == token_digest(token))
        credential_id = session.scalar(found)
        return list(held) if credential_id is None else _known(session, credential_id, held)


def link_of(credential: Credential, asked_at: datetime) -> str:
    """The link that makes known the browser where it is followed, once: the same each time the message is made."""
    token = _serializer().dumps([credential.id, asked_at.isoformat()])
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{PATH}/{token}"


def read_link(session: Session, token: str) -> Shown | None:
    """What a link stands for; None for one that has served, is too old, or is older than the password."""
    try:
        credential_id, text = _serializer().loads(token)
    except BadData:
        return None
    credential, asked_at = session.get(Credential, credential_id), datetime.fromisoformat(text)
    if credential is None or clock.ticking() >= asked_at + delays.TEMPORARY_PASSWORD:
        return None
    if any(done is not None and done >= asked_at for done in (credential.proved_at, credential.changed_at)):
        return None
    return Shown(credential.id, Space(credential.space), asked_at)


def follow_link(token: str, held: Sequence[str]) -> tuple[list[str], Space] | None:
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


def forget_browsers(session: Session, credential_ids: Sequence[int], held: Sequence[str] = ()) -> None:
    """Inside a transaction: no browser is known to these codes any more, but the one that holds these secrets."""
    kept = select(KnownBrowser.id).where(_holding(held))
    gone = delete(KnownBrowser).where(KnownBrowser.credential_id.in_(credential_ids), KnownBrowser.id.not_in(kept))
    session.execute(gone)


def forgive_browsers(session: Session, credential_id: int) -> None:
    """Inside a transaction: the browsers that are known to a code start afresh."""
    afresh = update(KnownBrowser).where(KnownBrowser.credential_id == credential_id)
    session.execute(afresh.values(failures=0, blocked_until=None))


def forget_old_browsers(_on: date) -> int:
    """Forget browsers where nobody came in for long; returns how many."""
    with transaction() as session:
        old = delete(KnownBrowser).where(KnownBrowser.used_at < clock.ticking() - delays.KNOWN_BROWSER)
        return len(session.scalars(old.returning(KnownBrowser.id)).all())


def _known(session: Session, credential_id: int, held: Sequence[str]) -> list[str]:
    """With one secret for this code: another one for a browser that was known."""
    secret, at = secrets.token_urlsafe(32), clock.ticking()
    row = _held(session, KnownBrowser.credential_id == credential_id, held, at)
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


def _held(session: Session, of_code: ColumnElement[bool], held: Sequence[str], at: datetime) -> KnownBrowser | None:
    found = select(KnownBrowser).where(of_code, _holding(held), KnownBrowser.used_at > at - delays.KNOWN_BROWSER)
    return session.scalars(found.order_by(KnownBrowser.id).limit(1).with_for_update()).first()


def _holding(held: Sequence[str]) -> ColumnElement[bool]:
    digests = [token_digest(secret) for secret in held]
    return or_(KnownBrowser.secret_sha256.in_(digests), KnownBrowser.previous_sha256.in_(digests))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="known browser")
