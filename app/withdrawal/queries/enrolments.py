"""Who is enrolled at many employers, or gets paper there: read at once, in as many statements as of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import end_of_day, stands
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.models.recipients import PaperRecipient
from app.registry.models.signin import UserSession
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.resolver.queries.facts import EmployerFacts, facts_of
from app.resolver.queries.recipients import Known
from app.withdrawal.queries.addresses import confirmed_addresses


class Somebody(NamedTuple):
    """Somebody with a role at the employer, on whichever day."""

    known: Known
    email: str


@dataclass(slots=True)
class Enrolments:
    """What was read of all the employers: by employer, then by person. `confirmed`: whose address is.

    People, recipients and invitations are those of any day; `invitations` are those that nobody answered.
    """

    facts: dict[int, EmployerFacts]
    employers: dict[int, Employer]
    people: dict[int, dict[int, Somebody]]
    recipients: dict[int, list[PaperRecipient]]
    invitations: dict[int, list[Invitation]]
    seen_at: dict[int, datetime]
    confirmed: set[int]


def enrolments_of(session: Session, employer_ids: Collection[int], on: date) -> Enrolments:
    """Read these employers, in eight statements; invitations that were sent by a Quebec day."""
    return Enrolments(
        facts=facts_of(session, employer_ids),
        employers={one.id: one for one in session.scalars(select(Employer).where(Employer.id.in_(employer_ids)))},
        people=people_of(session, employer_ids),
        recipients=_grouped(session.scalars(_of(PaperRecipient, employer_ids).where(stands(PaperRecipient)))),
        invitations=_grouped(session.scalars(_waiting(employer_ids, on))),
        seen_at=dict(session.execute(_visits(employer_ids)).all()),
        confirmed=confirmed_addresses(session, employer_ids),
    )


def _of(table: Any, employer_ids: Collection[int]) -> Any:
    return select(table).where(table.employer_id.in_(employer_ids)).order_by(table.id)


def _waiting(employer_ids: Collection[int], on: date) -> Any:
    return _of(Invitation, employer_ids).where(
        Invitation.state == InvitationState.SENT.value,
        Invitation.purpose == InvitationPurpose.USER.value,
        Invitation.sent_at < end_of_day(on),
    )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.employer_id].append(row)
    return found


def people_of(session: Session, employer_ids: Collection[int]) -> dict[int, dict[int, Somebody]]:
    """Whoever has a role at these employers, on whichever day, by employer then by person."""
    rows = session.execute(
        select(Membership.employer_id, Person.id, Person.public_id, Person.given_name, Person.family_name, Person.email)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.employer_id.in_(employer_ids), stands(Membership))
        .distinct()
    )
    found: dict[int, dict[int, Somebody]] = defaultdict(dict)
    for employer_id, person_id, public_id, given, family, email in rows:
        found[employer_id][person_id] = Somebody(Known(person_id, public_id, f"{given} {family}"), email)
    return found


def _visits(employer_ids: Collection[int]) -> Any:
    """When each person who grants at these employers, on whichever day, was last seen."""
    granters = select(Membership.person_id).where(
        Membership.employer_id.in_(employer_ids),
        Membership.role.in_([role.value for role in GRANTING_ROLES.values()]),
        stands(Membership),
    )
    return (
        select(UserSession.person_id, func.max(UserSession.last_seen_at))
        .where(UserSession.person_id.in_(granters))
        .group_by(UserSession.person_id)
    )
