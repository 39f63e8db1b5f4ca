"""What an employer proposes to firms. What becomes of a mandate at its end is in `mandate_ends.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.assignments import about_mandate, end_assignments
from app.actions.audit import Actor, record
from app.actions.granting import Declined, Gesture, Giver, Unknown, begin, check_end
from app.actions.invitations import invite
from app.actions.mandate_news import tell_proposed
from app.actions.people import Enrolment
from app.actions.sensitive import tell_other_granters
from app.actions.transaction import one_at_a_time, transaction
from app.models.invitations import Invitation
from app.models.mandates import Firm, Mandate
from app.queries.firms import administrators, firm_of_neq
from app.queries.invitations import waiting_for_address
from app.queries.mandates import LIVING
from app.vocabulary.access import AccessProblem
from app.vocabulary.audit import AuditAction
from app.vocabulary.invitations import InvitationPurpose
from app.vocabulary.mandates import FirmKind, MandateState
from app.vocabulary.sensitive import SensitiveMoment
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded


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


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mandate that awaits the firm's answer. `invited`: who was invited to administer the firm, if anybody was."""

    public_id: str
    firm: str
    invited: str = ""
    anew: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """What a gesture did to a mandate; `people`: to how many of the firm. `changed` is False if it was so already."""

    firm: str
    people: int = 0
    changed: bool = True


def propose(giver: Giver, proposal: Proposal) -> Proposed:
    """Propose a mandate to a firm: nobody of it may do anything before it accepts and assigns somebody.

    The firm's administrators are told; where it has none, the one who is named is invited. The same proposal again
    changes nothing. Raises NotGranted or Declined.
    """
    wanted = tuple(service for service in OnlineService if service in set(proposal.services))
    with transaction() as session:
        gesture = begin(session, giver)
        if not wanted:
            raise Declined(AccessProblem.NO_SERVICE)
        check_end(proposal.until_on, gesture.on)
        gesture.check(gesture.facts(giver.person_id), wanted)
        firm = _firm(gesture, proposal)
        codes = [service.value for service in wanted]
        if (living := _living(gesture, firm)) is not None:
            if (living.services, living.purpose, living.until_on) != (codes, proposal.purpose, proposal.until_on):
                raise Declined(AccessProblem.MANDATE_HELD)
            return Proposed(living.public_id, firm.name, anew=False)
        mandate = _propose(gesture, firm, proposal, codes)
        invited = _reach_firm(gesture, firm, mandate, proposal)
        return Proposed(mandate.public_id, firm.name, invited)


def propose_again(gesture: Gesture, ended: Mandate) -> None:
    """Inside a gesture: propose to the firm what was ended, for what remains of it. Raises Declined.

    The firm accepts and assigns anew: whoever left it, or may not any more, gets nothing.
    """
    firm = gesture.session.get_one(Firm, ended.firm_id)
    services = tuple(OnlineService(code) for code in ended.services)
    check_end(ended.until_on, gesture.on)
    gesture.check(gesture.facts(gesture.giver.person_id), services)
    if _living(gesture, firm) is not None:
        raise Declined(AccessProblem.MANDATE_HELD)
    proposal = Proposal(firm.neq, services, ended.purpose, ended.until_on)
    _reach_firm(gesture, firm, _propose(gesture, firm, proposal, list(ended.services)), proposal)


def _firm(gesture: Gesture, proposal: Proposal) -> Firm:
    """The firm of that NEQ, written if nobody has named it yet: the first name that it was given stays."""
    one_at_a_time(gesture.session, f"firm:{proposal.neq}")
    known = firm_of_neq(gesture.session, proposal.neq)
    if known is not None:
        return known
    if proposal.administrator is None or not proposal.name:
        raise Declined(AccessProblem.FIRM_UNKNOWN)
    firm = Firm(
        neq=proposal.neq,
        name=proposal.name,
        search_name=folded(proposal.name),
        kind=proposal.kind.value,
        recorded_at=gesture.at,
    )
    gesture.session.add(firm)
    gesture.session.flush()
    return firm


def _living(gesture: Gesture, firm: Firm) -> Mandate | None:
    """The mandate that the firm already has of the employer in the space, proposed or accepted."""
    giver = gesture.giver
    return gesture.session.scalar(
        select(Mandate).where(
            Mandate.employer_id == giver.employer_id,
            Mandate.space == giver.space.value,
            Mandate.firm_id == firm.id,
            Mandate.state.in_(LIVING),
            Mandate.until_on > gesture.on,
        )
    )


def _propose(gesture: Gesture, firm: Firm, proposal: Proposal, services: list[str]) -> Mandate:
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


def _reach_firm(gesture: Gesture, firm: Firm, mandate: Mandate, proposal: Proposal) -> str:
    """Tell the firm's administrators; invite the one who is named where there is none. A name if one is invited."""
    if administrators(gesture.session, firm.id, gesture.on):
        tell_proposed(gesture.session, mandate, gesture.giver.actor, gesture.at)
        return ""
    if proposal.administrator is None:
        raise Declined(AccessProblem.FIRM_UNKNOWN)
    return _invite_administrator(gesture, firm, proposal.administrator)


def _invite_administrator(gesture: Gesture, firm: Firm, whom: Enrolment) -> str:
    """Invite somebody to administer the firm, unless an invitation waits for them already; returns their name."""
    session, at = gesture.session, gesture.at
    if waiting_for_address(session, whom.email, at, employer_id=None, firm_id=firm.id, space=None) is None:
        made = Invitation(firm_id=firm.id)
        invite(session, InvitationPurpose.FIRM_ADMINISTRATOR, whom, made, by=gesture.giver.actor, at=at)
    return f"{whom.given_name} {whom.family_name}"


def invite_administrator(giver: Giver, public_id: str, whom: Enrolment) -> Proposed:
    """Invite somebody else to administer the firm of a mandate that waits for it: the first one never answered.

    Raises Unknown, NotGranted, or Declined when the mandate is not proposed any more or the firm has its people.
    """
    with transaction() as session:
        gesture, mandate = begin_on_mandate(session, giver, public_id)
        gesture.check(gesture.facts(giver.person_id), (OnlineService(code) for code in mandate.services))
        firm = session.get_one(Firm, mandate.firm_id)
        waits = mandate.state == MandateState.PROPOSED.value and mandate.until_on > gesture.on
        if not waits or administrators(session, firm.id, gesture.on):
            raise Declined(AccessProblem.MANDATE_OVER)
        return Proposed(mandate.public_id, firm.name, _invite_administrator(gesture, firm, whom))


def settle(gesture: Gesture, mandate: Mandate, state: MandateState) -> int:
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
