"""May this person use this service? The answer for whoever is signed in, from the one resolver."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.queries.facts import EmployerFacts, facts_of_employer
from app.queries.sessions import Principal
from app.queries.vouching import facts_vouched_for
from app.rules.access import AccessRuling, may_use
from app.vocabulary.accounts import Role
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
    best = facts.best_ruling(principal.person_id, principal.space, service, on)
    if best is not None:
        return best
    ruling = facts.ruling(principal.person_id, principal.space, Role.USER, service, on)
    # Rights may outlive a role, and codes give messaging to every user: who is nobody there has no account to use.
    return may_use(replace(ruling.facts, accounts=frozenset()), on) if ruling.allowed else ruling
