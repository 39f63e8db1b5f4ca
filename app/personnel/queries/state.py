"""Read what a table is compared with, and the plans that were made from one."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import is_empty, lasts, lasts_on, stands
from app.personnel.domain.known import Known, Later, PersonnelState, Rights
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import FirmMembership
from app.registry.models.people import MADE_HERE, Membership, Person
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import EmployerFacts, Held, facts_of_employer
from app.resolver.queries.grants import covered_until
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import CellProblem, NotTaken, PlanState, RowKind
from app.vocabulary.services import OnlineService

#: How many plans a page lists.
LISTED = 20


def state_of(session: Session, employer_id: int, space: Space, at: datetime, on: date, longest: date) -> PersonnelState:
    """Return what is known now, in six statements however many people there are."""
    facts = facts_of_employer(session, employer_id)
    grants = own_grants(session, employer_id, space)
    firm = _of_firms(session, employer_id, space, on)
    roles = _roles(facts, space, on)
    professionals = set(facts.designated_on(on))
    rights, elsewhere, held = _rights(grants, on), _elsewhere(session, employer_id, on), _by_person(facts)
    people = tuple(
        Known(
            person_id=person.id,
            public_id=person.public_id,
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            language=person.language,
            here=Role.USER in roles[person.id],
            rights=rights[person.id][0],
            later=rights[person.id][1],
            leaves_on=_leaves_on(held[person.id], space, on),
            kept=_kept(person.id, roles[person.id], professionals, firm),
            name_kept=_name_kept(person, elsewhere),
            grants_elsewhere=_grants_elsewhere(held[person.id], space, on),
        )
        for person in _known(session, employer_id)
    )
    invited = _invited(session, employer_id, space, at)
    return PersonnelState(on, longest, people, invited, _basis(session, employer_id, on, people, invited))


def _known(session: Session, employer_id: int) -> Sequence[Person]:
    known = select(Membership.person_id).where(Membership.employer_id == employer_id, stands(Membership))
    return session.scalars(select(Person).where(Person.id.in_(known)).order_by(Person.search_name, Person.id)).all()


def own_grants(session: Session, employer_id: int, space: Space) -> Sequence[AccessGrant]:
    """Return the rights that stand in the space, those of stand-ins and of firms aside."""
    return session.scalars(
        select(AccessGrant)
        .where(
            AccessGrant.employer_id == employer_id,
            AccessGrant.space == space.value,
            stands(AccessGrant),
            AccessGrant.absence_id.is_(None),
            AccessGrant.mandate_id.is_(None),
        )
        .order_by(AccessGrant.id)
    ).all()


def _rights(grants: Sequence[AccessGrant], on: date) -> dict[int, tuple[Rights, Later]]:
    """Return, by person, the rights of that day and those to come."""
    intervals: dict[tuple[int, str], list[Held]] = defaultdict(list)
    for row in grants:
        held = Held(Space(row.space), row.service, row.person_id, row.from_on, row.until_on)
        intervals[(row.person_id, row.service)].append(held)
    rights: dict[int, tuple[Rights, Later]] = defaultdict(lambda: ({}, {}))
    for (person_id, service), rows in intervals.items():
        coming = [held for held in rows if held.from_on > on and not is_empty(held)]
        if any(held.holds(on) for held in rows):
            rights[person_id][0][OnlineService(service)] = covered_until(rows, on)
        elif coming:
            first = min(held.from_on for held in coming)
            rights[person_id][1][OnlineService(service)] = (first, covered_until(coming, first))
    return rights


def _roles(facts: EmployerFacts, space: Space, on: date) -> dict[int, set[Role]]:
    """Return the roles of everybody in the space on that day."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for held in facts.memberships:
        if held.person_id is not None and held.space == space and held.holds(on):
            roles[held.person_id].add(Role(held.what))
    return roles


def _kept(person_id: int, roles: set[Role], professionals: set[int], firm: frozenset[int]) -> CellProblem | None:
    if roles & {Role.RSE, Role.RESPONDENT}:
        return CellProblem.GRANTER
    if person_id in professionals:
        return CellProblem.HEALTH_PROFESSIONAL
    return CellProblem.OF_A_FIRM if person_id in firm else None


def _name_kept(person: Person, elsewhere: frozenset[int]) -> NotTaken | None:
    if not person.identifier.startswith(MADE_HERE):
        return NotTaken.NAME_OF_REGISTRY
    return NotTaken.NAME_ELSEWHERE if person.id in elsewhere else None


def _elsewhere(session: Session, employer_id: int, on: date) -> frozenset[int]:
    """Return the people of the employer who have a role for another employer or in a firm, on that day or later."""
    known = select(Membership.person_id).where(Membership.employer_id == employer_id)
    others = select(Membership.person_id).where(Membership.employer_id != employer_id, lasts(Membership, on))
    firms = select(FirmMembership.person_id).where(lasts(FirmMembership, on))
    found = union(others.where(Membership.person_id.in_(known)), firms.where(FirmMembership.person_id.in_(known)))
    return frozenset(session.scalars(found))


def _by_person(facts: EmployerFacts) -> dict[int, list[Held]]:
    held: dict[int, list[Held]] = defaultdict(list)
    for row in facts.memberships:
        held[row.person_id or 0].append(row)
    return held


def _leaves_on(roles: Sequence[Held], space: Space, on: date) -> date | None:
    own = [held for held in roles if (held.space, held.what, held.mandate_id) == (space, Role.USER, None)]
    return covered_until(own, on) if any(held.holds(on) for held in own) else None


def _grants_elsewhere(roles: Sequence[Held], space: Space, on: date) -> bool:
    granting = [held for held in roles if held.space != space and held.what == GRANTING_ROLES.get(held.space)]
    return any(lasts_on(held, on) for held in granting)


def _of_firms(session: Session, employer_id: int, space: Space, on: date) -> frozenset[int]:
    rows = session.scalars(
        select(Membership.person_id).where(
            Membership.employer_id == employer_id,
            Membership.space == space.value,
            Membership.mandate_id.is_not(None),
            lasts(Membership, on),
        )
    )
    return frozenset(rows)


def _invited(session: Session, employer_id: int, space: Space, at: datetime) -> frozenset[str]:
    rows = session.scalars(
        select(func.lower(Invitation.email)).where(
            Invitation.employer_id == employer_id,
            Invitation.space == space.value,
            Invitation.purpose == InvitationPurpose.USER.value,
            Invitation.state == InvitationState.SENT.value,
            Invitation.expires_at > at,
        )
    )
    return frozenset(rows)


def standing(session: Session, employer_id: int) -> dict[int, list[list[int]]]:
    """Return, by person, the numbers of the roles and rights that stand in every space. Any gesture changes them."""
    rows: dict[int, list[list[int]]] = defaultdict(lambda: [[], []])
    tables: tuple[Any, ...] = (Membership, AccessGrant)
    for number, table in enumerate(tables):
        statement = select(table.person_id, table.id).where(table.employer_id == employer_id, stands(table))
        for person_id, row_id in session.execute(statement.order_by(table.id)):
            rows[person_id][number].append(row_id)
    return rows


def _basis(session: Session, employer_id: int, on: date, people: Sequence[Known], invited: frozenset[str]) -> str:
    named = [[one.person_id, one.name, one.email, one.kept, one.name_kept] for one in people]
    rows = sorted(standing(session, employer_id).items())
    said = json.dumps([on.isoformat(), named, rows, sorted(invited)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def plan_for(session: Session, employer_id: int, space: Space, public_id: str) -> PersonnelPlan | None:
    """Return the plan of that identifier; None if it was not made for this employer in this space."""
    return session.scalar(
        select(PersonnelPlan).where(
            PersonnelPlan.public_id == public_id,
            PersonnelPlan.employer_id == employer_id,
            PersonnelPlan.space == space.value,
        )
    )


def latest_plans(session: Session, employer_id: int, space: Space) -> Sequence[PersonnelPlan]:
    """Return the latest plans that were confirmed, the latest first."""
    return session.scalars(
        select(PersonnelPlan)
        .where(
            PersonnelPlan.employer_id == employer_id,
            PersonnelPlan.space == space.value,
            PersonnelPlan.state.not_in([PlanState.PLANNED.value, PlanState.DROPPED.value]),
        )
        .order_by(PersonnelPlan.created_at.desc(), PersonnelPlan.id.desc())
        .limit(LISTED)
    ).all()


def rows_of(
    session: Session, plan: PersonnelPlan, *kinds: RowKind, limit: int | None = None, offset: int = 0
) -> Sequence[PersonnelRow]:
    """Return the rows of a plan, of some kinds or of all, in the order of the table; absent people come last."""
    statement = select(PersonnelRow).where(PersonnelRow.plan_id == plan.id)
    if kinds:
        statement = statement.where(PersonnelRow.kind.in_([kind.value for kind in kinds]))
    absent = PersonnelRow.line == 0
    statement = statement.order_by(absent, PersonnelRow.line, PersonnelRow.id)
    return session.scalars(statement.limit(limit).offset(offset)).all()


def count_rows(session: Session, plan: PersonnelPlan) -> dict[RowKind, int]:
    """Count the rows of each kind of a plan."""
    rows = session.execute(
        select(PersonnelRow.kind, func.count()).where(PersonnelRow.plan_id == plan.id).group_by(PersonnelRow.kind)
    )
    found = {RowKind(kind): number for kind, number in rows}
    return {kind: found.get(kind, 0) for kind in RowKind}


def names_of(session: Session, ids: Collection[int]) -> list[str]:
    """Return the names of some people, by family name."""
    people = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.search_name, Person.id))
    return [person.name for person in people]


def claimable_ids(session: Session, at: datetime) -> list[int]:
    """Return the plans to apply or undo that no worker has under way, the oldest first."""
    return list(session.scalars(select(PersonnelPlan.id).where(*_claimable(at)).order_by(PersonnelPlan.id)))


def claimable(session: Session, plan_id: int, at: datetime) -> PersonnelPlan | None:
    """Return one of these plans, locked on PostgreSQL; None when another worker took it."""
    statement = select(PersonnelPlan).where(PersonnelPlan.id == plan_id, *_claimable(at))
    return session.scalar(statement.with_for_update(skip_locked=True))


def _claimable(at: datetime) -> tuple[Any, ...]:
    unleased = PersonnelPlan.leased_until.is_(None) | (PersonnelPlan.leased_until <= at)
    return (PersonnelPlan.state.in_(_UNSETTLED), unleased)


_UNSETTLED = [PlanState.QUEUED.value, PlanState.APPLYING.value, PlanState.UNDOING.value]


def unsettled_plans() -> Select[Any]:
    """Return the query for the plans to apply or undo, those under way included."""
    return select(PersonnelPlan.id).where(PersonnelPlan.state.in_(_UNSETTLED))
