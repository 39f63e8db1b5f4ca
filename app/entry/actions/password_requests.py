"""What is sent to the owner of a user code who cannot come in, or whose code somebody else tries; few, whoever asks.

Anybody who knows a code can ask. The latest message serves for 72 hours, so that nobody has to wait for another when
strangers have asked for as many as leave in a day; a browser that is known has messages of its own. For a code that
does not exist, the same is counted, asked and written, then taken back: neither words nor time say whether it exists.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps import throttling
from app.entry.steps.credentials import PASSWORD_KINDS, write_password
from app.entry.steps.known_browsers import ASKER_A_DAY, MAILBOX_A_DAY, known_browser, of_messages
from app.entry.steps.tallies import tally_code
from app.extensions import new_public_id
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import taken_back_unless
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.registry.queries.credentials import canonical_code, credential_of_code
from app.resolver.queries.email_addresses import wait_of_address
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind

#: Where a message is asked for: `app.entry.web.signin` answers there.
PATH = "/mot-de-passe/oublie"


def ask_for_password(code: str, address: str, held: Sequence[str] = ()) -> None:
    """Send a temporary password, and a link that makes a browser known, to the mailbox on record.

    To an address that somebody else put there, it leaves only once that address has stood for long enough.
    The chosen password keeps its value: asking never closes the door to the owner. Nothing says whether the code
    exists, nor whether a message leaves: when none does, the latest one still serves. `held` as in `authenticate`.
    """
    code, at = canonical_code(code), clock.ticking()
    with transaction() as session:
        found = credential_of_code(session, code)
        browser = known_browser(session, code, held, at)
        asker = str(browser.id) if browser is not None else throttling.of_address(address).key
        credential, person = found or _nobody(code)
        counted = throttling.counted_as(code, credential.unlocks)
        asked = throttling.spend(session, at, throttling.a_day("asker", f"{counted} {asker}", ASKER_A_DAY))
        may = asked is not None and (browser is not None or _is_left(session, counted, person))
        tally_code(session, AuditAction.PASSWORD_RESET, code, person.id or None)
        if may:
            guesses = throttling.failures_with(session, counted, at)
            with taken_back_unless(session, kept=not _is_waiting(session, credential) and bool(person.email)):
                write_password(session, credential, person, EmailKind.TEMPORARY_PASSWORD, guesses=guesses)


def _nobody(code: str) -> tuple[Credential, Person]:
    """Stand-ins for a code that does not exist and for its owner: no row has their number."""
    credential = Credential(id=0, person_id=0, user_code=code, space=Space.GUICHET_SST.value, unlocks=0)
    return credential, Person(id=0, email="", language="fr")


def _is_left(session: Session, code: str, person: Person) -> bool:
    """Whether strangers may have one more message sent: the first of each code leaves even to a shared mailbox.

    Without a mailbox, or for a code that does not exist, it costs as much.
    """
    at, exists = clock.ticking(), bool(person.id)
    number = throttling.spend(session, at, of_messages(code, exists=exists))
    shared = throttling.a_day("mailbox", (person.email or code).lower(), MAILBOX_A_DAY, exists=exists)
    return number is not None and (throttling.spend(session, at, shared) is not None or number == 1)


def _is_waiting(session: Session, credential: Credential) -> bool:
    """Whether a message with a temporary password has not left yet: it will do."""
    waiting = select(OutgoingEmail.id).where(
        OutgoingEmail.person_id == credential.person_id,
        OutgoingEmail.context["credential_id"].as_integer() == credential.id,
        OutgoingEmail.kind.in_(PASSWORD_KINDS),
        OutgoingEmail.state == "waiting",
    )
    return session.scalar(waiting.limit(1)) is not None


def record_refusal(session: Session, code: str, *, is_last: bool, **details: str) -> None:
    """Inside a transaction: count a sign-in refused with a code; `is_last`: unknown browsers may try no more."""
    found = credential_of_code(session, code)
    credential, person = found or _nobody(code)
    once = throttling.a_day("guessed", throttling.counted_as(code, credential.unlocks), 1, exists=found is not None)
    is_told = is_last and throttling.spend(session, clock.ticking(), once) is not None
    tally_code(session, AuditAction.SIGN_IN_REFUSED, code, person.id or None, **details)
    if is_told:
        with taken_back_unless(session, kept=bool(person.email)):
            _tell_guessed(session, credential, person)


def _tell_guessed(session: Session, credential: Credential, person: Person) -> None:
    """Tell the owner that unknown browsers may try no more."""
    link = f"{current_app.config['PUBLIC_URL'].rstrip('/')}{PATH}"
    queue_email(
        session,
        EmailKind.SIGN_IN_GUESSED.value,
        new_public_id(),
        to_address=person.email,
        language=person.language,
        context={"space": credential.space, "number": throttling.MOST_FAILURES, "link": link},
        at=clock.now(),
        person_id=person.id or None,
        wait=wait_of_address(session, person, clock.now()),
    )
