"""Verifying the journal's chain, and sealing it outside the database: at each checkpoint, each day, and when asked.

What is verified is read in one snapshot, so that what is written meanwhile is no finding. The checkpoints are read
first: the journal only grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.delivery.checkpoints import CheckpointBook, get_checkpoint_book
from app.extensions import db
from app.ledger.actions.alarms import report, report_mended
from app.ledger.models.audit import JournalCheck
from app.ledger.queries.alarms import retry_at
from app.ledger.queries.journal_chain import all_records, end_of, hash_at, last_check, records_since
from app.ledger.steps import audit
from app.ledger.steps.alarms import About, raise_alarm, settle_alarm
from app.ledger.steps.transaction import snapshot, transaction
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from tools.verify_journal import START, Checkpoints, Report, compare, verify

#: A checkpoint is written once there is something new and this much time has passed, or this many links.
EVERY = timedelta(seconds=60)
EVERY_LINKS = 1000
#: How many findings are kept and shown: the verifier prints them all.
KEPT = 100
ABOUT = About(AlarmSubject.PORTAL, name="journal")


def write_checkpoint() -> int:
    """Seal the journal outside the database if it is time; returns 0: a round of the worker need not be repeated."""
    session = snapshot()
    try:
        last = _book().last()
        sequence, _ = end_of(session)
        if _is_due(last, sequence) and not _put_off(session):
            checkpoint()
    except OSError as error:
        report(AlarmCode.CHECKPOINT_NOT_WRITTEN, ABOUT, type(error).__name__)
    except ValueError:
        report(AlarmCode.JOURNAL_ALTERED, ABOUT, "the last checkpoint is not ours")
    finally:
        db.session().rollback()
    return 0


def _is_due(last: dict[str, object] | None, sequence: int) -> bool:
    if last is None:
        return sequence > 0
    new, since = sequence - int(str(last["sequence"])), datetime.fromisoformat(str(last["at"]))
    # Fewer links than were sealed: somebody must look now.
    return new < 0 or new >= EVERY_LINKS or (new > 0 and not timedelta() <= clock.ticking() - since < EVERY)


def _put_off(session: Session) -> bool:
    """An alteration that is known already is not looked for at each round."""
    again = retry_at(session, AlarmCode.JOURNAL_ALTERED, AlarmSubject.PORTAL, ABOUT.name)
    return again is not None and clock.ticking() < again


def checkpoint() -> list[str]:
    """Verify what came since the last checkpoint, and seal it; returns what is not whole.

    What is not whole is sealed too, and stays visible for ever; but never over a checkpoint that says otherwise.
    Raises OSError when the folder cannot be written, ValueError when its last line is not ours.
    """
    book = _book()
    with book.alone():
        last = book.last() or {"number": 0, "sequence": 0, "hash": START}
        session = snapshot()
        known, number = hash_at(session, last["sequence"]), last["number"]
        since = verify(records_since(session, last["sequence"]), (), last["sequence"], last["hash"])
        findings = [str(finding) for finding in since.findings]
        if known != last["hash"]:
            findings.append(f"the link {last['sequence']} is not the one that the last checkpoint sealed")
        elif since.sequence > last["sequence"]:
            book.add(since.sequence, since.hash, clock.ticking())
            number += 1
        session.rollback()
    if findings:
        _record(since.sequence, number, findings, is_full=False)
    report_mended(AlarmCode.CHECKPOINT_NOT_WRITTEN, ABOUT)
    return findings


def verify_everything() -> list[str]:
    """Verify the whole journal against every checkpoint, after one more; returns what is not whole, as sentences.

    An alteration raises an alarm; when all is whole again, that alarm is settled. Raises OSError, ValueError.
    """
    checkpoint()
    checkpoints, since = _verified()
    findings = _unaccepted(checkpoints, since)
    _record(since.sequence, checkpoints.lines, findings, is_full=True)
    return findings


def verify_daily(_on: date) -> int:
    """Verify everything; returns how many findings there are."""
    return len(verify_everything())


def _verified() -> tuple[Checkpoints, Report]:
    checkpoints = _book().read()
    session = snapshot()
    since = verify(all_records(session), [number for number, _ in checkpoints.links])
    session.rollback()
    return checkpoints, since


def _unaccepted(checkpoints: Checkpoints, since: Report) -> list[str]:
    found = [str(finding) for finding in [*since.findings, *compare(since, checkpoints)]]
    return [says for says in found if says not in checkpoints.accepted]


def _record(sequence: int, number: int, findings: Sequence[str], *, is_full: bool) -> None:
    at = clock.now()
    check = JournalCheck(at=at, is_full=is_full, sequence=sequence, checkpoint=number, findings=list(findings[:KEPT]))
    with transaction() as session:
        session.add(check)
        if findings:
            raise_alarm(session, AlarmCode.JOURNAL_ALTERED, ABOUT, f"{len(findings)}: {findings[0]}")
        elif is_full:
            settle_alarm(session, AlarmCode.JOURNAL_ALTERED, ABOUT)


def accept_findings(why: str, actor: audit.Actor) -> list[str]:
    """Go on after what is not whole was looked into, or after an older database was restored; returns what that was.

    It stays visible: the signed line says what was accepted, when and why. Raises OSError.
    """
    with transaction() as session:
        audit.record(session, AuditAction.JOURNAL_ACCEPTED, actor, details={"reason": why})
    book = _book()
    with book.alone():
        checkpoints, since = _verified()
        holds = [number for number, kept in checkpoints.links if since.seen.get(number) == kept]
        holds_to = max(holds, default=0)
        checkpoints.links = [link for link in checkpoints.links if link[0] <= holds_to]
        findings = _unaccepted(checkpoints, since)
        book.add(since.sequence, since.hash, clock.ticking(), why=why, holds_to=holds_to, accepts=findings)
    verify_everything()
    return findings


def renew_checkpoint_key() -> str:
    """Sign checkpoints with a new key from now on; returns the new public key, in hexadecimal."""
    book = _book()
    with book.alone():
        sequence, hash_ = end_of(snapshot())
        book.renew(sequence, hash_, clock.ticking())
        db.session().rollback()
    return book.public_keys[0]


def public_checkpoint_keys() -> list[str]:
    """The public keys that the checkpoints are verified with, the one in use first."""
    return _book().public_keys


@dataclass(frozen=True, slots=True)
class JournalState:
    """Up to which link the journal is sealed outside the database, and was verified in full, and when.

    `findings`: how many the latest verification, of everything or not, left to explain; `checked_at`: when that was.
    """

    sealed_to: int
    sealed_at: datetime | None
    verified_to: int
    verified_at: datetime | None
    findings: int
    checked_at: datetime | None


def state_of_journal() -> JournalState:
    """What the last checkpoint and the last verifications say."""
    session = db.session()
    full, latest = last_check(session, full=True), last_check(session)
    try:
        last = _book().last()
    except (OSError, ValueError):
        last = None
    return JournalState(
        last["sequence"] if last else 0,
        datetime.fromisoformat(last["at"]) if last else None,
        full.sequence if full else 0,
        full.at if full else None,
        len(latest.findings) if latest else 0,
        latest.at if latest else None,
    )


def journal_is_whole(session: Session) -> bool:
    """Whether the last verification found all whole, and the last checkpoint's link is still there. Reads few rows."""
    try:
        last = _book().last()
    except (OSError, ValueError):
        return False
    # The checkpoint may be of a link that was written after this session's moment of the database: look from now on.
    session.rollback()
    check = last_check(session)
    if check is not None and (check.findings or (last is None and check.checkpoint)):
        return False
    return last is None or hash_at(session, last["sequence"]) == last["hash"]


def _book() -> CheckpointBook:
    return get_checkpoint_book(current_app._get_current_object())  # type: ignore[attr-defined]
