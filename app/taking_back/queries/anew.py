"""Find what somebody ended or cancelled and is proposed anew, to those whose yes it needs.

A firm accepts its mandate again and assigns its people; a health professional and somebody invited accept in person.
So nothing comes back that today's rules refuse, and nobody reads before they answer. A person's own former address
comes back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Person
from app.registry.queries.designations import LIVING as LIVING_ONES
from app.registry.queries.firms import administrators
from app.registry.queries.invitations import is_late, waiting_for_address
from app.registry.queries.people import known_by_email
from app.registry.words.invitations import InvitationPurpose
from app.resolver.queries.email_addresses import why_only_theirs
from app.resolver.queries.mandates import LIVING, has_run_out
from app.taking_back.domain.items import Asked, Item
from app.taking_back.words import NotTakenBack, TakenBack
from app.vocabulary.audit import AuditAction

Found = Iterator[Item]


def proposed_anew(session: Session, asked: Asked, own: Iterable[AuditEntry], at: datetime) -> Found:
    """Return one item for each thing that the entries ended, cancelled or changed, whatever becomes of it."""
    seen = set()
    for entry in own:
        find = _FINDING.get(AuditAction(entry.action))
        for item in find(session, asked, entry, at) if find else ():
            if (item.what, item.row_id) not in seen:
                seen.add((item.what, item.row_id))
                yield item


def _mandate(session: Session, asked: Asked, entry: AuditEntry, _at: datetime) -> Found:
    row = session.scalar(select(Mandate).where(Mandate.public_id == entry.details.get("mandate")))
    if row is None or row.created_at >= asked.since:
        return
    firm = session.get_one(Firm, row.firm_id)
    why_not = None
    if has_run_out(row, asked.on):
        why_not = NotTakenBack.OVER
    elif _stands(session, row):
        why_not = NotTakenBack.CHANGED_SINCE
    elif not administrators(session, firm.id, asked.on):
        why_not = NotTakenBack.NOBODY_ANSWERS
    action = AuditAction.MANDATE_ENDED
    yield Item(TakenBack.MANDATE_PROPOSED, firm.name, row_id=row.id, action=action, why_not=why_not)


def _stands(session: Session, ended: Mandate) -> bool:
    """Say whether the firm has a mandate again, or this one never ended after all."""
    living = select(Mandate.id).where(
        Mandate.employer_id == ended.employer_id,
        Mandate.space == ended.space,
        Mandate.firm_id == ended.firm_id,
        Mandate.state.in_(LIVING),
    )
    return session.scalar(living.limit(1)) is not None


def _designation(session: Session, asked: Asked, entry: AuditEntry, _at: datetime) -> Found:
    row = session.scalar(select(Designation).where(Designation.public_id == entry.details.get("designation")))
    if row is not None and row.created_at >= asked.since:
        return
    action, name = AuditAction.DESIGNATION_ENDED, str(entry.details.get("recipient") or "")
    if row is None:
        why_not: NotTakenBack | None = NotTakenBack.ELSEWHERE
    else:
        why_not = NotTakenBack.CHANGED_SINCE if _is_designated(session, row) else None
    what = TakenBack.DESIGNATION_PROPOSED
    row_id = row.id if row is not None else -entry.id
    yield Item(what, name, row_id=row_id, action=action, why_not=why_not)


def _is_designated(session: Session, ended: Designation) -> bool:
    """Say whether the same professional is designated again, or awaited, in the same space."""
    same = (Designation.order_member_no == ended.order_member_no) & (
        Designation.professional_order == ended.professional_order
    )
    if ended.email:
        same |= func.lower(Designation.email) == ended.email.lower()
    living = select(Designation.id).where(
        Designation.employer_id == ended.employer_id,
        Designation.space == ended.space,
        Designation.state.in_(LIVING_ONES),
        same,
    )
    return session.scalar(living.limit(1)) is not None


def _invitation(session: Session, asked: Asked, entry: AuditEntry, at: datetime) -> Found:
    row = session.scalar(select(Invitation).where(Invitation.public_id == entry.details.get("invitation")))
    if row is None or row.created_at >= asked.since or row.employer_id != asked.employer_id:
        return
    if row.purpose != InvitationPurpose.USER:
        return
    why_not = None
    if row.until_on is None or is_late(row, asked.on):
        why_not = NotTakenBack.OVER
    elif _is_here(session, asked, row, at):
        why_not = NotTakenBack.CHANGED_SINCE
    name, action = f"{row.given_name} {row.family_name}", AuditAction.INVITATION_CANCELLED
    yield Item(TakenBack.INVITATION_SENT, name, row_id=row.id, action=action, why_not=why_not)


def _is_here(session: Session, asked: Asked, row: Invitation, at: datetime) -> bool:
    """Say whether whoever was invited is of the space by now, or invited again."""
    where = {"employer_id": row.employer_id, "space": row.space}
    if waiting_for_address(session, row.email, at, **where) is not None:
        return True
    return bool(known_by_email(session, asked.employer_id, asked.space, row.email, asked.on))


def _address(session: Session, asked: Asked, entry: AuditEntry, _at: datetime) -> Found:
    if entry.person_id is None or entry.person_id == asked.whose:
        return
    person, action = session.get_one(Person, entry.person_id), AuditAction.PERSON_CHANGED
    if "to_address" in entry.details:
        what, row_id, why_not = TakenBack.ADDRESS_RESTORED, person.id, _why_address_stays(session, asked, person)
    else:
        what, row_id, why_not = TakenBack.NOTHING, entry.id, NotTakenBack.ELSEWHERE
    yield Item(what, person.name, person.id, row_id=row_id, action=action, why_not=why_not)


def former_address(session: Session, asked: Asked, person: Person) -> tuple[str, datetime]:
    """Return the address that was somebody's before the moment, and when it was replaced.

    Both are empty if somebody else has changed it since.
    """
    former, address, replaced_at = "", person.email, asked.at
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.person_id == person.id, AuditEntry.action == AuditAction.PERSON_CHANGED.value)
        .order_by(AuditEntry.id.desc())
    )
    for entry in rows:
        if "to_address" not in entry.details:
            continue
        theirs = (entry.actor_kind, entry.actor_id) == ("person", asked.whose) and entry.at >= asked.since
        if not theirs or entry.details["to_address"] != address:
            break
        former = address = str(entry.details["from_address"] or "")
        replaced_at = entry.at
    return former, replaced_at


def _why_address_stays(session: Session, asked: Asked, person: Person) -> NotTakenBack | None:
    if person.id == asked.acting:
        return NotTakenBack.YOURSELF
    ids = (asked.acting, person.id)
    if why_only_theirs(session, asked.employer_id, asked.space, *ids, asked.on) is not None:
        return NotTakenBack.THEIRS_ALONE
    former, _replaced_at = former_address(session, asked, person)
    return None if former and former != person.email else NotTakenBack.CHANGED_SINCE


_FINDING: dict[AuditAction, Callable[[Session, Asked, AuditEntry, datetime], Found]] = {
    AuditAction.MANDATE_ENDED: _mandate,
    AuditAction.DESIGNATION_ENDED: _designation,
    AuditAction.INVITATION_CANCELLED: _invitation,
    AuditAction.PERSON_CHANGED: _address,
}
#: What is looked at here; anything else that cannot be taken back is only listed.
ANEW = frozenset(_FINDING)
