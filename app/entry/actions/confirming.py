"""Proving again who one is, in a session that is open: by the password of one's code, or at the identity provider.

What does not succeed leaves the session as it was. What succeeds gives it a new token, so that whoever had copied the
earlier one is out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.delivery.identity import Identity
from app.entry.actions.code_sign_in import Refused
from app.entry.actions.identity_sign_in import Departure, Return, claims_of, leave_for_provider, who_came_back
from app.entry.queries.identities import linked_person, staff_of_subject
from app.entry.steps import throttling
from app.entry.steps.passwords import matches
from app.entry.steps.sessions import actor_of, rotate
from app.entry.words import Door, SignInProblem
from app.ledger.steps.audit import record
from app.ledger.steps.transaction import transaction
from app.registry.models.signin import UserSession
from app.registry.queries.credentials import credential_of_session
from app.registry.queries.sessions import Principal, staff_roles
from app.vocabulary.audit import AuditAction


def door_of(principal: Principal) -> Door:
    """The door by which somebody came in."""
    if principal.kind == "clinic":
        return Door.CLINIC
    return Door.STAFF if principal.space is None else Door(principal.space.value)


def confirm_by_password(principal: Principal, password: str) -> str | Refused:
    """The session's new token, if this is the password of its code. Attempts count against the session alone.

    Whoever guesses at the door keeps nobody from going on with what they do inside.
    """
    with transaction() as session:
        credential = credential_of_session(session, principal.session_id)
        if credential is None:
            raise LookupError("this session was not opened with a user code")
        known = credential.password_hash
        attempts = throttling.of_session(principal.session_id, "confirm")
        wait = throttling.count(session, clock.ticking(), attempts)
    if wait is not None:
        return Refused(SignInProblem.TOO_MANY_ATTEMPTS, wait.until)
    is_right = matches(known, password)
    with transaction() as session:
        again = credential_of_session(session, principal.session_id)
        if not is_right or again is None or again.password_hash != known:
            return _refused(session, principal, SignInProblem.WRONG_CODE_OR_PASSWORD)
        throttling.forget(session, attempts)
        return _renew(session, principal, clock.ticking())


def leave_to_confirm(principal: Principal, redirect_uri: str, language: str) -> Departure | Refused:
    """Send the browser to the provider, which must ask again who this is. What it keeps names this session."""
    max_age = current_app.config["FRESH_SIGN_IN_MINUTES"] * 60
    left = leave_for_provider(door_of(principal), redirect_uri, language, max_age)
    return left if isinstance(left, Refused) else Departure(left.url, {**left.kept, "confirms": principal.session_id})


def come_back_confirmed(principal: Principal | None, returned: Return) -> str | Refused:
    """The session's new token, if the same person came back to the same session; otherwise nothing has changed."""
    if principal is None or returned.kept is None or returned.kept.get("confirms") != principal.session_id:
        return Refused(SignInProblem.NOT_STARTED_HERE)
    identity = who_came_back(returned)
    if isinstance(identity, Refused):
        return identity
    claims = claims_of(door_of(principal), identity)
    with transaction() as session:
        if claims is None or identity.authenticated_at is None:
            return _refused(session, principal, SignInProblem.PROVIDER_ANSWER)
        if not _is_same(session, principal, identity, claims):
            return _refused(session, principal, SignInProblem.ANOTHER_PERSON)
        return _renew(session, principal, min(identity.authenticated_at, clock.ticking()), claims)


def _is_same(session: Session, principal: Principal, identity: Identity, claims: dict[str, Any]) -> bool:
    if principal.kind == "staff":
        member = staff_of_subject(session, identity.subject)
        return member is not None and member.id == principal.staff_id and bool(staff_roles(member, claims["roles"]))
    person = linked_person(session, identity.issuer, identity.subject)
    return person is not None and person.id == principal.person_id


def _renew(session: Session, principal: Principal, at: datetime, claims: dict[str, Any] | None = None) -> str:
    """What the provider says now replaces what it said: an employer or a role that it took away is gone."""
    row = session.get_one(UserSession, principal.session_id, with_for_update=True)
    row.authenticated_at = at
    if claims is not None and row.revoked_at is None:
        row.claims = claims
    _record(session, principal, AuditAction.IDENTITY_CONFIRMED)
    return rotate(session, principal.session_id)


def _refused(session: Session, principal: Principal, problem: SignInProblem) -> Refused:
    _record(session, principal, AuditAction.SIGN_IN_REFUSED, reason=problem.value)
    return Refused(problem)


def _record(session: Session, principal: Principal, action: AuditAction, **details: str) -> None:
    record(
        session,
        action,
        actor_of(principal),
        person_id=principal.person_id,
        employer_id=principal.employer_id,
        details={"door": door_of(principal).value, **details},
    )
