"""Random registries for the properties of the resolver, and what a reader of the law would answer by hand.

Nothing here asks the portal anything: rows are drawn, written, and read again with plain comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.notices.models import Dispatch, Notice
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.absences import Absence
from app.resolver.models.documents import MedicalPaper
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.files import make_file, make_file_employer
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.numbers import next_number
from tests.factories.people import make_person
from tests.factories.readings import make_document
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

OPENING = date(2020, 2, 3)
DAYS = (date(2019, 12, 2), date(2020, 2, 2), OPENING, date(2020, 7, 1), date(2020, 7, 2), date(2021, 1, 1))
#: When facts were learnt and given up; the middle one is asked for.
EARLY, MIDDLE, LATE = (datetime(2019, month, 1, tzinfo=UTC) for month in (1, 6, 11))
KNOWN = {"always": (EARLY, None), "late": (LATE, None), "no_longer": (EARLY, LATE)}
EMPLOYERS, PEOPLE, FILES = range(2), range(4), range(2)


@dataclass(frozen=True)
class Row:
    """An account, a role or a right, as drawn. `through`: as a stand-in, as the member of a firm, or neither.

    `vouched`: somebody else than the employer answers for it, as a health professional's role needs.
    """

    employer: int
    person: int
    space: Space
    what: Any
    from_on: date
    until_on: date | None
    known: str
    through: str = ""
    vouched: bool = True

    def holds(self, on: date, at: datetime | None) -> bool:
        """Whether it holds on a day, as it was known at an instant."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on) and is_known(self.known, at)


@dataclass(frozen=True)
class Paper:
    """A paper of a file, for one employer: of the employer's side, or medical (`sent` when it went by screen)."""

    employer: int
    file: int
    kind: str
    channel: str
    deposited_on: date


@dataclass
class Registry:
    """All that was drawn, and the rows it became."""

    accounts: list[Row]
    roles: list[Row]
    grants: list[Row]
    withdrawals: dict[int, tuple[date | None, str]]
    prior_notices: list[tuple[int, date, str]]
    links: set[tuple[int, int]]
    papers: list[Paper]
    employers: list[Employer] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    files: list[CompensationFile] = field(default_factory=list)
    documents: dict[int, Paper] = field(default_factory=dict)
    medical: dict[str, Paper] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)


def is_known(known: str, at: datetime | None) -> bool:
    """Whether a fact was believed at an instant (None: now)."""
    recorded, superseded = KNOWN[known]
    if at is None:
        return superseded is None
    return recorded <= at and (superseded is None or superseded > at)


def _interval(begins: date, until: date | None) -> dict[str, Any]:
    return {"from_on": begins, "until_on": None if until is None else max(begins, until)}


#: Most rows hold on most days, or nobody would read anything; the others end, overlap, or leave a gap.
_SPANS = st.builds(
    _interval,
    st.sampled_from((*[date(2015, 1, 1)] * 6, *DAYS[1:5])),
    st.sampled_from((*[None] * 6, *DAYS)),
)
_WHO = {
    "employer": st.sampled_from(EMPLOYERS),
    "person": st.sampled_from(PEOPLE),
    "space": st.sampled_from((*Space, *[Space.CLICSEQUR] * 3, Space.GUICHET_SST)),
    "known": st.sampled_from((*["always"] * 3, *KNOWN)),
    "through": st.sampled_from(("", "", "absence", "mandate")),
}
_SERVICES = (*OnlineService, *[OnlineService.FILE_FOLLOWUP] * 5)


def _rows(what: Any, most: int) -> Any:
    made = st.builds(
        lambda who, what, span, vouched: Row(**who, what=what, vouched=vouched, **span),
        st.fixed_dictionaries(_WHO),
        what,
        _SPANS,
        st.booleans(),
    )
    return st.lists(made, max_size=most)


def _reader(employer: int, person: int, spaces: list[Space], role: Role, known: list[str], span: Any) -> list[Row]:
    """An account, a role and the right to follow the files, mostly in one space: or nobody would read anything."""
    whats: tuple[Any, ...] = ("", role, OnlineService.FILE_FOLLOWUP)
    return [
        Row(employer, person, space, what, known=when, **span)
        for what, space, when in zip(whats, spaces, known, strict=True)
    ]


_CLICSEQUR, _GUICHET = [Space.CLICSEQUR] * 3, [Space.GUICHET_SST] * 3
_SPACES_OF_READER = (
    *[_CLICSEQUR] * 3,
    _GUICHET,
    [*_CLICSEQUR[:2], Space.GUICHET_SST],
    [*_GUICHET[:2], Space.CLICSEQUR],
)
_KNOWN_OF_READER = (*[["always"] * 3] * 5, ["no_longer", "always", "always"], ["always", "no_longer", "late"])


_READERS = st.lists(
    st.builds(
        _reader,
        st.sampled_from(EMPLOYERS),
        st.sampled_from(PEOPLE),
        st.sampled_from(_SPACES_OF_READER),
        st.sampled_from((*Role, Role.USER, Role.USER)),
        st.sampled_from(_KNOWN_OF_READER),
        _SPANS,
    ),
    min_size=1,
    max_size=4,
)


def _registry(readers: list[list[Row]], **drawn: Any) -> Registry:
    """What was drawn, each row once: the database wants it so."""
    for at, (name, key) in enumerate((("accounts", _of_employer), ("roles", _of_whom), ("grants", _of_whom))):
        rows = [*drawn[name], *(reader[at] for reader in readers)]
        drawn[name] = list({key(row): row for row in rows}.values())
    return Registry(**drawn)


def _of_whom(row: Row) -> Any:
    """What the database wants to be unique among the rows that are believed."""
    return row.employer, row.person, row.space, row.what, row.from_on


def _of_employer(row: Row) -> Any:
    return row.employer, row.space, row.from_on


_PAPERS = st.builds(
    Paper,
    st.sampled_from(EMPLOYERS),
    st.sampled_from(FILES),
    st.sampled_from(("administrative", "decision", "financial", "medical", "physical_rehabilitation")),
    st.sampled_from((*["electronic"] * 4, "post", "held")),
    st.sampled_from(DAYS[1:5]),
)
REGISTRIES = st.builds(
    _registry,
    _READERS,
    accounts=_rows(st.just(""), 4),
    roles=_rows(st.sampled_from((*Role, *[Role.USER] * 3)), 8),
    grants=_rows(st.sampled_from(_SERVICES), 10),
    withdrawals=st.dictionaries(
        st.sampled_from(EMPLOYERS),
        st.tuples(st.sampled_from((None, *DAYS[1:4])), st.sampled_from(("always", "always", *KNOWN))),
        min_size=1,
    ),
    prior_notices=st.lists(
        st.tuples(st.sampled_from(EMPLOYERS), st.sampled_from(DAYS[:4]), st.sampled_from(("always", "always", *KNOWN))),
        min_size=1,
        max_size=4,
        unique_by=lambda notice: notice[:2],
    ),
    links=st.sets(st.tuples(st.sampled_from(FILES), st.just(1))),
    papers=st.lists(_PAPERS, min_size=2, max_size=7),
)


def _times(known: str) -> dict[str, Any]:
    recorded, superseded = KNOWN[known]
    return {"recorded_at": recorded, "superseded_at": superseded}


def write(session: Session, drawn: Registry) -> Registry:
    """Write what was drawn, for new employers, people and files."""
    drawn.employers = [make_employer(session) for _ in EMPLOYERS]
    drawn.people = [make_person(session) for _ in PEOPLE]
    drawn.files = [make_file(session, drawn.employers[0]) for _ in FILES]
    for number, employer in drawn.links:
        make_file_employer(session, drawn.files[number], drawn.employers[employer])
    _write_rights(session, drawn)
    for number, (on, known) in drawn.withdrawals.items():
        make_withdrawal(session, drawn.employers[number], on, **_times(known))
    for number, given_on, known in drawn.prior_notices:
        make_prior_notice(session, drawn.employers[number], given_on, **_times(known))
    for paper in drawn.papers:
        _write_paper(session, drawn, paper)
    return drawn


def _write_rights(session: Session, drawn: Registry) -> None:
    people, employers = drawn.people, drawn.employers
    for row in drawn.accounts:
        span = {"from_on": row.from_on, "until_on": row.until_on}
        make_account(session, employers[row.employer], row.space, **span, **_times(row.known))
    for make, rows in ((make_membership, drawn.roles), (make_grant, drawn.grants)):
        for row in rows:
            span = {"from_on": row.from_on, "until_on": row.until_on}
            values = {**span, **_times(row.known), **_through(session, drawn, row)}
            if row.what is Role.HEALTH_PROFESSIONAL:
                values["vouched"] = row.vouched
            make(session, people[row.person], employers[row.employer], row.what, row.space, **values)


def _through(session: Session, drawn: Registry, row: Row) -> dict[str, int]:
    employer, person = drawn.employers[row.employer], drawn.people[row.person]
    # Who represents an employer is a user there, until a day: the database holds it so.
    if row.through == "mandate" and row.until_on and not (isinstance(row.what, Role) and row.what is not Role.USER):
        return {"mandate_id": make_mandate(session, employer, make_firm(session), person).id}
    if row.through == "absence":
        away = Absence(
            employer_id=employer.id,
            space=row.space.value,
            person_id=drawn.people[row.person - 1].id,
            stand_in_id=person.id,
            from_on=row.from_on,
            until_on=row.until_on or date(2099, 1, 1),
            named_by_id=person.id,
            created_at=EARLY,
        )
        session.add(away)
        session.flush()
        return {"absence_id": away.id}
    return {}


def _write_paper(session: Session, drawn: Registry, paper: Paper) -> None:
    employer, file = drawn.employers[paper.employer], drawn.files[paper.file]
    if paper.kind in {"administrative", "decision", "financial"}:
        values = {"employer_id": employer.id, "category": paper.kind, "channel": paper.channel}
        document = make_document(session, file, paper.deposited_on, **values)
        drawn.documents[document.id] = paper
        return
    content = {"title": "Rapport", "issued_on": paper.deposited_on, "deposited_on": paper.deposited_on}
    stored = {"sha256": "0" * 64, "size": 1, "pages": 1, "recorded_at": LATE, "kind": "document"}
    medical = MedicalPaper(employer_id=employer.id, file_id=file.id, category=paper.kind, **content, **stored)
    session.add(medical)
    session.flush()
    drawn.notices[medical.public_id] = _write_notice(session, medical, paper.channel)
    drawn.medical[medical.public_id] = paper


def _write_notice(session: Session, medical: MedicalPaper, channel: str) -> int:
    number = f"M-{next_number()}"
    ruled = {"channel": channel, "rule": "R5", "rule_version": "1", "ruling": {}, "decided_at": LATE}
    what = {"external_id": number, "content_digest": "0" * 64, "event": "deposit", "issued_on": medical.issued_on}
    notice = Notice(employer_id=medical.employer_id, medical_paper_id=medical.id, **what, **ruled)
    session.add(notice)
    session.flush()
    sending = {"recipient_key": number, "recipient_kind": "health_professional", "channel": channel, "rule": "R5"}
    session.add(Dispatch(notice_id=notice.id, state="waiting", **sending))
    session.flush()
    return notice.id


@dataclass(frozen=True)
class ByHand:
    """The answers of somebody who reads the texts and the rows, on a day, as the rows were known at an instant."""

    drawn: Registry
    on: date
    at: datetime | None = None

    def has_account(self, employer: int, space: Space) -> bool:
        """Whether the employer holds an account there."""
        rows = (row for row in self.drawn.accounts if (row.employer, row.space) == (employer, space))
        return any(row.holds(self.on, self.at) for row in rows)

    def roles(self, person: int, employer: int, space: Space) -> set[Role]:
        """The roles of a person there."""
        asked = (person, employer, space)
        rows = (row for row in self.drawn.roles if (row.person, row.employer, row.space) == asked)
        return {row.what for row in rows if row.holds(self.on, self.at)}

    def paper_is_withdrawn(self, employer: int) -> bool:
        """Whether the withdrawal took place, after the employer was told."""
        withdrawal, known = self.drawn.withdrawals.get(employer, (None, "always"))
        if withdrawal is None or not is_known(known, self.at) or withdrawal > self.on:
            return False
        told = (day for who, day, known in self.drawn.prior_notices if who == employer and is_known(known, self.at))
        return any(day < withdrawal for day in told)

    def may_use(self, person: int, employer: int, space: Space, service: OnlineService) -> bool:
        """The texts 001 and LATMP 38, by hand."""
        roles = self.roles(person, employer, space) - {Role.HEALTH_PROFESSIONAL}
        if not roles or not self.has_account(employer, space) or self.on < OPENING:
            return False
        if space is Space.CNESST_CODES:
            return service is OnlineService.MESSAGING
        waits = service is OnlineService.FILE_FOLLOWUP and self.has_account(employer, Space.GUICHET_SST)
        if waits and not self.paper_is_withdrawn(employer):
            return False
        automatic = Role.RSE if space is Space.CLICSEQUR else Role.RESPONDENT
        return automatic in roles or any(
            row.holds(self.on, self.at)
            for row in self.drawn.grants
            if (row.person, row.employer, row.space, row.what) == (person, employer, space, service)
        )

    def follows(self, person: int, employer: int) -> bool:
        """Whether a person may follow the files of an employer, in one space at least."""
        return any(self.may_use(person, employer, space, OnlineService.FILE_FOLLOWUP) for space in Space)

    def concerns(self, file: int, employer: int) -> bool:
        """Whether a file concerns an employer: by the injury, or by imputation."""
        return employer == 0 or (file, employer) in self.drawn.links

    def may_open(self, person: int, paper: Paper) -> bool:
        """Whether a person may open a paper of the employer's side."""
        shown = paper.channel == "electronic" and paper.deposited_on <= self.on
        return shown and self.concerns(paper.file, paper.employer) and self.follows(person, paper.employer)

    def is_designated(self, person: int, employer: int) -> bool:
        """Whether a person is a health professional whom an employer designated, and for whom somebody vouches."""
        role, asked = Role.HEALTH_PROFESSIONAL, (person, employer)
        rows = (row for row in self.drawn.roles if (row.person, row.employer) == asked and row.what is role)
        return any(row.vouched and row.holds(self.on, self.at) for row in rows)
