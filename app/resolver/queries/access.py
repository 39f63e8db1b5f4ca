"""May this person use this service? The answer for whoever is signed in, from the one resolver."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.registry.domain.vouching import IN_ONES_OWN_NAME, facts_vouched_for
from app.registry.queries.sessions import Principal
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.rules.access import AccessRuling, Beyond, may_use
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import AccessChange
from app.vocabulary.services import OnlineService

ONLY_FOR_AN_EMPLOYER = "only a person acting for an employer may ask"


def decision(session: Session, principal: Principal, service: OnlineService, on: date) -> AccessRuling:
    """The ruling on a service for the employer and the space in which the person is signed in, in one statement.

    A person without a role there is answered as a user would be: refused, with every obstacle.
    """
    return _decide(facts_for(session, principal), principal, service, on)


def decisions(session: Session, principal: Principal, on: date) -> dict[OnlineService, AccessRuling]:
    """The ruling on each of the seven services, in one statement."""
    facts = facts_for(session, principal)
    return {service: _decide(facts, principal, service, on) for service in OnlineService}


def facts_for(session: Session, principal: Principal) -> EmployerFacts:
    """What is known of the employer and of whoever is signed in, as far as their session vouches for it."""
    if principal.person_id is None or principal.employer_id is None or principal.space is None:
        raise ValueError(ONLY_FOR_AN_EMPLOYER)
    facts = facts_of_employer(session, principal.employer_id, person_id=principal.person_id)
    return facts_vouched_for(facts, principal.person_id, principal.vouched)


def decide(facts: EmployerFacts, principal: Principal, service: OnlineService, on: date) -> AccessRuling:
    """As `decision`, from facts already at hand, of everybody or of this person."""
    if principal.person_id is None:
        raise ValueError(ONLY_FOR_AN_EMPLOYER)
    return _decide(facts_vouched_for(facts, principal.person_id, principal.vouched), principal, service, on)


def _decide(facts: EmployerFacts, principal: Principal, service: OnlineService, on: date) -> AccessRuling:
    if principal.person_id is None or principal.space is None:
        raise ValueError(ONLY_FOR_AN_EMPLOYER)
    found = _ruled(facts, principal.person_id, principal.space, service, on)
    beyond = None if found.held else _beyond(facts, principal.person_id, found)
    return found if beyond is None else replace(found, beyond=beyond)


def _ruled(facts: EmployerFacts, person_id: int, space: Space, service: OnlineService, on: date) -> AccessRuling:
    best = facts.best_ruling(person_id, space, service, on)
    if best is not None:
        return best
    ruling = facts.ruling(person_id, space, Role.USER, service, on)
    # Rights may outlive a role, and codes give messaging to every user: who is nobody there has no account to use.
    return may_use(replace(ruling.facts, accounts=frozenset()), on) if ruling.allowed else ruling


def _beyond(facts: EmployerFacts, person_id: int, found: AccessRuling) -> Beyond | None:
    """What the person holds in the same space that their session does not vouch for: first in their own name."""
    if facts.whole is None:
        return None
    asked = (person_id, found.facts.signed_in_with, found.facts.service, found.on)
    own = facts_vouched_for(facts.whole, person_id, IN_ONES_OWN_NAME).best_ruling(*asked)
    if own is not None and own.held:
        return Beyond(AccessChange.SIGN_IN_FOR_EMPLOYER, own)
    whole = facts.whole.best_ruling(*asked)
    return Beyond(AccessChange.SIGN_IN_FOR_FIRM, whole) if whole is not None and whole.held else None
