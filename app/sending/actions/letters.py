"""Writing the letters that wait: rendered, written once into the day's batch, then recorded; `manifests` lists them.

The batch is chosen when a letter is claimed and never changes, so that a letter written again after a crash is the
same file with the same bytes: a letter exists once. One that cannot be written now waits for its lease to end, and
keeps no other waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import DocumentStore, StoreUnavailableError, get_store
from app.delivery.post import letters as press
from app.delivery.post.addresses import AddressRefused, PostalAddress
from app.delivery.post.printing import LetterAlteredError, PrintBatch, PrintFolder, get_printer
from app.extensions import db
from app.ledger.actions.rounds import together_or_alone
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps import audit
from app.ledger.steps.alarms import raise_alarm, settle_alarm
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import NO_ROOM, Busy, transaction
from app.notices.models import Alert, Dispatch
from app.notices.steps.removed_documents import stop_removed
from app.notices.steps.stopped_professionals import hold_stopped
from app.sending.queries.outbox import waiting_letter_ids, waiting_letters
from app.sending.steps.batches import handed_over, locked, open_batch
from app.sending.steps.letter_contents import LetterContent, contents_of
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.letters import PERSONAL
from app.vocabulary.notices import AlertCode, DispatchState

log = logging.getLogger(__name__)
CHUNK = 200
LEASE = timedelta(minutes=10)
KIND = Kind(AlarmSubject.LETTER, code=AlarmCode.LETTER_NOT_WRITTEN)

Claimed = tuple[Letter, LetterContent, date]


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A letter that could not be written this time; `problem` is the class of the error."""

    problem: str


Outcome = press.RenderedLetter | AddressRefused | NotWritten


def write_letters() -> int:
    """Write the letters that wait, at most CHUNK of them; returns how many were handled."""
    claimed = _claim()
    if not claimed:
        return 0
    try:
        outcomes = _write(claimed, {one[0].id: _rendered(*one) for one in claimed})
    except Exception:
        _release([one[0].id for one in claimed])
        raise
    for letter_id, outcome in outcomes.items():
        if isinstance(outcome, NotWritten):
            put_off(letter_id, outcome.problem)
    written = [letter_id for letter_id, outcome in outcomes.items() if not isinstance(outcome, NotWritten)]
    days = {letter.id: day for letter, _, day in claimed}
    together_or_alone(KIND, written, lambda ids: _record(ids, outcomes, days))
    return len(claimed)


def _claim() -> list[Claimed]:
    """Claim together what waits; when one letter cannot be, each alone, so that it keeps no other waiting."""
    at = clock.ticking()
    try:
        with transaction() as session:
            return _claim_letters(session, waiting_letters(session, at, CHUNK))
    except Busy:
        raise
    except Exception as error:
        log.error("the letters that wait cannot be claimed together: %s", type(error).__name__)
    ids = waiting_letter_ids(db.session(), at, CHUNK)
    return [claimed for letter_id in ids for claimed in _claim_alone(letter_id)]


def _claim_alone(letter_id: int) -> list[Claimed]:
    try:
        with transaction() as session:
            return _claim_letters(session, waiting_letters(session, clock.ticking(), 1, only=letter_id))
    except Busy:
        raise
    except Exception as error:
        put_off(letter_id, type(error).__name__)
        return []


def _claim_letters(session: Session, letters: Sequence[Letter]) -> list[Claimed]:
    stop_removed(session, [letter.dispatch_id for letter in letters])
    hold_stopped(session, [letter.dispatch_id for letter in letters])
    letters = [letter for letter in letters if letter.state == "waiting"]
    if not letters:
        return []
    at = clock.now()
    batch, closed = open_batch(session, at), handed_over(session, [letter.batch_id for letter in letters])
    for letter in letters:
        letter.leased_until = clock.ticking() + LEASE
        letter.attempts += 1
        letter.batch_id = batch.id if letter.batch_id in {None, *closed} else letter.batch_id
    session.flush()
    days = dict(session.execute(select(LetterBatch.id, LetterBatch.batch_on)).all())
    contents = contents_of(session, letters, at)
    return [(one, contents[one.id], days[one.batch_id or batch.id]) for one in letters if one.id in contents]


def _release(letter_ids: Sequence[int]) -> None:
    """Give back letters of which none could be kept: no fault of theirs."""
    with transaction() as session:
        back = {"leased_until": None, "attempts": Letter.attempts - 1}
        session.execute(update(Letter).where(Letter.id.in_(letter_ids), Letter.state == "waiting").values(back))


def put_off(letter_id: int, problem: str) -> None:
    """Leave a letter that cannot be written for later, longer each time, with an alarm.

    Reads none of the columns that may be damaged.
    """
    with transaction() as session:
        seen = raise_alarm(session, KIND.code, KIND.about(letter_id), problem)
        # Counted here too: where it could not even be claimed, it was tried all the same.
        tried = {"leased_until": seen.retry_at, "attempts": Letter.attempts + 1}
        session.execute(update(Letter).where(Letter.id == letter_id).values(tried))


def _rendered(letter: Letter, content: LetterContent, day: date) -> Outcome:
    """The letter as it will be printed, or why it cannot be. The log names the letter, never what it says."""
    try:
        return _render(letter, content, day)
    except AddressRefused as refused:
        return refused
    except Exception as error:  # whatever one letter does to the press, the others leave
        log.error("the letter %s cannot be set: %s", letter.public_id, type(error).__name__)
        return NotWritten(type(error).__name__)


def _render(letter: Letter, content: LetterContent, day: date) -> press.RenderedLetter:
    enclosure = None
    if letter.enclosure_sha256 is not None:
        enclosure = press.Enclosure(content.values["title"], letter.enclosure_pages or 1)
    return press.get_press(current_app._get_current_object()).render(  # type: ignore[attr-defined]
        press.Letter(
            kind=content.kind,
            reference=letter.reference,
            issued_on=day,
            address=_address(letter.address, "" if content.kind in PERSONAL else content.employer),
            employer=content.employer,
            enclosure=enclosure,
            values=content.values,
        )
    )


def _address(kept: Mapping[str, str], employer: str) -> PostalAddress:
    return PostalAddress(
        name=kept["name"],
        attention=kept["attention"],
        organisation="" if kept["name"] == employer else employer,
        line1=kept["line1"],
        line2=kept["line2"],
        city=kept["city"],
        province=kept["province"],
        postal_code=kept["postal_code"],
    )


def _write(claimed: Sequence[Claimed], outcomes: Mapping[int, Outcome]) -> dict[int, Outcome]:
    """Put each letter, and what travels with it, on disk before anything says that it is written.

    Raises OSError without room, and StoreUnavailableError: that is the fault of no letter.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    printer, store = get_printer(app), get_store(app)
    kept = dict(outcomes)
    for day in sorted({day for _, _, day in claimed}):
        with printer.batch(day) as batch:
            for one in claimed:
                outcome = outcomes[one[0].id]
                if one[2] == day and isinstance(outcome, press.RenderedLetter):
                    kept[one[0].id] = _keep(printer, batch, store, one, outcome)
    return kept


def _keep(
    printer: PrintFolder, batch: PrintBatch, store: DocumentStore, one: Claimed, outcome: press.RenderedLetter
) -> Outcome:
    letter, _, day = one
    try:
        if letter.enclosure_sha256 is not None:
            printer.enclose(day, letter.enclosure_sha256, store)
        batch.write(letter.name, outcome.pdf)
    except LetterAlteredError:
        # Written before an interruption by an earlier version of the portal, and listed nowhere yet: it is the letter.
        return press.written_before(printer.letter_path(day, letter.name).read_bytes(), outcome.address)
    except Exception as error:  # its enclosure is gone or altered, its name cannot be one: the others are written
        if isinstance(error, StoreUnavailableError) or getattr(error, "errno", None) in NO_ROOM:
            raise
        log.error("the letter %s cannot be put into its batch: %s", letter.public_id, type(error).__name__)
        return NotWritten(type(error).__name__)
    return outcome


def _record(letter_ids: Sequence[int], outcomes: Mapping[int, Outcome], days: Mapping[int, date]) -> int:
    with transaction() as session:
        letters = _still_ours(session, letter_ids, days)
        if letters:
            _record_letters(session, letters, outcomes)
    return len(letters)


def _still_ours(session: Session, letter_ids: Sequence[int], days: Mapping[int, date]) -> list[Letter]:
    """Those of these letters that stand in the batch for which they were set.

    A batch that was handed over meanwhile left without them: no manifest ever named them there, and they are set again
    for the next one. Whoever was so slow that another worker did so records nothing.
    """
    batches = locked(session, days.values())
    waiting = select(Letter).where(Letter.id.in_(letter_ids), Letter.state == "waiting").order_by(Letter.id)
    letters = session.scalars(waiting.with_for_update()).all()
    closed = handed_over(session, batches)
    same = [one for one in letters if one.batch_id in batches and batches[one.batch_id].batch_on == days[one.id]]
    for letter in same:
        if letter.batch_id in closed:
            letter.batch_id = letter.leased_until = None
    return [letter for letter in same if letter.batch_id is not None]


def _record_letters(session: Session, letters: Sequence[Letter], outcomes: Mapping[int, Outcome]) -> None:
    at = clock.now()
    found = session.scalars(select(Dispatch).where(Dispatch.id.in_([letter.dispatch_id for letter in letters])))
    dispatches = {dispatch.id: dispatch for dispatch in found}
    for letter in letters:
        outcome, letter.leased_until = outcomes[letter.id], None
        if isinstance(outcome, AddressRefused):
            letter.state, letter.failure = "failed", outcome.code.value
        elif isinstance(outcome, press.RenderedLetter):
            letter.state = "written"
            letter.sha256, letter.pages, letter.written_at = outcome.sha256, outcome.pages, at
        if letter.attempts > 1:
            settle_alarm(session, KIND.code, KIND.about(letter.id))
        if letter.dispatch_id is not None:
            _settle(session, letter, dispatches[letter.dispatch_id], at)
    for batch in session.scalars(select(LetterBatch).where(LetterBatch.id.in_({one.batch_id for one in letters}))):
        batch.manifest_sha256, batch.updated_at = "", at
    audit.record_many(
        session,
        AuditAction.LETTER_WRITTEN,
        audit.SYSTEM,
        [
            {"employer_id": letter.employer_id, "details": {"letter": letter.public_id, "state": letter.state}}
            for letter in letters
        ],
    )


def _settle(session: Session, letter: Letter, dispatch: Dispatch, at: datetime) -> None:
    """What a letter that was written, or could not be, changes for the sending that it carries."""
    dispatch.settled_at = at
    if letter.state == "written":
        dispatch.state = DispatchState.WRITTEN.value
        return
    dispatch.state = DispatchState.HELD.value
    session.add(
        Alert(
            notice_id=dispatch.notice_id,
            employer_id=letter.employer_id,
            code=AlertCode.ADDRESS_NOT_PRINTABLE.value,
            raised_at=at,
        )
    )
