"""The limits on guessing by browsers that are not known, held in the database.

An attempt is counted before the password is looked at and forgiven when it succeeds: attempts made at the same time
cannot slip through. Waits are those of one code at one address, so that nobody waits for somebody else's guesses. An
address alone refuses nobody's first try: many may share it. NIST SP 800-63B-4, section 3.2.2: after 100 failures in a
row, unknown browsers must be made known by a message to the mailbox on record; see `known_browsers`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, false, select
from sqlalchemy.orm import Session

from app.ledger.steps.digests import keyed_digest
from app.ledger.steps.insertion import add_unless_present
from app.registry.models.signin import SignInThrottle
from app.vocabulary import delays

MOST_FAILURES = 100


#: After so many failures within an hour from one address, each code gets one try at a time there.
BUSY_ADDRESS = 200


#: How many rows of codes that do not exist and of addresses are kept at most, but for a batch.
MOST_ROWS = 20_000


#: How many rows are deleted at once, whenever as many half were added.
BATCH = 200


_FREE = 3


_FIRST = timedelta(seconds=5)


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: its key, how many failures cost no wait, after how long they are forgotten, how many at most.

    Without `free`, failures never cost a wait. `lasting`: about somebody who exists.
    """

    key: str
    free: int | None = None
    forgotten: timedelta = delays.FAILURES_FORGOTTEN
    most: int | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """An attempt that may not be made yet; `renewal` when only a message to the mailbox helps."""

    until: datetime
    renewal: bool = False


def counted_as(code: str, unlocks: int = 0) -> str:
    """The name under which things are counted against a user code: another one each time that it is unlocked."""
    return f"{code} {unlocks}" if unlocks else code


def of_code(code: str, *, exists: bool = False) -> Counted:
    """The failures of unknown browsers with one user code, as `counted_as` names it, from anywhere."""
    return Counted(_key("account", code), most=MOST_FAILURES, lasting=exists)


def of_code_at(code: str, address: str) -> Counted:
    """The failures with one user code from one client address."""
    return Counted(_key("code-at", f"{code} {_network(address)}"), free=_FREE, forgotten=_DAY)


def of_address(address: str, purpose: str = "address", free: int | None = None) -> Counted:
    """The failures from one client address; a whole IPv6 network of one customer (/64) is one address."""
    return Counted(_key(purpose, _network(address)), free=free, forgotten=_HOUR)


def of_session(session_id: int, purpose: str) -> Counted:
    """The failures of somebody who is signed in."""
    return Counted(_key(purpose, str(session_id)), free=_FREE, forgotten=_DAY, lasting=True)


def a_day(purpose: str, text: str, most: int, *, exists: bool = False) -> Counted:
    """What may happen `most` times a day: see `spend`."""
    return Counted(_key(purpose, text), forgotten=_DAY, most=most, lasting=exists)


def count_try(session: Session, at: datetime, code: str, address: str, *, exists: bool) -> Wait | None:
    """Count a try of an unknown browser with a code, unless it must still wait. The same for codes that do not exist.

    From an address with very many failures, another try with the same code waits at once; the first never does.
    """
    everywhere, here, client = of_code(code, exists=exists), of_code_at(code, address), of_address(address)
    wait = count(session, at, everywhere, here, client)
    if wait is None:
        rows = {row.key: row for row in _locked(session, [here, client])}
        if rows[client.key].failures > BUSY_ADDRESS:
            rows[here.key].blocked_until = at + delays.BUSY_ADDRESS
    return wait


def forgive_try(session: Session, code: str, address: str) -> None:
    """After the right password: the code starts afresh; the address gets back this try only."""
    forget(session, of_code(code), of_code_at(code, address))
    give_back(session, of_address(address))


def failures_with(session: Session, code: str, at: datetime) -> int:
    """How many failures of unknown browsers stand against a code."""
    found = select(SignInThrottle.failures).where(SignInThrottle.key == of_code(code).key)
    return session.scalar(found.where(SignInThrottle.forgotten_at > at)) or 0


def count(session: Session, at: datetime, *everything: Counted) -> Wait | None:
    """Count one attempt against each, unless one of them must still wait: then nothing is counted."""
    wanted = sorted(everything, key=lambda one: one.key)
    rows = _locked(session, wanted)
    if (wait := _wait(rows, everything, at)) is not None:
        return wait
    if len(rows) < len(wanted):
        rows = _added(session, wanted, {row.key for row in rows}, at)
        if (wait := _wait(rows, everything, at)) is not None:
            return wait
    for counted, row in zip(wanted, rows, strict=True):
        row.failures = 1 if row.forgotten_at <= at else row.failures + 1
        row.forgotten_at = at + counted.forgotten
        row.blocked_until = None if counted.free is None else blocked_until(row.failures - counted.free, at)
    session.flush()
    return None


def spend(session: Session, at: datetime, counted: Counted) -> int | None:
    """Use one of the `most` times of a day that begins with the first; which one it is, or None if none is left."""
    row = next(iter(_locked(session, [counted])), None) or _added(session, [counted], set(), at)[0]
    if row.forgotten_at <= at or row.failures == 0:
        row.failures, row.forgotten_at = 0, at + counted.forgotten
    if counted.most is not None and row.failures >= counted.most:
        return None
    row.failures += 1
    session.flush()
    return row.failures


def next_at(session: Session, counted: Counted, at: datetime) -> datetime | None:
    """When one of the `most` times is there again; None while some are left."""
    row = session.scalar(select(SignInThrottle).where(SignInThrottle.key == counted.key))
    spent = row is not None and counted.most is not None and row.failures >= counted.most
    return row.forgotten_at if row is not None and spent and row.forgotten_at > at else None


def give_back(session: Session, counted: Counted) -> None:
    """The attempt that was just counted was no failure."""
    for row in _locked(session, [counted]):
        row.failures = max(0, row.failures - 1)
        row.blocked_until = None


def forget(session: Session, *everything: Counted) -> None:
    """What was counted so far no longer counts."""
    session.execute(delete(SignInThrottle).where(SignInThrottle.key.in_([one.key for one in everything])))


def _wait(rows: Sequence[SignInThrottle], everything: Sequence[Counted], at: datetime) -> Wait | None:
    standing = {row.key: row for row in rows if row.forgotten_at > at}
    for counted in everything:
        row = standing.get(counted.key)
        if row is not None and counted.most is not None and row.failures >= counted.most:
            return Wait(at, renewal=True)
    blocked = [row.blocked_until for row in standing.values() if row.blocked_until is not None]
    return Wait(max(blocked)) if blocked and max(blocked) > at else None


def blocked_until(beyond: int, at: datetime) -> datetime | None:
    return at + min(delays.BUSY_ADDRESS, _FIRST * 2 ** min(beyond - 1, 16)) if beyond > 0 else None


def _locked(session: Session, wanted: Sequence[Counted]) -> list[SignInThrottle]:
    """The rows that there are, locked in the order of their keys: two attempts never wait for one another."""
    keys = [one.key for one in wanted]
    found = select(SignInThrottle).where(SignInThrottle.key.in_(keys)).order_by(SignInThrottle.key)
    return list(session.scalars(found.with_for_update(), execution_options={"populate_existing": True}))


def _added(session: Session, wanted: Sequence[Counted], known: set[str], at: datetime) -> list[SignInThrottle]:
    """All rows, those that were missing too."""
    for one in wanted:
        if one.key not in known:
            new = {"key": one.key, "failures": 0, "forgotten_at": at + one.forgotten, "lasting": one.lasting}
            add_unless_present(session, SignInThrottle, ("key",), new)
    rows = _locked(session, wanted)
    if any(row.id % (BATCH // 2) == 0 for row in rows if row.key not in known):
        tidy(session, at, max(row.id for row in rows), [row.id for row in rows])
    return rows


def tidy(session: Session, at: datetime, newest: int, but: Sequence[int] = ()) -> int:
    """Delete a batch of each kind of row that goes, those in use excepted; returns how many."""
    row = SignInThrottle
    old = select(row.id).where(row.forgotten_at <= at).order_by(row.forgotten_at)
    crowded = select(row.id).where(row.lasting == false(), row.id <= newest - MOST_ROWS).order_by(row.id)
    ids: set[int] = set()
    for which in (old, crowded):
        ids |= set(session.scalars(which.limit(BATCH).with_for_update(skip_locked=True)))
    ids -= set(but)
    session.execute(delete(row).where(row.id.in_(ids)))
    return len(ids)


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
