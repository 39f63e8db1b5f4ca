"""Find what a granter did since a moment, and what taking it back would restore.

The journal says whom and what they touched; the intervals say how each stood before and how it stands now. Only the
difference between the two counts, however many gestures led from one to the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.queries.intervals import ends_after, has_days, is_over, stands
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Membership, Person
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import facts_of_employer
from app.taking_back.domain.items import NOTHING, Asked, Item, TakingBack
from app.taking_back.queries.anew import ANEW, proposed_anew
from app.taking_back.words import NotTakenBack, TakenBack
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService

_RIGHTS = frozenset({AuditAction.ACCESS_GRANTED, AuditAction.ACCESS_CHANGED, AuditAction.ACCESS_REVOKED})
_ROLES = frozenset(
    {AuditAction.PERSON_ENROLLED, AuditAction.PERSON_LEAVES, AuditAction.PERSON_REMOVED, AuditAction.ROLE_GIVEN}
)
_ELSEWHERE = frozenset(
    {
        AuditAction.ABSENCE_CANCELLED,
        AuditAction.ACCESS_REVIEW_ATTESTED,
        AuditAction.DESIGNATION_ENDED,
        AuditAction.INVITATION_CANCELLED,
        AuditAction.MANDATE_CHANGED,
        AuditAction.MANDATE_ENDED,
        AuditAction.PERSON_CHANGED,
        AuditAction.RECIPIENT_SETTLED,
        AuditAction.REQUEST_REFUSED,
        AuditAction.ROLE_LEFT,
    }
)
Row = AccessGrant | Membership


@dataclass(slots=True)
class _Touched:
    """By person and service, or by person alone (role): the number of the last entry about it.

    `professionals`: the health professionals of the employer today, in any space: nothing is given back to them.
    """

    rights: dict[tuple[int, OnlineService], int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    professionals: frozenset[int] = frozenset()


def taking_back(session: Session, asked: Asked) -> TakingBack:
    """Return what taking back would do now, and what it could not do."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.employer_id == asked.employer_id, AuditEntry.at >= asked.since)
        .where(AuditEntry.action.in_([each.value for each in _RIGHTS | _ROLES | _ELSEWHERE]))
        .order_by(AuditEntry.id)
    ).all()
    here = [entry for entry in entries if entry.details.get("space") in (None, asked.space.value)]
    own = [entry for entry in here if (entry.actor_kind, entry.actor_id) == ("person", asked.whose)]
    touched, others = _touched(own), _touched(entry for entry in here if entry not in own)
    touched.professionals = frozenset(facts_of_employer(session, asked.employer_id).designated_on(asked.on))
    roles = list(_roles(session, asked, touched, others))
    items = [
        *roles,
        *_rights(session, asked, touched, others, roles),
        *_named(session, asked),
        *proposed_anew(session, asked, own, asked.at),
        *_elsewhere(own),
    ]
    order = list(TakenBack)
    return TakingBack(tuple(sorted(_with_names(session, items), key=lambda item: order.index(item.what))))


def _touched(entries: Iterable[AuditEntry]) -> _Touched:
    found = _Touched()
    for entry in entries:
        if entry.person_id is None or entry.action in _ELSEWHERE:
            continue
        for code in entry.details.get("services") or ():
            found.rights[entry.person_id, OnlineService(code)] = entry.id
        if entry.action in _ROLES:
            found.people[entry.person_id] = entry.id
    return found


def _lasts(table: type[Row], asked: Asked, people: Iterable[int], known_at: datetime | None) -> Any:
    """Return the people's own rows that hold or will hold after today, as known at an instant (None: now)."""
    known = (
        [stands(table)]
        if known_at is None
        else [table.recorded_at < known_at, or_(stands(table), table.superseded_at >= known_at)]
    )
    return select(table).where(
        table.employer_id == asked.employer_id,
        table.space == asked.space.value,
        table.person_id.in_(list(people)),
        table.absence_id.is_(None),
        table.mandate_id.is_(None),
        ends_after(table, asked.on),
        has_days(table),
        *known,
    )


def _ends(rows: Sequence[Row]) -> dict[tuple[int, str], date | None]:
    """Return the first day without each right or role, by person and service or role."""
    ends: dict[tuple[int, str], date | None] = {}
    for row in rows:
        key = (row.person_id, row.service if isinstance(row, AccessGrant) else row.role)
        both = (row.until_on, ends.get(key, row.until_on))
        ends[key] = None if None in both else max(end for end in both if end is not None)
    return ends


def _rights(
    session: Session, asked: Asked, touched: _Touched, others: _Touched, roles: Iterable[Item]
) -> Iterator[Item]:
    people = {person_id for person_id, _ in touched.rights}
    before = _ends(session.scalars(_lasts(AccessGrant, asked, people, asked.since)).all())
    rows = session.scalars(_lasts(AccessGrant, asked, people, None)).all()
    now, fed = _ends(rows), {(row.person_id, row.service) for row in rows if _came_from_registry(row, asked)}
    here = _here(session.scalars(_lasts(Membership, asked, people, None)))
    here |= {item.person_id for item in roles if item.what is TakenBack.ROLE_RETURNED and item.why_not is None}
    for (person_id, service), entry_id in touched.rights.items():
        key = (person_id, service.value)
        was, is_now = before.get(key, NOTHING), now.get(key, NOTHING)
        if was == is_now:
            continue
        what = TakenBack.END_RESTORED if NOTHING not in (was, is_now) else TakenBack.RIGHT_ENDED
        what = TakenBack.RIGHT_RETURNED if is_now == NOTHING else what
        item = Item(what, "", person_id, service, before=was, now=is_now)
        later = others.rights.get((person_id, service), 0) > entry_id or key in fed
        left = was != NOTHING and person_id not in here
        yield replace(item, why_not=_why_not(asked, item, touched.professionals, changed=later, left=left))


def _here(rows: Iterable[Membership]) -> set[int]:
    """Return the people whom a role lets hold rights. That of health professional does not."""
    return {row.person_id for row in rows if row.role != Role.HEALTH_PROFESSIONAL}


def _roles(session: Session, asked: Asked, touched: _Touched, others: _Touched) -> Iterator[Item]:
    people = set(touched.people)
    before = _ends(session.scalars(_lasts(Membership, asked, people, asked.since)).all())
    rows = session.scalars(_lasts(Membership, asked, people, None)).all()
    now, fed = _ends(rows), {row.person_id for row in rows if _came_from_registry(row, asked)}
    for person_id, entry_id in touched.people.items():
        last = max((number for (who, _), number in others.rights.items() if who == person_id), default=0)
        later = max(last, others.people.get(person_id, 0)) > entry_id or person_id in fed
        for role in Role:
            was, is_now = before.get((person_id, role.value), NOTHING), now.get((person_id, role.value), NOTHING)
            is_moved = role is Role.USER and was != is_now
            if role is Role.HEALTH_PROFESSIONAL or ((was == NOTHING) == (is_now == NOTHING) and not is_moved):
                continue
            what = TakenBack.END_RESTORED if NOTHING not in (was, is_now) else TakenBack.ROLE_RETURNED
            what = TakenBack.ROLE_ENDED if was == NOTHING else what
            item = Item(what, "", person_id, role=role, before=was, now=is_now)
            yield replace(item, why_not=_why_not(asked, item, touched.professionals, changed=later, left=False))


def _came_from_registry(row: Row, asked: Asked) -> bool:
    return row.origin == "feed" and row.recorded_at >= asked.since


def _why_not(
    asked: Asked, item: Item, professionals: Collection[int], *, changed: bool, left: bool
) -> NotTakenBack | None:
    if item.person_id == asked.acting:
        return NotTakenBack.YOURSELF
    if item.person_id in professionals and item.what not in (TakenBack.RIGHT_ENDED, TakenBack.ROLE_ENDED):
        return NotTakenBack.PROFESSIONAL
    if changed:
        return NotTakenBack.CHANGED_SINCE
    return NotTakenBack.LEFT if left else None


def _named(session: Session, asked: Asked) -> Iterator[Item]:
    """Return what they sent or named and still stands."""
    for row in _standing(session, asked, Invitation, Invitation.invited_by_id, Invitation.sent_at, ("sent",)):
        yield Item(TakenBack.INVITATION_CANCELLED, f"{row.given_name} {row.family_name}", row_id=row.id)
    living = ("proposed", "accepted")
    for row in _standing(session, asked, Mandate, Mandate.named_by_id, Mandate.created_at, living):
        if not is_over(row, asked.on):
            yield Item(TakenBack.MANDATE_ENDED, session.get_one(Firm, row.firm_id).name, row_id=row.id)
    for row in _standing(session, asked, Designation, Designation.named_by_id, Designation.created_at, living):
        yield Item(TakenBack.DESIGNATION_ENDED, f"{row.given_name} {row.family_name}", row_id=row.id)
    absences = _standing(session, asked, Absence, Absence.named_by_id, Absence.created_at, ())
    for row in absences:
        if row.cancelled_at is None and not is_over(row, asked.on):
            why_not = NotTakenBack.YOURSELF if row.stand_in_id == asked.acting else None
            yield Item(TakenBack.ABSENCE_CANCELLED, "", row.stand_in_id, row_id=row.id, why_not=why_not)


def _standing(session: Session, asked: Asked, table: Any, by: Any, at: Any, states: tuple[str, ...]) -> Sequence[Any]:
    statement = select(table).where(
        table.employer_id == asked.employer_id, table.space == asked.space.value, by == asked.whose, at >= asked.since
    )
    if states:
        statement = statement.where(table.state.in_(states))
    return session.scalars(statement.order_by(table.id)).all()


def _elsewhere(own: Iterable[AuditEntry]) -> Iterator[Item]:
    for entry in own:
        if entry.action in _ELSEWHERE - ANEW and entry.person_id != entry.actor_id:
            name = str(entry.details.get("recipient") or entry.details.get("firm") or "")
            action = AuditAction(entry.action)
            why_not = NotTakenBack.ELSEWHERE
            yield Item(TakenBack.NOTHING, name, entry.person_id or 0, action=action, row_id=entry.id, why_not=why_not)


def _with_names(session: Session, items: Sequence[Item]) -> Iterator[Item]:
    ids = {item.person_id for item in items}
    people = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(ids)))}
    for item in items:
        person = people.get(item.person_id)
        yield replace(item, name=item.name or person.name, public_id=person.public_id) if person else item
