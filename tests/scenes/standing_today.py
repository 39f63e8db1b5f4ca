"""What the tables and the resolver say of today, in the same values as `Replayed` reads from the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, FirmMembership, Mandate
from app.registry.models.people import Person
from app.resolver.models.absences import Absence
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import covered_until
from app.reviews.models import AccessReview, AccessReviewLine
from app.rights.models.requests import AccessRequest
from app.vocabulary.accounts import Space
from tests.scenes.replayed import Held, Replayed


def standing_today(session: Session, employer_id: int, space: Space, on: date) -> dict[str, Any]:
    """Everything that makes somebody's rights at an employer, in one space, that day."""
    return {
        "held": _held(session, employer_id, space, on),
        "addresses": {one.id: one.email for one in session.scalars(select(Person))},
        "firm": _firm(session, on),
        "mandates": {one.public_id: _mandate(session, one) for one in session.scalars(select(Mandate))},
        "absences": {one.public_id: _absence(one) for one in session.scalars(select(Absence))},
        "designations": {one.public_id: _designation(session, one) for one in session.scalars(select(Designation))},
        "invitations": {one.public_id: _invitation(session, one) for one in session.scalars(select(Invitation))},
        "requests": {one.public_id: _request(one) for one in session.scalars(select(AccessRequest)) if one.asked_at},
        "reviews": {one.public_id: _review(session, one) for one in session.scalars(select(AccessReview))},
    }


def replayed_today(replayed: Replayed, on: date, people: Iterable[Person]) -> dict[str, Any]:
    """The same, as the journal says it. `people`: everybody; their addresses were given when they were invited."""
    invited = {one["person"]: one["address"] for one in replayed.invitations.values() if one["person"]}
    shown = ("person", "stand_in", "days", "cancelled")
    return {
        "held": replayed.held(on),
        "addresses": {one.id: replayed.addresses.get(one.id, invited.get(one.id)) for one in people},
        "firm": {who: roles for who, roles in replayed.firm.items() if roles},
        "mandates": replayed.mandates,
        "absences": {key: {name: one[name] for name in shown} for key, one in replayed.absences.items()},
        "designations": replayed.designations,
        "invitations": replayed.invitations,
        "requests": replayed.requests,
        "reviews": replayed.reviews,
    }


def _text(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _held(session: Session, employer_id: int, space: Space, on: date) -> Held:
    facts = facts_of_employer(session, employer_id)
    found: Held = {}
    for who in {held.person_id for held in facts.memberships if held.person_id is not None}:
        roles = {role.value for role in facts.roles_on(who, space, on)}
        rights: dict[str, date | None] = {}
        for service in facts.grants_on(who, space, on):
            rows = [held for held in facts.grants[who, space] if held.what == service]
            rights[service.value] = covered_until((row for row in rows if row.until_on != row.from_on), on)
        if roles or rights:
            found[who] = (roles, rights)
    return found


def _firm(session: Session, on: date) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for one in session.scalars(select(FirmMembership).where(FirmMembership.superseded_at.is_(None))):
        if one.from_on <= on and (one.until_on is None or on < one.until_on):
            found[one.person_id].add(one.role)
    return dict(found)


def _mandate(session: Session, one: Mandate) -> dict[str, Any]:
    return {
        "state": one.state,
        "firm_neq": session.get_one(Firm, one.firm_id).neq,
        "services": one.services,
        "purpose": one.purpose,
        "until_on": _text(one.until_on),
    }


def _absence(one: Absence) -> dict[str, Any]:
    return {
        "person": one.person_id,
        "stand_in": one.stand_in_id,
        "days": (_text(one.from_on), _text(one.until_on)),
        "cancelled": one.cancelled_at is not None,
    }


def _designation(session: Session, one: Designation) -> dict[str, Any]:
    return {
        "state": one.state,
        "person": one.person_id,
        "recipient": f"{one.given_name} {one.family_name}",
        "order": one.professional_order,
        "member_no": one.order_member_no,
        "invitation": session.get_one(Invitation, one.invitation_id).public_id,
    }


def _invitation(session: Session, one: Invitation) -> dict[str, Any]:
    return {
        "state": one.state,
        "person": one.person_id,
        "purpose": one.purpose,
        "recipient": f"{one.given_name} {one.family_name}",
        "address": one.email,
        "services": one.services,
        "until_on": _text(one.until_on),
        "sending": one.sendings,
        "firm_neq": session.get_one(Firm, one.firm_id).neq if one.firm_id else None,
    }


def _request(one: AccessRequest) -> dict[str, Any]:
    return {
        "state": one.state,
        "person": one.person_id,
        "service": one.service,
        "reason": one.reason,
        "until_on": _text(one.until_on),
        "granted_until_on": _text(one.granted_until_on),
        "answer": one.answer,
    }


def _review(session: Session, one: AccessReview) -> dict[str, Any]:
    lines = session.scalars(select(AccessReviewLine).where(AccessReviewLine.review_id == one.id))
    return {
        "state": one.state,
        "cause": one.cause,
        "due_on": _text(one.due_on),
        "attestation": one.attestation_sha256,
        "answers": {
            (line.person_id, line.service): (line.choice, _text(line.new_until_on)) for line in lines if line.choice
        },
    }
