"""Designations that wait for the Commission: the list of its agents, one with what helps to judge, and who may judge.

Nothing here knows of any paper.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.ledger.models.audit import DescriptiveChange
from app.ledger.models.letters import Letter
from app.ledger.queries.intervals import stands
from app.ledger.queries.names import holds_word
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import ExternalIdentity, Membership, Person
from app.registry.models.staff import StaffMember
from app.registry.queries.designations import LIVING, is_address_of_employer, is_objected, people_of_employer
from app.registry.words.designations import DesignationState, DesignationWarning
from app.resolver.queries.mailboxes import is_mailbox_of_employer, mailbox, may_lead, plain
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.text import folded

PAGE = 50
#: Mailboxes that anybody can open: sharing such a domain says nothing.
_OPEN_DOMAINS = frozenset(
    {"gmail.com", "hotmail.com", "outlook.com", "live.ca", "yahoo.ca", "yahoo.com", "icloud.com", "videotron.ca"}
)


@dataclass(frozen=True, slots=True)
class CheckSearch:
    """Which designations: of one state; `text`: words of a name, an employer's NEQ or a membership number."""

    state: DesignationState | None = DesignationState.ACCEPTED
    text: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A designation as the Commission's list shows it. `since_at`: since when it stands so."""

    public_id: str
    name: str
    order: str
    member_no: str
    employer: str
    neq: str
    space: Space
    state: DesignationState
    since_at: datetime
    is_late: bool
    is_objected: bool
    objected_by: str


@dataclass(frozen=True, slots=True)
class CheckDetail:
    """One designation with what helps to judge it. `seen` tells what was shown; `account`: of who accepted."""

    row: CheckRow
    seen: str
    roll: str
    employer_public_id: str
    named_by: str
    named_at: datetime
    invited_email: str
    accepted_email: str
    account: str
    account_email: str
    by_letter: bool
    address: str
    warnings: tuple[DesignationWarning, ...]
    checked: str
    checked_on: date | None
    checked_by: str
    reason: str
    objected_at: datetime | None


def _statement(search: CheckSearch) -> Select[Designation, str, str, str]:
    statement = select(Designation, Employer.name, Employer.neq, Employer.public_id).join(
        Employer, Employer.id == Designation.employer_id
    )
    if search.state is not None:
        statement = statement.where(Designation.state == search.state.value)
    for word in folded(search.text).split():
        statement = statement.where(_has(word))
    return statement


def _has(word: str) -> ColumnElement[bool]:
    person = aliased(Person)
    known = select(person.id).where(person.id == Designation.person_id, holds_word(person.search_name, word))
    return or_(
        holds_word(Designation.search_name, word),
        func.lower(Designation.order_member_no).contains(word, autoescape=True),
        holds_word(Employer.search_name, word),
        holds_word(Employer.neq, word),
        known.exists(),
    )


def designations_to_check(
    session: Session, search: CheckSearch, at: datetime, *, limit: int = PAGE, offset: int = 0
) -> list[CheckRow]:
    """The designations that answer, the one that has waited longest first."""
    since = func.coalesce(Designation.settled_at, Designation.created_at)
    rows = session.execute(_statement(search).order_by(since, Designation.id).limit(limit).offset(offset))
    return [_row(one, name, neq, at) for one, name, neq, _public_id in rows]


def count_to_check(session: Session, search: CheckSearch) -> int:
    """How many `designations_to_check` would list in all."""
    return session.scalar(select(func.count()).select_from(_statement(search).subquery())) or 0


def unprinted(session: Session, at: datetime, *, limit: int = PAGE) -> list[CheckRow]:
    """The designations that nobody has confirmed yet, and whose latest letter could not be printed or was set aside."""
    waits = Designation.state.in_((DesignationState.PROPOSED.value, DesignationState.ACCEPTED.value))
    found = _statement(CheckSearch(state=None)).where(waits, Designation.id.in_(_unprinted()))
    rows = session.execute(found.order_by(Designation.id).limit(limit))
    return [_row(one, name, neq, at) for one, name, neq, _public_id in rows]


def _unprinted() -> Select[int]:
    later = aliased(Letter)
    newer = select(later.id).where(later.is_about(Designation, Designation.id), later.id > Letter.id)
    return (
        select(Designation.id)
        .join(Letter, Letter.is_about(Designation, Designation.id))
        .where(Letter.state == "failed", ~newer.exists())
    )


def waiting_since(session: Session, employer_ids: list[int]) -> dict[int, datetime]:
    """Since when a designation of each of these employers has waited for the Commission, if one does."""
    rows = session.execute(
        select(Designation.employer_id, func.min(Designation.settled_at))
        .where(Designation.employer_id.in_(employer_ids), Designation.state == DesignationState.ACCEPTED.value)
        .group_by(Designation.employer_id)
    )
    return {employer_id: since for employer_id, since in rows if since is not None}


def _row(one: Designation, employer: str, neq: str, at: datetime) -> CheckRow:
    state, since = DesignationState(one.state), one.settled_at or one.created_at
    return CheckRow(
        public_id=one.public_id,
        name=f"{one.given_name} {one.family_name}",
        order=one.professional_order,
        member_no=one.order_member_no,
        employer=employer,
        neq=neq,
        space=Space(one.space),
        state=state,
        since_at=since,
        is_late=state is DesignationState.ACCEPTED and at - since >= delays.LATE_DESIGNATION,
        is_objected=is_objected(one),
        objected_by=one.objected_by,
    )


def detail_of(session: Session, public_id: str, at: datetime, on: date) -> CheckDetail | None:
    """One designation, with the warnings of the day; None when there is none of that identifier."""
    found = session.execute(_statement(CheckSearch(state=None)).where(Designation.public_id == public_id)).first()
    if found is None:
        return None
    one, employer, neq, employer_public_id = found
    agent = session.get(StaffMember, one.vouched_by_id) if one.vouched_by_id else None
    invitation = session.get(Invitation, one.invitation_id) if one.invitation_id else None
    person = session.get(Person, one.person_id) if one.person_id else None
    return CheckDetail(
        row=_row(one, employer, neq, at),
        seen=seen_of(one, person),
        roll=one.roll,
        employer_public_id=employer_public_id,
        named_by=session.get_one(Person, one.named_by_id).name,
        named_at=one.created_at,
        invited_email=(invitation.email if invitation else "") or one.email,
        accepted_email=one.accepted_email,
        account=person.name if person else "",
        account_email=person.email if person else "",
        by_letter=not one.email,
        address=", ".join(part for part in (one.address_line1, one.address_line2, one.city, one.postal_code) if part),
        warnings=tuple(_warnings(session, one, at, on)),
        checked=one.checked,
        checked_on=one.checked_on,
        checked_by=agent.name if agent else "",
        reason=one.reason,
        objected_at=one.objected_at,
    )


def seen_of(one: Designation, person: Person | None) -> str:
    """What tells whether a designation is still as a page showed it: since when, what was objected, which mailbox."""
    shown = [str(one.settled_at), str(one.objected_at), person.email if person else ""]
    return sha256(json.dumps(shown).encode()).hexdigest()[:24]


def _emails(session: Session, one: Designation) -> set[str]:
    person = session.get(Person, one.person_id) if one.person_id else None
    return {plain(email) for email in (one.email, one.accepted_email, person.email if person else "")} - {""}


def _warnings(session: Session, one: Designation, at: datetime, on: date) -> Iterator[DesignationWarning]:
    """What may make an agent doubt: none of it decides."""
    emails, names = _emails(session, one), (one.given_name, one.family_name)
    if is_objected(one):
        yield DesignationWarning.OBJECTED
    if is_mailbox_of_employer(session, one.employer_id, emails, at, on):
        yield DesignationWarning.MAILBOX
    elif _shares_domain(session, one.employer_id, emails):
        yield DesignationWarning.DOMAIN
    if one.address_line1 and is_address_of_employer(session, one.employer_id, one.address_line1, one.postal_code):
        yield DesignationWarning.ADDRESS
    if not one.address_line1:
        yield DesignationWarning.NO_ADDRESS
    if session.scalar(_unprinted().where(Designation.id == one.id)) is not None:
        yield DesignationWarning.LETTER
    if people_of_employer(session, one.employer_id, on, names=names, person_id=one.person_id):
        yield DesignationWarning.NAME
    yield from _elsewhere(session, one, emails)


def _elsewhere(session: Session, one: Designation, emails: set[str]) -> Iterator[DesignationWarning]:
    """What designations at any employer say of this one."""
    if _has_other_name(session, one):
        yield DesignationWarning.NUMBER
    if _was_refused(session, one, emails):
        yield DesignationWarning.REFUSED_BEFORE


def _shares_domain(session: Session, employer_id: int, emails: set[str]) -> bool:
    domains = {email.rpartition("@")[2] for email in emails} - _OPEN_DOMAINS
    if not domains:
        return False
    own = select(Person.id).join(Membership, Membership.person_id == Person.id)
    shared = own.where(
        Membership.employer_id == employer_id,
        Membership.role != Role.HEALTH_PROFESSIONAL.value,
        stands(Membership),
        or_(*(func.lower(Person.email).endswith(f"@{domain}", autoescape=True) for domain in sorted(domains))),
    )
    return session.scalar(shared.limit(1)) is not None


def _was_refused(session: Session, one: Designation, emails: set[str]) -> bool:
    """Whether a designation of the same number or mailbox was refused before, at any employer."""
    number = and_(
        Designation.professional_order == one.professional_order,
        func.upper(Designation.order_member_no) == one.order_member_no.upper(),
    )
    refused = (
        Designation.id != one.id,
        Designation.state.in_((DesignationState.REFUSED.value, DesignationState.REJECTED.value)),
    )
    if session.scalar(select(Designation.id).where(*refused, number).limit(1)) is not None:
        return True
    columns, mailboxes = (Designation.email, Designation.accepted_email), {mailbox(email) for email in emails}
    found = select(*columns).where(*refused, or_(False, *(may_lead(each, mailboxes) for each in columns if mailboxes)))
    return any(mailbox(email or "") in mailboxes for row in session.execute(found) for email in row)


def _has_other_name(session: Session, one: Designation) -> bool:
    """Whether the same number of the same order is designated somewhere under another name."""
    others = session.execute(
        select(Designation.given_name, Designation.family_name).where(
            Designation.professional_order == one.professional_order,
            func.upper(Designation.order_member_no) == one.order_member_no.upper(),
            Designation.id != one.id,
            Designation.state.in_(LIVING),
        )
    )
    own = folded(one.family_name, one.given_name)
    return any(folded(family, given) != own for given, family in others)


def is_linked_to(session: Session, one: Designation, agent: StaffMember) -> bool:
    """Whether an agent is, by account, address or name, who designated or who accepted: two people at least decide."""
    ids = [id_ for id_ in (one.named_by_id, one.person_id) if id_ is not None]
    subject = select(ExternalIdentity.id).where(
        ExternalIdentity.person_id.in_(ids), ExternalIdentity.subject == agent.subject
    )
    if session.scalar(subject.limit(1)) is not None:
        return True
    people = session.scalars(select(Person).where(Person.id.in_(ids))).all()
    changes = session.scalars(
        select(DescriptiveChange.before["email"].as_string()).where(
            DescriptiveChange.table_name == "people", DescriptiveChange.row_id.in_(ids)
        )
    )
    emails = (
        _emails(session, one) | {plain(person.email) for person in people} | {plain(each or "") for each in changes}
    )
    names = {folded(person.family_name, person.given_name) for person in people}
    names |= {folded(one.family_name, one.given_name)}
    own = frozenset(folded(agent.name).split())
    by_name = any(own == frozenset(name.split()) for name in names)
    return by_name or (bool(agent.email) and mailbox(agent.email) in {mailbox(email) for email in emails})
