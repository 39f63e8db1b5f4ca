"""Attesting a review: what was chosen is applied, and the signed PDF that says so is kept, together or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import DocumentAlteredError, DocumentMissingError, StoreUnavailableError, get_store
from app.delivery.post.attestations import SignedAttestation, get_attestation_press
from app.delivery.post.signatures import Signature, Signer, get_signer
from app.entry.steps.sensitive import tell_other_granters
from app.extensions import db
from app.ledger.steps.audit import record
from app.ledger.steps.transaction import Unavailable, transaction
from app.mandates.steps.assignments import narrow_at_employer
from app.papers.actions.openings import OpenedPaper
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.words.reviews import ReviewChoice, ReviewState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Gesture, Giver, Unknown, about_right
from app.reviews.models import AccessReview
from app.reviews.queries import reviews
from app.reviews.queries.reviews import ReviewedRight
from app.reviews.steps.attested_words import attestation_of
from app.reviews.steps.reviews import NotOpen, opened
from app.rights.queries.coverage import most_serious
from app.rights.steps.covering import Uncovered
from app.rights.steps.grants import journal_rights, lasting_rows, move_end
from app.rights.steps.stand_ins import absences_of, narrow_stand_ins
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.passwords import by_four


class Unsettled(Exception):
    """Something remains to be decided, or changed meanwhile; nothing was attested."""


class SummaryChanged(Exception):
    """What would be attested is no longer what was shown; nothing was attested."""


@dataclass(frozen=True, slots=True)
class Attested:
    """What an attestation did: how many rights it ended and gave another end, and how many it kept."""

    ended: int
    changed: int
    kept: int


def attest(giver: Giver, review_public_id: str, *, seen: str, accepted: bool = False) -> Attested:
    """Apply every choice of a review and keep its signed attestation.

    `seen`: the fingerprint of the summary that was read; `accepted`: whoever attests knows that a hole is left.
    Raises Unknown, NotGranted, NotOpen, Unsettled, SummaryChanged, Uncovered or Declined; then nothing changed.
    """
    at, on = clock.now(), clock.today()
    review = reviews.get_for(db.session(), giver.employer_id, giver.space, review_public_id)
    if review is None:
        raise Unknown("no such review in this space of this employer")
    if review.state != ReviewState.OPEN:
        raise NotOpen
    rights = _settled(db.session(), review, on, seen)
    # Setting the PDF takes time: it is done before anything is locked, then held against what the lock shows.
    written = _written(db.session(), review, rights, giver, at)
    with transaction() as session:
        gesture, review = opened(session, giver, review_public_id)
        rights = _settled(session, review, gesture.on, seen)
        if gesture.on != on:
            raise SummaryChanged
        gesture.at = at
        hole = _apply(gesture, rights, accepted=accepted)
        _close(gesture, review, written, rights, hole=hole)
        _keep(written)
    return Attested(*(len(list(_with(rights, choice))) for choice in _DONE))


_DONE = (ReviewChoice.END, ReviewChoice.CHANGE, ReviewChoice.KEEP)


def _settled(session: Session, review: AccessReview, on: date, seen: str) -> list[ReviewedRight]:
    rights = reviews.reviewed_rights(session, review, on)
    if reviews.unsettled(rights, on):
        raise Unsettled
    if reviews.fingerprint(rights) != seen:
        raise SummaryChanged
    return rights


def _written(
    session: Session, review: AccessReview, rights: Sequence[ReviewedRight], giver: Giver, at: datetime
) -> SignedAttestation:
    employer = session.get_one(Employer, giver.employer_id)
    people = {difference["person"] for difference in review.changes.get("differences", ())}
    names = {person_id: session.get_one(Person, person_id).name for person_id in people}
    attestation = attestation_of(review, employer, rights, names, giver.actor.name, at)
    return get_attestation_press(current_app._get_current_object()).render(attestation)  # type: ignore[attr-defined]


def _with(rights: Iterable[ReviewedRight], choice: ReviewChoice) -> Iterable[ReviewedRight]:
    """The rights that somebody still holds, for which that was chosen."""
    return (right for right in rights if not right.is_ended and right.decided and right.decided.choice is choice)


def _apply(gesture: Gesture, rights: Sequence[ReviewedRight], *, accepted: bool) -> bool:
    """End and change what was chosen, person by person; whether that leaves a hole. Raises Uncovered, Declined."""
    session, employer_id = gesture.session, gesture.giver.employer_id
    before = facts_of_employer(session, employer_id)
    ends: dict[int, list[ReviewedRight]] = defaultdict(list)
    for right in _with(rights, ReviewChoice.END):
        ends[right.person_id].append(right)
    for person_id, ended in ends.items():
        _take_back(gesture, session.get_one(Person, person_id), ended)
    moves: dict[tuple[int, date], list[ReviewedRight]] = defaultdict(list)
    for right in _with(rights, ReviewChoice.CHANGE):
        if right.decided and right.decided.new_until_on:
            moves[(right.person_id, right.decided.new_until_on)].append(right)
    for (person_id, until_on), moved in moves.items():
        services = tuple(right.service for right in moved if right.service)
        move_end(gesture, session.get_one(Person, person_id), services, until_on)
    session.flush()
    after = facts_of_employer(session, employer_id)
    people, days = {*ends, *(person_id for person_id, _ in moves)}, {gesture.on, *(day for _, day in moves)}
    found = most_serious(session, before, after, people, gesture.on, days)
    if found.is_hole and not accepted:
        raise Uncovered(found)
    return found.is_hole


def _take_back(gesture: Gesture, person: Person, ended: Sequence[ReviewedRight]) -> None:
    """End several rights of one person from today, with one entry and one e-mail; what a mandate gives has its own."""
    chosen = tuple(right.service for right in ended if right.service)
    gesture.check(gesture.facts(person.id), chosen)
    ending = [row for service in chosen for row in lasting_rows(gesture, person, service, own=False)]
    absences = absences_of(gesture.session, ending)
    gesture.end_rights(ending)
    narrow_stand_ins(gesture, person)
    for service in chosen:
        narrow_at_employer(gesture, person, service)
    services = tuple(service for service in chosen if service.value in {row.service for row in ending})
    if not services:
        return
    journal_rights(gesture, AuditAction.ACCESS_REVOKED, person, services, more={"absences": absences})
    cause = f"{person.public_id}.{gesture.at:%Y%m%d%H%M%S%f}"
    gesture.tell(EmailKind.ACCESS_REVOKED, cause, person, **about_right(services))


def _close(
    gesture: Gesture, review: AccessReview, written: SignedAttestation, rights: Sequence[ReviewedRight], *, hole: bool
) -> None:
    session, giver = gesture.session, gesture.giver
    review.state, review.attested_at = ReviewState.ATTESTED.value, gesture.at
    review.attested_by_id = giver.person_id
    review.attestation_sha256 = sha256(written.pdf).hexdigest()
    review.listing_sha256 = sha256(written.listing).hexdigest()
    details = {
        "review": review.public_id,
        "space": review.space,
        "cause": review.cause,
        "attestation": review.attestation_sha256,
        "listing": review.listing_sha256,
        "certificate": written.certificate,
        "hole": hole,
        **{choice.value: len(list(_with(rights, choice))) for choice in _DONE},
    }
    record(session, AuditAction.ACCESS_REVIEW_ATTESTED, giver.actor, employer_id=giver.employer_id, details=details)
    tell_other_granters(session, SensitiveMoment.REVIEW_ATTESTED, review.public_id, giver=giver, at=gesture.at)


def _keep(written: SignedAttestation) -> None:
    """Put both in the store once everything else is known to hold, and before it is committed."""
    try:
        with get_store(current_app._get_current_object()).batch() as store:  # type: ignore[attr-defined]
            store.put(written.listing)
            store.put(written.pdf)
    except StoreUnavailableError as error:
        raise Unavailable("the document store does not answer") from error


def open_attestation(sha256_of_pdf: str) -> OpenedPaper:
    """The attestation of that SHA-256, as it was kept. Raises Unavailable if the store cannot give it back."""
    store = get_store(current_app._get_current_object())  # type: ignore[attr-defined]
    try:
        size = len(store.read(sha256_of_pdf, verify=True))
        return OpenedPaper(store.open(sha256_of_pdf), size)
    except (DocumentMissingError, DocumentAlteredError, StoreUnavailableError) as error:
        raise Unavailable(f"the store cannot give back {sha256_of_pdf}") from error


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a file: the true signature of ours that it bears, and whether we kept it, byte for byte.

    `reference` and `attested_at` are the review's. An attestation from before files were signed has no signature.
    """

    signature: Signature | None
    is_kept: bool
    reference: str = ""
    attested_at: datetime | None = None


def verify_attestation(pdf: bytes) -> Verdict:
    """Whether a file is an attestation of this installation, unaltered."""
    signature = _signer().signature_in(pdf)
    review = reviews.of_attestation(db.session(), sha256(pdf).hexdigest())
    if review is None:
        return Verdict(signature, is_kept=False)
    return Verdict(signature, is_kept=True, reference=by_four(review.public_id), attested_at=review.attested_at)


def signing_certificates() -> bytes:
    """The certificates of this installation, as PEM, the one in use first: others trust its signatures by them."""
    return _signer().certificates_pem


def renew_signing_key() -> str:
    """Sign with a new key from now on; returns the SHA-256 of its certificate. Earlier signatures stay known."""
    signer = _signer()
    signer.renew()
    return signer.certificate


def _signer() -> Signer:
    return get_signer(current_app._get_current_object())  # type: ignore[attr-defined]
