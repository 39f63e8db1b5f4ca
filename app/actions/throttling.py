"""The slowing back-off against guessing, per account and per client address, held in the database.

An attempt is counted before the password is looked at and forgiven when it succeeds: attempts made at the same time
cannot slip through. Each failure beyond the free ones doubles the wait, up to a quarter of an hour: never for ever.
NIST SP 800-63B-4, section 3.2.2: after 100 failures in a row, a new password must be asked for by e-mail.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.digests import keyed_digest
from app.actions.uniqueness import add_unless_present
from app.models.signin import SignInThrottle

MOST_FAILURES = 100
_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=15)
#: After this long without an attempt, a row says nothing any more.
_FORGOTTEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: its key, how many failures cost nothing, after how long they are forgotten, how many at most."""

    key: str
    free: int
    forgotten: timedelta = _FORGOTTEN
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """An attempt that may not be made yet; `renewal` when only a new password helps."""

    until: datetime
    renewal: bool = False


def of_account(code: str, purpose: str = "account") -> Counted:
    """The attempts with one user code, whether it exists or not."""
    return Counted(_key(purpose, code), free=3, most=MOST_FAILURES)


def of_address(address: str, purpose: str = "address", free: int = 20) -> Counted:
    """The attempts from one client address; a whole IPv6 network of one customer (/64) is one address."""
    return Counted(_key(purpose, _network(address)), free=free, forgotten=timedelta(hours=1))


def count(session: Session, at: datetime, *everything: Counted) -> Wait | None:
    """Count one attempt against each, unless one of them must still wait: then nothing is counted."""
    session.execute(delete(SignInThrottle).where(SignInThrottle.last_failure_at < at - _FORGOTTEN))
    rows = [(counted, _row(session, counted, at)) for counted in everything]
    if any(counted.most is not None and row.failures >= counted.most for counted, row in rows):
        return Wait(at, renewal=True)
    blocked = [row.blocked_until for _, row in rows if row.blocked_until is not None and row.blocked_until > at]
    if blocked:
        return Wait(max(blocked))
    for counted, row in rows:
        row.failures += 1
        row.last_failure_at = at
        row.blocked_until = _blocked_until(row.failures - counted.free, at)
    session.flush()
    return None


def forgive(session: Session, account: Counted, address: Counted) -> None:
    """After a success: the account starts afresh; the address gets back this attempt only."""
    session.execute(delete(SignInThrottle).where(SignInThrottle.key == account.key))
    give_back(session, address)


def give_back(session: Session, counted: Counted) -> None:
    """The attempt that was just counted was no failure."""
    row = session.scalar(select(SignInThrottle).where(SignInThrottle.key == counted.key).with_for_update())
    if row is not None:
        row.failures = max(0, row.failures - 1)
        row.blocked_until = None


def forget(session: Session, account: Counted) -> None:
    """A new password was chosen: earlier failures no longer count."""
    session.execute(delete(SignInThrottle).where(SignInThrottle.key == account.key))


def _blocked_until(beyond: int, at: datetime) -> datetime | None:
    return at + min(_LONGEST, _FIRST * 2 ** min(beyond - 1, 16)) if beyond > 0 else None


def _row(session: Session, counted: Counted, at: datetime) -> SignInThrottle:
    new = {"key": counted.key, "failures": 0, "last_failure_at": at}
    add_unless_present(session, SignInThrottle, ("key",), new)
    row = session.scalars(select(SignInThrottle).where(SignInThrottle.key == counted.key).with_for_update()).one()
    if row.last_failure_at < at - counted.forgotten:
        row.failures, row.blocked_until = 0, None
    return row


def _key(purpose: str, text: str) -> str:
    return f"{purpose}:{keyed_digest('throttle', f'{purpose}:{text}').hex()[:48]}"


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)
