"""Who is signed in: the frozen row that every page and guard reads, and the sessions that a person has open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_login import UserMixin
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    distinct,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.domain.vouching import EVERYTHING, Vouched
from app.registry.models.clinics import ClinicMember
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm, FirmMembership, Mandate
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential, UserSession
from app.registry.models.staff import StaffMember
from app.registry.words.mandates import FirmRole
from app.vocabulary import delays
from app.vocabulary.accounts import ClinicRole, CodeSpace, Role, Space, StaffRole


@dataclass(frozen=True, slots=True)
class Principal(UserMixin):  # type: ignore[misc]
    """A signed-in person, acting for one employer in one space; somebody of a clinic; or a member of the staff.

    `roles` are those held today in that space for that employer (empty for staff, or before an employer is chosen).
    `vouched` tells which of what they hold there this session may use. `authenticated_at` is when they last proved
    who they are, by real time. `firm_name` is that of the firm for which they act, where a mandate gives all that they
    hold there. `firms` are the NEQ of those that they administer, and for which the identity provider
    vouches; they give no role with any employer. `kind` is "person", "staff" or "clinic"; `supplier_id` and
    `clinic_role` are those of somebody of a clinic today, who has nothing of what an employer's people have.
    """

    session_id: int
    kind: str
    name: str
    language: str
    person_id: int | None = None
    identifier: str = ""
    staff_id: int | None = None
    staff_roles: frozenset[StaffRole] = field(default_factory=frozenset)
    space: Space | None = None
    employer_id: int | None = None
    employer_public_id: str = ""
    employer_name: str = ""
    employer_neq: str = ""
    employer_count: int = 0
    firm_name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    must_change_password: bool = False
    previous_visit_at: datetime | None = None
    authenticated_at: datetime | None = None
    firms: tuple[str, ...] = ()
    vouched: Vouched = EVERYTHING
    supplier_id: int | None = None
    clinic_role: ClinicRole | None = None

    @property
    def acts_as(self) -> str:
        """What the journal calls them: a person of either side, or a member of the staff."""
        return "staff" if self.kind == "staff" else "person"

    @property
    def owner(self) -> str:
        """Whose session it is: what they prepare outlasts it."""
        return f"{self.kind}:{self.staff_id or self.person_id}"

    def get_id(self) -> str:
        """The session's row, as Flask-Login wants it."""
        return str(self.session_id)

    @property
    def role(self) -> Role:
        """The most telling role of the day: granter first, then health professional, then user."""
        order = (Role.RSE, Role.RESPONDENT, Role.HEALTH_PROFESSIONAL)
        return next((role for role in order if role in self.roles), Role.USER)

    @property
    def is_granter(self) -> bool:
        """An RSE on clicSÉQUR, or a respondent on Guichet SST."""
        return (self.space, self.role) in {(Space.CLICSEQUR, Role.RSE), (Space.GUICHET_SST, Role.RESPONDENT)}


@dataclass(frozen=True, slots=True)
class Reader:
    """What a request learns from its session: the principal, and until when the session stands idle."""

    principal: Principal
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that its owner may close."""

    public_id: str
    browser: str
    created_at: datetime
    last_seen_at: datetime
    space: Space | None
    current: bool


def alive(at: datetime) -> ColumnElement[bool]:
    """Sessions that are neither closed, idle for too long, nor too old."""
    return and_(
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > at,
        UserSession.created_at > at - delays.SESSION_LONGEST,
    )


def reader_of(session: Session, token_sha256: str, at: datetime, on: date) -> Reader | None:
    """Who holds the session of this token, with today's roles; nothing if it is closed or expired. One statement.

    `at` is the instant by which waits are measured, `on` the Quebec day on which roles are asked.
    """
    values = {"token": token_sha256, "at": at, "oldest": at - delays.SESSION_LONGEST, "on": on}
    row = session.connection().execute(_READER, values).first()
    if row is None:
        return None
    if row.staff_id is not None:
        return Reader(_staff_principal(row), row.expires_at)
    reads = _clinic_principal if row.space == CodeSpace.CLINIC else _person_principal
    return Reader(reads(row), row.expires_at)


#: What stands between the fields and the rows of what is held: signs that no name has.
_FIELD, _ROW = "\t", "\n"


def _reader_statement() -> Select[*tuple[Any, ...]]:
    """Columns rather than models, and built once: every page of the portal begins with it."""
    own: Any = UserSession.__table__.c
    on: BindParameter[date] = bindparam("on", type_=Date)
    mine = (Membership.person_id == own.person_id, Membership.space == own.space, holds(Membership, on))
    mandate: Any = func.coalesce(cast(Membership.mandate_id, String), "")
    firm: Any = func.coalesce(Firm.neq, "") + _FIELD + mandate + _FIELD + func.coalesce(Firm.name, "")
    role: Any = Membership.role + _FIELD + firm
    roles = (with_firm(select(func.aggregate_strings(role, _ROW)).select_from(Membership))).where(
        *mine, Membership.employer_id == own.employer_id
    )
    employers = select(func.count(distinct(Membership.employer_id))).where(*mine)
    earlier = UserSession.__table__.alias()
    previous = select(func.max(earlier.c.last_seen_at)).where(
        or_(earlier.c.person_id == own.person_id, earlier.c.staff_id == own.staff_id), earlier.c.id < own.id
    )
    return (
        _reader_columns()
        .add_columns(
            roles.correlate(UserSession.__table__).scalar_subquery().label("roles"),
            employers.correlate(UserSession.__table__).scalar_subquery().label("employers"),
            _of_clinic(on).correlate(UserSession.__table__).scalar_subquery().label("clinic_role"),
            _administered(on).correlate(UserSession.__table__).scalar_subquery().label("firms"),
            previous.correlate(UserSession.__table__).scalar_subquery().label("previous"),
        )
        .where(
            own.token_sha256 == bindparam("token"),
            own.revoked_at.is_(None),
            own.expires_at > bindparam("at"),
            own.created_at > bindparam("oldest"),
        )
    )


def with_firm(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With the firm for which each membership is held; none for the employer's own people."""
    joined = statement.outerjoin(Mandate, Mandate.id == Membership.mandate_id)
    return joined.outerjoin(Firm, Firm.id == Mandate.firm_id)


def _of_clinic(on: BindParameter[date]) -> Select[*tuple[Any, ...]]:
    """What the session's owner is that day for the clinic for which it stands."""
    return (
        select(ClinicMember.role)
        .where(
            ClinicMember.person_id == UserSession.person_id,
            ClinicMember.supplier_id == UserSession.supplier_id,
            holds(ClinicMember, on),
        )
        .limit(1)
    )


def _administered(on: BindParameter[date]) -> Select[*tuple[Any, ...]]:
    """The NEQ of the firms that the session's owner administers that day."""
    return (
        select(func.aggregate_strings(Firm.neq, ","))
        .join(FirmMembership, FirmMembership.firm_id == Firm.id)
        .where(
            FirmMembership.person_id == UserSession.person_id,
            FirmMembership.role == FirmRole.ADMINISTRATOR.value,
            holds(FirmMembership, on),
        )
    )


_OF_SESSION = ("id", "person_id", "staff_id", "space", "supplier_id", "claims", "created_at", "expires_at")


def _reader_columns() -> Select[*tuple[Any, ...]]:
    own, person, member, employer, credential = (
        each.__table__ for each in (UserSession, Person, StaffMember, Employer, Credential)
    )
    joined: Any = (
        own.outerjoin(person, person.c.id == own.c.person_id)
        .outerjoin(member, member.c.id == own.c.staff_id)
        .outerjoin(employer, employer.c.id == own.c.employer_id)
        .outerjoin(credential, credential.c.id == own.c.credential_id)
    )
    columns = (
        *(own.c[name] for name in _OF_SESSION),
        own.c.authenticated_at,
        *(person.c[name] for name in ("given_name", "family_name", "identifier")),
        person.c.language.label("person_language"),
        *(member.c[name] for name in ("name", "subject", "language")),
        member.c.roles.label("staff_roles"),
        *(employer.c[name].label(f"employer_{name}") for name in ("id", "public_id", "name", "neq")),
        credential.c.must_change,
    )
    return select(*columns).select_from(joined)


_READER = _reader_statement()


def _staff_principal(row: Row[Any]) -> Principal:
    return Principal(
        session_id=row.id,
        kind="staff",
        name=row.name,
        language=row.language,
        staff_id=row.staff_id,
        identifier=row.subject,
        staff_roles=frozenset(
            role for role in StaffRole if role in row.staff_roles and role in row.claims.get("roles", ())
        ),
        previous_visit_at=row.previous,
        authenticated_at=row.authenticated_at,
    )


def staff_roles(member: StaffMember, claimed: Sequence[str]) -> frozenset[StaffRole]:
    """The roles that both the portal and the identity provider give to a member of the staff."""
    return frozenset(role for role in StaffRole if role.value in member.roles and role.value in claimed)


def _clinic_principal(row: Row[Any]) -> Principal:
    return Principal(
        session_id=row.id,
        kind="clinic",
        name=f"{row.given_name} {row.family_name}",
        language=row.person_language,
        person_id=row.person_id,
        identifier=row.identifier,
        supplier_id=row.supplier_id if row.clinic_role else None,
        clinic_role=ClinicRole(row.clinic_role) if row.clinic_role else None,
        must_change_password=bool(row.must_change or row.claims.get("temporary")),
        previous_visit_at=row.previous,
        authenticated_at=row.authenticated_at,
    )


def _person_principal(row: Row[Any]) -> Principal:
    claimed = row.claims.get("neq")
    held = [Claimable(*each.split(_FIELD)) for each in (row.roles or "").split(_ROW) if each]
    used = [one for one in held if claimed is None or (one.firm or row.employer_neq) in claimed]
    roles = frozenset(Role(one.role) for one in used)
    # The number of a firm vouches for as many employers as have given it a mandate.
    by_firm = bool(roles) and row.employer_neq not in (claimed or ())
    acts = bool(roles)
    return Principal(
        session_id=row.id,
        kind="person",
        name=f"{row.given_name} {row.family_name}",
        language=row.person_language,
        person_id=row.person_id,
        identifier=row.identifier,
        space=Space(row.space),
        employer_id=row.employer_id if acts else None,
        employer_public_id=row.employer_public_id if acts else "",
        employer_name=row.employer_name if acts else "",
        employer_neq=row.employer_neq if acts else "",
        employer_count=row.employers if claimed is None or by_firm else min(row.employers, len(claimed)),
        firm_name=used[0].firm_name if acts and all(one.firm for one in used) else "",
        roles=roles if acts else frozenset(),
        must_change_password=bool(row.must_change or row.claims.get("temporary")),
        previous_visit_at=row.previous,
        authenticated_at=row.authenticated_at,
        firms=_vouched_firms(row.firms or "", claimed) if row.space == Space.CLICSEQUR else (),
        vouched=_vouched(held, row.employer_neq, claimed),
    )


class Claimable(NamedTuple):
    """A role for which the identity provider vouches by the NEQ of the employer; of the firm, if a mandate gives it."""

    role: str
    firm: str
    mandate: str
    firm_name: str


def _vouched(held: Sequence[Claimable], employer_neq: str | None, claimed: Sequence[str] | None) -> Vouched:
    if claimed is None:
        return EVERYTHING
    mandates = frozenset(int(one.mandate) for one in held if one.mandate and one.firm in claimed)
    return Vouched(own=employer_neq in claimed, mandates=mandates)


def _vouched_firms(listed: str, claimed: Sequence[str] | None) -> tuple[str, ...]:
    """Firms are administered through clicSÉQUR only: with a code, nobody vouches for the firm."""
    return tuple(sorted(neq for neq in set(listed.split(",")) if neq and (claimed is None or neq in claimed)))


class EndedSession(NamedTuple):
    """A session that nobody closed, and that ended by waiting or by its age."""

    session_id: int
    space: Space | None
    employer_id: int | None


def ended_session(session: Session, token_sha256: str) -> EndedSession | None:
    """The session of this token, if no page reads it any more; nothing of one that was closed: others may hold it."""
    found = select(UserSession.id, UserSession.space, UserSession.employer_id).where(
        UserSession.token_sha256 == token_sha256, UserSession.revoked_at.is_(None)
    )
    row = session.execute(found).first()
    return None if row is None else EndedSession(row.id, _employers_space(row.space), row.employer_id)


def _employers_space(word: str | None) -> Space | None:
    """The space of a session in which one acts for an employer; none for the staff and for clinics."""
    return Space(word) if word and word != CodeSpace.CLINIC else None


def same_side(principal: Principal) -> ColumnElement[bool]:
    """The sessions of whoever is signed in; of a person of both an employer and a clinic, those of that side."""
    if principal.kind == "staff":
        return UserSession.staff_id == principal.staff_id
    clinics = UserSession.space == CodeSpace.CLINIC.value
    return and_(UserSession.person_id == principal.person_id, clinics if principal.kind == "clinic" else ~clinics)


def is_same_owner(session: Session, first_sha256: str, second_sha256: str) -> bool:
    """Whether two sessions, ended or not, are of one person or one member of the staff."""
    owners = select(UserSession.person_id, UserSession.staff_id).where(
        UserSession.token_sha256.in_([first_sha256, second_sha256])
    )
    found = session.execute(owners).all()
    return len(found) == 2 and found[0] == found[1]


def open_sessions(session: Session, principal: Principal, at: datetime) -> list[OpenSession]:
    """The sessions that the principal has open, this one first, then the most recent."""
    rows = session.scalars(
        select(UserSession).where(same_side(principal), alive(at)).order_by(UserSession.last_seen_at.desc())
    )
    listed = [
        OpenSession(
            public_id=row.public_id,
            browser=row.browser,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            space=_employers_space(row.space),
            current=row.id == principal.session_id,
        )
        for row in rows
    ]
    return sorted(listed, key=lambda one: not one.current)
