"""Why a session that acted for an employer no longer does: the person's role there ended, and how.

Nothing is told of the employer but its name, which the session showed: neither its accounts nor its people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds, is_over
from app.registry.domain.vouching import IN_ONES_OWN_NAME, facts_vouched_for
from app.registry.models.employers import Employer
from app.registry.models.mandates import FirmMembership, Mandate
from app.registry.models.people import Membership
from app.registry.models.signin import UserSession
from app.registry.queries.sessions import Principal
from app.registry.words.mandates import MandateState
from app.resolver.queries.explanations import Step
from app.resolver.queries.facts import facts_of_employer
from app.rules.changes import fix_of
from app.rules.roles import IN_ANOTHER_SESSION, MANDATE_OVER, NO_ROLE, UNASSIGNED
from app.rules.ruling import Reason
from app.rules.table import Fix
from app.vocabulary.accounts import Space
from app.vocabulary.rulings import AccessChange, Link


@dataclass(frozen=True, slots=True)
class EndedRole:
    """The employer for which the session acted, why it no longer does, and what would change it.

    `elsewhere`: another session of the same person would act for it.
    """

    employer: str
    reason: Reason
    fix: Fix | None
    elsewhere: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """The chain, which stops at the role."""
        unasked = (Step(Link.RIGHT, None), Step(Link.SERVICE, None))
        return (Step(Link.ACCOUNT, None), Step(Link.ROLE, False, (self.reason,)), *unasked)


_ACTED_FOR = (
    select(Employer.id, Employer.name)
    .join(UserSession, UserSession.employer_id == Employer.id)
    .where(UserSession.id == bindparam("session"))
)
_LATEST: Any = (
    select(Mandate)
    .join_from(Membership, Mandate, Mandate.id == Membership.mandate_id, isouter=True)
    .where(
        Membership.person_id == bindparam("person"),
        Membership.employer_id == bindparam("employer"),
        Membership.space == bindparam("space"),
    )
    .order_by(Membership.recorded_at.desc(), Membership.id.desc())
    .limit(1)
)


def ended_role(session: Session, principal: Principal, on: date) -> EndedRole | None:
    """Why the principal, who acted for an employer in this session, has no role there; None where they never did."""
    if principal.person_id is None or principal.space is None or principal.employer_id is not None:
        return None
    found = session.execute(_ACTED_FOR, {"session": principal.session_id}).first()
    if found is None:
        return None
    change = _another_session(session, principal.person_id, found.id, principal.space, on)
    if change is not None:
        return EndedRole(found.name, IN_ANOTHER_SESSION, fix_of(change, principal.space), elsewhere=True)
    values = {"person": principal.person_id, "employer": found.id, "space": principal.space.value}
    return EndedRole(found.name, *_how(session, principal, session.scalar(_LATEST, values), on))


def _another_session(session: Session, person_id: int, employer_id: int, space: Space, on: date) -> AccessChange | None:
    """The session with which the person would have a role there, if there is one."""
    facts = facts_of_employer(session, employer_id, person_id=person_id)
    if facts_vouched_for(facts, person_id, IN_ONES_OWN_NAME).roles_on(person_id, space, on):
        return AccessChange.SIGN_IN_FOR_EMPLOYER
    return AccessChange.SIGN_IN_FOR_FIRM if facts.roles_on(person_id, space, on) else None


def _how(session: Session, principal: Principal, mandate: Mandate | None, on: date) -> tuple[Reason, Fix | None]:
    """How the role ended. Who has left the firm is not told what became of its mandates."""
    if mandate is None:
        return NO_ROLE, fix_of(AccessChange.REGISTER, principal.space or Space.CLICSEQUR)
    over = mandate.state != MandateState.ACCEPTED or is_over(mandate, on)
    reason = MANDATE_OVER if over and _of_firm(session, principal, mandate, on) else UNASSIGNED
    return reason, reason.fix


def _of_firm(session: Session, principal: Principal, mandate: Mandate, on: date) -> bool:
    of_firm = (FirmMembership.firm_id == mandate.firm_id, FirmMembership.person_id == principal.person_id)
    return session.scalar(select(FirmMembership.id).where(*of_firm, holds(FirmMembership, on)).limit(1)) is not None
