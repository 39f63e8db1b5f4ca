"""Why? The chain of facts and rules that leads to an answer, and the smallest change that would turn it.

Account of the day, role, right, service open, then the document itself: each link says what was found and which rule
answered. Everything is asked of `EmployerFacts` and of the rules; nothing here decides, and nothing here names anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import GrantOrigin, Right, origins_of, right_to
from app.rules.access import AccessFacts, AccessRuling, governing
from app.rules.changes import SmallestChange, Start, Supposed, opening_after, signed_in_otherwise, smallest_change
from app.rules.opening import OpeningFacts, may_be_opened
from app.rules.roles import IN_ANOTHER_SESSION, NO_ROLE
from app.rules.ruling import Reason
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Side
from app.vocabulary.notices import Channel
from app.vocabulary.rulings import AccessReason, Link
from app.vocabulary.services import OnlineService

__all__ = [
    "AccessFacts",
    "AskedPaper",
    "Explanation",
    "SmallestChange",
    "Step",
    "change_of",
    "explain",
    "explained",
    "explained_anywhere",
    "steps_of",
    "who_may_open",
]

_LINK_OF = {
    AccessReason.ACCOUNT_NOT_ACTIVE: Link.ACCOUNT,
    AccessReason.EMPLOYER_SERVICES_ONLY_FOR_EMPLOYER_SIDE: Link.ROLE,
    AccessReason.MESSAGING_ONLY: Link.SERVICE,
    AccessReason.SERVICE_NOT_OPEN_YET: Link.SERVICE,
    AccessReason.AWAITING_PAPER_WITHDRAWAL: Link.SERVICE,
    AccessReason.NO_RIGHT: Link.RIGHT,
    AccessReason.AUTOMATIC: Link.RIGHT,
    AccessReason.GRANTED: Link.RIGHT,
    AccessReason.MESSAGING_ACCOUNT: Link.RIGHT,
}
#: CNESST codes give messaging and nothing else: the other services open in the two other spaces.
_OTHERS = {
    Space.CNESST_CODES: (Space.CLICSEQUR, Space.GUICHET_SST),
    Space.CLICSEQUR: (),
    Space.GUICHET_SST: (),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain. `ok`: None when an earlier link stops the asking.

    `reasons`: the rules that answered; for a link that merely does not refuse, `governed_by` is the rule that could.
    """

    link: Link
    ok: bool | None
    reasons: tuple[Reason, ...] = ()
    governed_by: Reason | None = None


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A document of the employer's side, as an explanation looks at it; taken back, it is deposited no more."""

    channel: Channel
    deposited_on: date
    recorded_at: datetime
    concerned: bool
    removed_on: date | None = None
    removed_at: datetime | None = None
    removed_by: str = ""

    def ruling_facts(self, on: date, known_at: datetime | None) -> OpeningFacts:
        """What its nature says on a day, as known at an instant."""
        known = known_at is None or self.recorded_at <= known_at
        deposited = known and self.deposited_on <= on and not self.is_removed(on, known_at)
        on_screen = self.channel is Channel.ELECTRONIC
        return OpeningFacts(Side.EMPLOYER, deposited, on_screen, concerned=self.concerned)

    def is_removed(self, on: date, known_at: datetime | None) -> bool:
        """Whether the Commission had taken it back by a day, as known at an instant."""
        if self.removed_on is None or self.removed_at is None or self.removed_on > on:
            return False
        return known_at is None or self.removed_at <= known_at


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer for one person, one service (or document) and one day, in one space, and all that it rests on.

    `start`: from where a change would be made; `elsewhere`: the same in other spaces, where this one is not enough.
    """

    person_id: int
    space: Space
    service: OnlineService
    on: date
    known_at: datetime | None
    allowed: bool
    steps: tuple[Step, ...]
    facts: AccessFacts
    accounts: frozenset[Space]
    roles: frozenset[Role]
    right: Right
    start: Start
    elsewhere: tuple[Start, ...]
    paper: AskedPaper | None = None

    @property
    def change(self) -> SmallestChange | None:
        """The smallest change that would turn a refusal; None when nothing would, or when nothing is needed."""
        if self.steps[-1].link is Link.PAPER and not self.steps[-1].ok:
            return None
        return smallest_change(self.start, self.elsewhere)

    @property
    def refusing(self) -> tuple[Step, ...]:
        """The links that do not hold."""
        return tuple(step for step in self.steps if step.ok is False)


def steps_of(ruling: AccessRuling, *, has_role: bool = True) -> tuple[Step, ...]:
    """The chain of a ruling on a service, from the account of the day to the service itself."""
    found: dict[Link, list[Reason]] = {}
    for reason in ruling.answer.holding:
        found.setdefault(_LINK_OF[AccessReason(reason.code)], []).append(reason)
    if not has_role:
        found[Link.ROLE] = [NO_ROLE]
    if ruling.beyond is not None:
        found[Link.RIGHT] = [IN_ANOTHER_SESSION]
    outside = Link.ACCOUNT in found
    stopped = outside or (has_role and Link.ROLE in found)
    right, service = (None, None) if stopped else (ruling.held, ruling.open)
    answers = {Link.ACCOUNT: not outside, Link.ROLE: Link.ROLE not in found, Link.RIGHT: right, Link.SERVICE: service}
    if outside and has_role:
        answers[Link.ROLE] = None
    return tuple(
        Step(link, ok, tuple(found.get(link, ())), governing(link, ruling.facts) if ok else None)
        for link, ok in answers.items()
    )


def change_of(ruling: AccessRuling) -> SmallestChange | None:
    """The smallest change that would turn the refusal of somebody who has a role, when nothing more is known.

    Whoever holds the right, but not in the session that they opened, has only to open another.
    """
    if ruling.beyond is not None:
        return signed_in_otherwise(ruling.beyond)
    return smallest_change(Start.of(ruling.facts, ruling.on))


def explained(
    facts: EmployerFacts,
    person_id: int,
    space: Space,
    service: OnlineService,
    on: date,
    *,
    known_at: datetime | None = None,
    paper: AskedPaper | None = None,
) -> Explanation:
    """The explanation for one person signed in to one space, from facts already at hand."""
    best = facts.best_ruling(person_id, space, service, on)
    ruling = best or facts.ruling(person_id, space, Role.USER, service, on)
    steps = steps_of(ruling, has_role=best is not None)
    if paper is not None:
        steps = (*steps, _paper_step(paper, on, known_at))
    return Explanation(
        person_id,
        space,
        service,
        on,
        known_at,
        all(step.ok for step in steps),
        steps,
        ruling.facts,
        facts.accounts_on(on),
        facts.roles_on(person_id, space, on),
        right_to(facts, person_id, space, service, on),
        _start(facts, person_id, space, service, on),
        tuple(_start(facts, person_id, other, service, on) for other in _OTHERS[space]),
        paper,
    )


def _paper_step(paper: AskedPaper, on: date, known_at: datetime | None) -> Step:
    ruling = may_be_opened(paper.ruling_facts(on, known_at))
    return Step(Link.PAPER, ruling.allowed, ruling.reasons)


def _start(facts: EmployerFacts, person_id: int, space: Space, service: OnlineService, on: date) -> Start:
    """What is known of the person in a space, that day and on the day when the services open."""
    opens = opening_after(on)
    return Start(
        _known(facts, person_id, space, service, on),
        _known(facts, person_id, space, service, opens) if opens else None,
    )


def _known(facts: EmployerFacts, person_id: int, space: Space, service: OnlineService, on: date) -> Supposed:
    best = facts.best_ruling(person_id, space, service, on)
    ruling = best or facts.ruling(person_id, space, Role.USER, service, on)
    return Supposed(ruling.facts, on, best is not None)


def explained_anywhere(
    facts: EmployerFacts,
    person_id: int,
    service: OnlineService,
    on: date,
    *,
    known_at: datetime | None = None,
    paper: AskedPaper | None = None,
) -> Explanation:
    """The explanation in the space where the person comes furthest: a document opens from any of them."""
    each = [
        explained(facts, person_id, space, service, on, known_at=known_at, paper=paper)
        for space in (Space.CLICSEQUR, Space.GUICHET_SST, Space.CNESST_CODES)
    ]
    return max(each, key=lambda one: (one.allowed, bool(one.roles), sum(step.ok is True for step in one.steps)))


def explain(
    session: Session,
    person_id: int,
    employer_id: int,
    service: OnlineService,
    on: date,
    *,
    space: Space | None = None,
    known_at: datetime | None = None,
    paper: AskedPaper | None = None,
) -> Explanation:
    """Why a person may or may not use a service, or open a document, on a day. One statement.

    Without a space, the one where the person comes furthest. With `known_at`, from what was recorded at that instant.
    """
    facts = facts_of_employer(session, employer_id, person_id=person_id, known_at=known_at)
    if space is None:
        return explained_anywhere(facts, person_id, service, on, known_at=known_at, paper=paper)
    return explained(facts, person_id, space, service, on, known_at=known_at, paper=paper)


def who_may_open(
    facts: EmployerFacts, paper: AskedPaper, on: date, known_at: datetime | None = None
) -> tuple[Explanation, ...]:
    """Everybody who could open a document on a day, each with the reason, in the order they were registered.

    `facts` are those of everybody, as known at the same instant.
    """
    if not may_be_opened(paper.ruling_facts(on, known_at)).allowed:
        return ()
    service = OnlineService.FILE_FOLLOWUP
    readers = facts.readers_on(on)
    return tuple(explained_anywhere(facts, one, service, on, known_at=known_at, paper=paper) for one in readers)


def origin_of(session: Session, employer_id: int, found: Explanation) -> GrantOrigin | None:
    """Who had granted the right that was found, and since when, as it was known; None for one that nobody grants."""
    if not found.right.granted:
        return None
    origins = origins_of(session, employer_id, found.space, found.person_id, found.on, found.known_at)
    return origins.get(found.service)
