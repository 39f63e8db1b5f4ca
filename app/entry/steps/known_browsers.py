"""What is known of a browser, inside a sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from itsdangerous import URLSafeSerializer
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from app.entry.steps import throttling
from app.entry.steps.throttling import Counted, Wait
from app.ledger.steps.digests import signing_keys, token_digest
from app.registry.models.signin import Credential, KnownBrowser
from app.vocabulary import delays

#: How many wrong passwords in a row make a browser unknown again.
MOST_FAILURES = 10


#: Messages with a temporary password, a day: for one code, for one mailbox whatever its codes, and for one asker.
MESSAGES_A_DAY, MAILBOX_A_DAY, ASKER_A_DAY = 4, 10, 2


_FREE = 3


#: Where such a link leads: `app.entry.web.signin` answers there.
PATH = "/connexion/navigateur"


def of_messages(code: str, *, exists: bool = False) -> Counted:
    """The messages that strangers may have sent for a code, as `throttling.counted_as` names it."""
    return throttling.a_day("messages", code, MESSAGES_A_DAY, exists=exists)


def known_browser(session: Session, code: str, held: Sequence[str], at: datetime) -> KnownBrowser | None:
    """The row of a browser that holds these secrets, if one of them is for this code; locked."""
    credential = select(Credential.id).where(Credential.user_code == code).scalar_subquery()
    return browser_held(session, KnownBrowser.credential_id == credential, held, at)


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


def link_of(credential: Credential, asked_at: datetime) -> str:
    """The link that makes known the browser where it is followed, once: the same each time the message is made."""
    token = serializer().dumps([credential.id, asked_at.isoformat()])
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{PATH}/{token}"


def forget_browsers(session: Session, credential_ids: Sequence[int], held: Sequence[str] = ()) -> None:
    """Inside a transaction: no browser is known to these codes any more, but the one that holds these secrets."""
    kept = select(KnownBrowser.id).where(_holding(held))
    gone = delete(KnownBrowser).where(KnownBrowser.credential_id.in_(credential_ids), KnownBrowser.id.not_in(kept))
    session.execute(gone)


def forgive_browsers(session: Session, credential_id: int) -> None:
    """Inside a transaction: the browsers that are known to a code start afresh."""
    afresh = update(KnownBrowser).where(KnownBrowser.credential_id == credential_id)
    session.execute(afresh.values(failures=0, blocked_until=None))


def browser_held(
    session: Session, of_code: ColumnElement[bool], held: Sequence[str], at: datetime
) -> KnownBrowser | None:
    found = select(KnownBrowser).where(of_code, _holding(held), KnownBrowser.used_at > at - delays.KNOWN_BROWSER)
    return session.scalars(found.order_by(KnownBrowser.id).limit(1).with_for_update()).first()


def _holding(held: Sequence[str]) -> ColumnElement[bool]:
    digests = [token_digest(secret) for secret in held]
    return or_(KnownBrowser.secret_sha256.in_(digests), KnownBrowser.previous_sha256.in_(digests))


def serializer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="known browser")
