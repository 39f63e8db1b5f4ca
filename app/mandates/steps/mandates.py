"""What happens to mandates inside another gesture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.entry.steps.sensitive import tell_other_granters
from app.invitations.steps.invitations import invite
from app.ledger.queries.intervals import ends_after
from app.ledger.steps.audit import Actor, record
from app.mandates.steps.assignments import about_mandate, end_assignments
from app.mandates.steps.news import tell_proposed
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, Mandate
from app.registry.queries.firms import administrators
from app.registry.queries.invitations import waiting_for_address
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationPurpose
from app.registry.words.mandates import FirmKind, MandateState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.mandates import LIVING
from app.resolver.steps.granting import Declined, Gesture, Giver, Unknown, begin, check_end
from app.resolver.steps.people import Enrolment
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an employer would let a firm do. `neq`: 10 digits; `until_on`: the first day without the mandate.

    `name`, `kind` and `administrator` describe a firm that nobody administers here yet.
    """

    neq: str
    services: tuple[OnlineService, ...]
    purpose: str
    until_on: date
    name: str = ""
    kind: FirmKind = FirmKind.OTHER
    administrator: Enrolment | None = None


def propose_again(gesture: Gesture, ended: Mandate) -> None:
    """Inside a gesture: propose to the firm what was ended, for what remains of it. Raises Declined.

    The firm accepts and assigns anew: whoever left it, or may not any more, gets nothing.
    """
    firm = gesture.session.get_one(Firm, ended.firm_id)
    services = tuple(OnlineService(code) for code in ended.services)
    check_end(ended.until_on, gesture.on)
    gesture.check(gesture.facts(gesture.giver.person_id), services)
    if living_mandate(gesture, firm) is not None:
        raise Declined(AccessProblem.MANDATE_HELD)
    proposal = Proposal(firm.neq, services, ended.purpose, ended.until_on)
    reach_firm(gesture, firm, write_proposal(gesture, firm, proposal, list(ended.services)), proposal)


def living_mandate(gesture: Gesture, firm: Firm) -> Mandate | None:
    """The mandate that the firm already has of the employer in the space, proposed or accepted."""
    giver = gesture.giver
    return gesture.session.scalar(
        select(Mandate).where(
            Mandate.employer_id == giver.employer_id,
            Mandate.space == giver.space.value,
            Mandate.firm_id == firm.id,
            Mandate.state.in_(LIVING),
            ends_after(Mandate, gesture.on),
        )
    )


def write_proposal(gesture: Gesture, firm: Firm, proposal: Proposal, services: list[str]) -> Mandate:
    giver = gesture.giver
    mandate = Mandate(
        employer_id=giver.employer_id,
        space=giver.space.value,
        firm_id=firm.id,
        services=services,
        purpose=proposal.purpose,
        until_on=proposal.until_on,
        state=MandateState.PROPOSED.value,
        named_by_id=giver.person_id,
        created_at=gesture.at,
    )
    gesture.session.add(mandate)
    gesture.session.flush()
    note(gesture.session, AuditAction.MANDATE_PROPOSED, mandate, giver.actor)
    tell_other_granters(
        gesture.session,
        SensitiveMoment.MANDATE_GIVEN,
        mandate.public_id,
        giver=giver,
        at=gesture.at,
        about=firm.name,
    )
    return mandate


def reach_firm(gesture: Gesture, firm: Firm, mandate: Mandate, proposal: Proposal) -> str:
    """Tell the firm's administrators; invite the one who is named where there is none. A name if one is invited."""
    if administrators(gesture.session, firm.id, gesture.on):
        tell_proposed(gesture.session, mandate, gesture.giver.actor, gesture.at)
        return ""
    if proposal.administrator is None:
        raise Declined(AccessProblem.FIRM_UNKNOWN)
    return ask_administrator(gesture, firm, proposal.administrator)


def ask_administrator(gesture: Gesture, firm: Firm, whom: Enrolment) -> str:
    """Invite somebody to administer the firm, unless an invitation waits for them already; returns their name."""
    session, at = gesture.session, gesture.at
    if waiting_for_address(session, whom.email, at, employer_id=None, firm_id=firm.id, space=None) is None:
        made = Invitation(firm_id=firm.id)
        invite(session, InvitationPurpose.FIRM_ADMINISTRATOR, whom, made, by=gesture.giver.actor, at=at)
    return f"{whom.given_name} {whom.family_name}"


def close_mandate(gesture: Gesture, mandate: Mandate, state: MandateState) -> int:
    """Give a mandate its last state and end what it gave; returns to how many people."""
    mandate.state, mandate.settled_at = state.value, gesture.at
    mandate.settled_by_id = gesture.giver.person_id
    return end_assignments(gesture, mandate)


def begin_on_mandate(session: Session, giver: Giver, public_id: str) -> tuple[Gesture, Mandate]:
    """Lock the rights of the employer, and find its mandate. Raises Unknown."""
    gesture = begin(session, giver)
    mandate = session.scalar(
        select(Mandate).where(
            Mandate.public_id == public_id,
            Mandate.employer_id == giver.employer_id,
            Mandate.space == giver.space.value,
        )
    )
    if mandate is None:
        raise Unknown("no such mandate of this employer in this space")
    return gesture, mandate


def note(session: Session, action: AuditAction, mandate: Mandate, by: Actor, **more: Any) -> None:
    """Write the entry of what happened to a mandate."""
    details = {**about_mandate(session, mandate), **more}
    record(session, action, by, employer_id=mandate.employer_id, details=details)
