"""What an employer proposes to firms. What becomes of a mandate at its end is in `mandate_ends.py`."""

from __future__ import annotations

from dataclasses import dataclass

from app.ledger.queries.intervals import is_over
from app.ledger.steps.transaction import one_at_a_time, transaction
from app.mandates.steps.mandates import (
    Proposal,
    ask_administrator,
    begin_on_mandate,
    living_mandate,
    reach_firm,
    write_proposal,
)
from app.registry.models.mandates import Firm
from app.registry.queries.firms import administrators, firm_of_neq
from app.registry.words.access import AccessProblem
from app.registry.words.mandates import MandateState
from app.resolver.steps.granting import Declined, Gesture, Giver, begin, check_end
from app.resolver.steps.people import Enrolment
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded


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
        if (living := living_mandate(gesture, firm)) is not None:
            if (living.services, living.purpose, living.until_on) != (codes, proposal.purpose, proposal.until_on):
                raise Declined(AccessProblem.MANDATE_HELD)
            return Proposed(living.public_id, firm.name, anew=False)
        mandate = write_proposal(gesture, firm, proposal, codes)
        invited = reach_firm(gesture, firm, mandate, proposal)
        return Proposed(mandate.public_id, firm.name, invited)


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


def invite_administrator(giver: Giver, public_id: str, whom: Enrolment) -> Proposed:
    """Invite somebody else to administer the firm of a mandate that waits for it: the first one never answered.

    Raises Unknown, NotGranted, or Declined when the mandate is not proposed any more or the firm has its people.
    """
    with transaction() as session:
        gesture, mandate = begin_on_mandate(session, giver, public_id)
        gesture.check(gesture.facts(giver.person_id), (OnlineService(code) for code in mandate.services))
        firm = session.get_one(Firm, mandate.firm_id)
        waits = mandate.state == MandateState.PROPOSED.value and not is_over(mandate, gesture.on)
        if not waits or administrators(session, firm.id, gesture.on):
            raise Declined(AccessProblem.MANDATE_OVER)
        return Proposed(mandate.public_id, firm.name, ask_administrator(gesture, firm, whom))
