"""Coming in through the identity provider: people by clicSÉQUR-Entreprises, and the Commission's staff.

The provider says who somebody is, and for which employers they may come in; what they may do is the registry's to
say. A member of the staff has the roles that both the provider and the portal give them.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.delivery.identity import Attempt, Identity, IdentityError, ProviderUnavailable, identity_provider
from app.entry.actions.code_sign_in import Refused
from app.entry.queries.identities import invited_person, linked_person, person_of_identifier, staff_of_subject
from app.entry.steps.pending_identities import ToConfirm, link, propose
from app.entry.steps.sessions import Opening, open_session
from app.entry.steps.tallies import tally
from app.entry.words import Door, SignInProblem
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.queries.sessions import staff_roles
from app.vocabulary.audit import AuditAction

log = logging.getLogger(__name__)
#: How long somebody may take at the provider.
_LONGEST = timedelta(minutes=15)
_UNAVAILABLE_ERRORS = frozenset({"server_error", "temporarily_unavailable"})
_CANCELLED_ERRORS = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})


@dataclass(frozen=True, slots=True)
class Departure:
    """A browser that leaves for the provider: where to, and what it must bring back (kept in its own cookie)."""

    url: str
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Return:
    """A browser that comes back from the provider: what it kept, and what the provider put in the address."""

    kept: Mapping[str, Any] | None
    query: Mapping[str, str]
    browser: str


def leave_for_provider(door: Door, redirect_uri: str, language: str, max_age: int | None = None) -> Departure | Refused:
    """Start a sign-in: fresh state, nonce and PKCE verifier, for one use.

    With `max_age` (seconds), the provider asks again even somebody whom it knows.
    """
    at = clock.ticking()
    attempt = Attempt(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        code_verifier=secrets.token_urlsafe(64),
        redirect_uri=redirect_uri,
        max_age=max_age,
    )
    try:
        url = identity_provider().authorization_url(attempt, language, at)
    except IdentityError as error:
        return _failed(door, error)
    return Departure(url, {**asdict(attempt), "door": door.value, "started_at": at.isoformat()})


def come_back(returned: Return) -> str | Refused | ToConfirm:
    """Finish a sign-in: the token of a new session, what is to be confirmed first, or why not."""
    identity = who_came_back(returned)
    if isinstance(identity, Refused) or returned.kept is None:
        return identity if isinstance(identity, Refused) else Refused(SignInProblem.NOT_STARTED_HERE)
    return _open(Door(returned.kept["door"]), identity, returned.browser)


def who_came_back(returned: Return) -> Identity | Refused:
    """Who the provider says this is; what it says is checked against what the browser kept."""
    kept, query = returned.kept, returned.query
    if kept is None or not hmac.compare_digest(str(kept["state"]).encode(), query.get("state", "").encode()):
        return Refused(SignInProblem.NOT_STARTED_HERE)
    door, at = Door(kept["door"]), clock.ticking()
    if at - clock.parse_instant(kept["started_at"]) > _LONGEST:
        return _refused(door, SignInProblem.NOT_STARTED_HERE)
    if "error" in query or not query.get("code"):
        return _refused(door, _problem_of(query.get("error", "")))
    sent = {name: str(kept[name]) for name in ("state", "nonce", "code_verifier", "redirect_uri")}
    attempt = Attempt(**sent, max_age=kept.get("max_age"))
    try:
        return identity_provider().identify(query["code"], query.get("iss"), attempt, at)
    except IdentityError as error:
        return _failed(door, error)


def provider_sign_out(id_token: str, return_to: str) -> str | None:
    """Where to send the browser to sign out of the provider too; None if it cannot, or does not answer."""
    try:
        return identity_provider().end_session_url(id_token, return_to, clock.ticking())
    except IdentityError as error:
        log.warning("identity provider: %s", error)
        return None


def _problem_of(error: str) -> SignInProblem:
    if error in _CANCELLED_ERRORS:
        return SignInProblem.CANCELLED
    return SignInProblem.PROVIDER_UNAVAILABLE if error in _UNAVAILABLE_ERRORS else SignInProblem.PROVIDER_ANSWER


def _failed(door: Door, error: IdentityError) -> Refused:
    log.warning("identity provider: %s", error)
    unavailable = isinstance(error, ProviderUnavailable)
    return _refused(door, SignInProblem.PROVIDER_UNAVAILABLE if unavailable else SignInProblem.PROVIDER_ANSWER)


def _refused(door: Door, problem: SignInProblem, **details: str) -> Refused:
    with transaction() as session:
        tally(session, AuditAction.SIGN_IN_REFUSED, None, door=door.value, reason=problem.value, **details)
    return Refused(problem)


def claims_of(door: Door, identity: Identity) -> dict[str, Any] | None:
    """What a session keeps of what the provider said; None if it did not say what this door needs."""
    claim = "roles" if door is Door.STAFF else "neq"
    words = identity.words(claim)
    if words is None:
        log.warning("identity provider: the claim %s is needed", claim)
        return None
    return {claim: list(words), "acr": str(identity.claims.get("acr", "")), "id_token": identity.id_token}


def _open(door: Door, identity: Identity, browser: str) -> str | Refused | ToConfirm:
    claims = claims_of(door, identity)
    if claims is None:
        return _refused(door, SignInProblem.PROVIDER_ANSWER)
    words = tuple(claims["roles" if door is Door.STAFF else "neq"])
    with transaction() as session:
        actor = _staff(session, identity, words) if door is Door.STAFF else _person(session, identity)
        if actor is not None:
            return open_session(session, Opening(door, actor, browser, claims=claims))
        if door is not Door.STAFF and (person := enrolled(session, identity, words)) is not None:
            proposed = propose(session, (identity.issuer, identity.subject), person, claims)
            return proposed or Refused(SignInProblem.TOO_MANY_ATTEMPTS)
    unknown = SignInProblem.UNKNOWN_STAFF if door is Door.STAFF else SignInProblem.UNKNOWN_PERSON
    return _refused(door, unknown, subject=identity.subject)


def _staff(session: Session, identity: Identity, claimed: tuple[str, ...]) -> Actor | None:
    member = staff_of_subject(session, identity.subject)
    if member is None or not staff_roles(member, claimed):
        return None
    return Actor("staff", member.id, member.name)


def _person(session: Session, identity: Identity) -> Actor | None:
    person = recognized(session, identity)
    return None if person is None else Actor("person", person.id, person.name)


def recognized(session: Session, identity: Identity) -> Person | None:
    """Whom the portal knows under this identity, linked to it from now on; None for somebody new."""
    person = linked_person(session, identity.issuer, identity.subject)
    if person is None:
        person = person_of_identifier(session, identity.subject)
        if person is not None:
            link(session, identity.issuer, identity.subject, person)
    return person


def enrolled(session: Session, identity: Identity, neqs: tuple[str, ...]) -> Person | None:
    """Who was enrolled here with the address for which the provider vouches. That alone makes nobody them."""
    email = vouched_email(identity)
    return invited_person(session, email, neqs, clock.today()) if email else None


def vouched_email(identity: Identity) -> str:
    """The address that the provider vouches for; empty if there is none."""
    email = identity.claims.get("email")
    is_vouched = identity.claims.get("email_verified", current_app.config["OIDC_EMAIL_VERIFIED_IMPLIED"]) is True
    return email if isinstance(email, str) and is_vouched else ""
