"""The facts of an employer on any day, and every question that the rules answer from them.

One resolver: the check at a page, the list of those who may read, the explanation and the routing of a notice all
ask the `EmployerFacts` made here, in one statement, from what is known now or was known at a past instant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, String, bindparam, cast, literal_column, null, select, union_all
from sqlalchemy.orm import Session

from app.ledger.models.history import Recorded
from app.ledger.queries.intervals import believed, end_of, holds_on, is_empty, is_over, stands
from app.ledger.queries.prepared import Prepared
from app.registry.models.accounts import Account
from app.registry.models.people import Membership
from app.resolver.domain.losses import Loss, rights_left, roles_left
from app.resolver.models.access import AccessGrant
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.rules.access import AccessFacts, AccessRuling, may_use
from app.rules.facts import situation
from app.rules.routing import RouteFacts, route_notice
from app.rules.ruling import Ruling
from app.vocabulary.accounts import Role, Situation, Space
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService

#: A right may be held in one role only while its service is still closed: the order decides between equal answers.
_MOST_FAVOURABLE_FIRST = (Role.RSE, Role.RESPONDENT, Role.USER, Role.HEALTH_PROFESSIONAL)

# Looking a word up costs less than making a member of the vocabulary from it.
_SPACES = {space.value: space for space in Space}
_ROLES = {role.value: role for role in Role}
_SERVICES = {service.value: service for service in OnlineService}


class Held(NamedTuple):
    """Something that holds on the days of `[from_on, until_on)`: an account, a role, or a right to a service.

    `mandate_id`: the mandate through which a role or a right is held, for a firm. `vouched`: whether somebody else
    than the employer answers for it, as a health professional's designation needs.
    """

    space: Space
    what: str
    person_id: int | None
    from_on: date
    until_on: date | None
    mandate_id: int | None = None
    vouched: bool = True

    def holds(self, on: date) -> bool:
        """Whether it holds on that Quebec day."""
        return holds_on(self, on)

    @property
    def end(self) -> date:
        """The first day without it; the last of all days for what has no end."""
        return end_of(self)

    @property
    def is_empty(self) -> bool:
        """Whether it holds on no day."""
        return is_empty(self)


class Ended(NamedTuple):
    """A withdrawal that took effect, after its prior notice, and ended: paper came back on `until_on`."""

    withdrawal_on: date
    until_on: date
    prior_notice_on: date | None


@dataclass(eq=False, slots=True)
class EmployerFacts:
    """What is known of one employer: its accounts, roles, rights, withdrawal date and earliest prior notice.

    `ended`: the withdrawals before that date, each until paper came back. `told`: the days of all prior notices: one
    given before paper came back counts no more for a date after.
    `whole`: the facts from which these were narrowed to what a session vouches for, if they were.
    """

    employer_id: int
    accounts: list[Held] = field(default_factory=list)
    memberships: list[Held] = field(default_factory=list)
    grants: dict[tuple[int, Space], list[Held]] = field(default_factory=lambda: defaultdict(list))
    withdrawal_on: date | None = None
    prior_notice_on: date | None = None
    whole: EmployerFacts | None = None
    ended: list[Ended] = field(default_factory=list)
    told: list[date] = field(default_factory=list)
    _accounts_on: dict[date, frozenset[Space]] = field(default_factory=dict)
    _readers_on: dict[date, tuple[int, ...]] = field(default_factory=dict)

    def supposing(self, *, withdrawal_on: date | None, prior_notice_on: date | None) -> EmployerFacts:
        """The same facts with other dates of withdrawal and of prior notice: to see an effect before it happens."""
        supposed = (self.employer_id, self.accounts, self.memberships, self.grants, withdrawal_on, prior_notice_on)
        return EmployerFacts(*supposed, ended=self.ended)

    def returned(self, on: date) -> EmployerFacts:
        """The same facts once paper came back that day."""
        back = self.supposing(withdrawal_on=None, prior_notice_on=None)
        if self.withdrawal_on is not None:
            back.ended = [*self.ended, Ended(self.withdrawal_on, on, self.prior_notice_on)]
        return back

    def dates_on(self, on: date) -> tuple[date | None, date | None]:
        """The withdrawal and the prior notice that decide by which way what is issued that day goes."""
        for ended in self.ended:
            if ended.withdrawal_on <= on and not is_over(ended, on):
                return ended.withdrawal_on, ended.prior_notice_on
        return self.withdrawal_on, self.prior_notice_on

    @property
    def opening(self) -> tuple[date | None, date | None]:
        """The withdrawal and the prior notice with which follow-up opened: it stays open when paper comes back.

        What was deposited on screen alone could be read by nobody otherwise.
        """
        first = min(self.ended, default=None, key=attrgetter("withdrawal_on"))
        return (first.withdrawal_on, first.prior_notice_on) if first else (self.withdrawal_on, self.prior_notice_on)

    @property
    def withdrawal_days(self) -> set[date]:
        """The days on which paper goes or comes back."""
        days = {day for ended in self.ended for day in (ended.withdrawal_on, ended.until_on)}
        return days | {self.withdrawal_on} if self.withdrawal_on else days

    def without(self, losses: Iterable[Loss], derived: Collection[Held] = ()) -> EmployerFacts:
        """The same facts once some people have lost something: who would still read, and by which way notices go.

        `derived`: what others hold only through those people (stand-ins during an absence), lost with the rest.
        """
        lost, derived = tuple(losses), list(derived)
        kept = EmployerFacts(
            self.employer_id,
            self.accounts,
            withdrawal_on=self.withdrawal_on,
            prior_notice_on=self.prior_notice_on,
            ended=self.ended,
        )
        kept.memberships = roles_left(_but(self.memberships, derived), lost)
        for key, rows in self.grants.items():
            kept.grants[key] = rights_left(_but(rows, derived), lost)
        return kept

    def accounts_on(self, on: date) -> frozenset[Space]:
        """The spaces in which the employer holds an account that day."""
        if on not in self._accounts_on:
            self._accounts_on[on] = frozenset(held.space for held in self.accounts if holds_on(held, on))
        return self._accounts_on[on]

    def situation_on(self, on: date) -> Situation:
        """What those accounts add up to."""
        return situation(self.accounts_on(on))

    def roles_on(self, person_id: int, space: Space, on: date) -> frozenset[Role]:
        """The roles that a person holds in a space that day."""
        return frozenset(
            _ROLES[held.what]
            for held in self.memberships
            if held.person_id == person_id and held.space == space and holds_on(held, on)
        )

    def grants_on(self, person_id: int, space: Space, on: date) -> frozenset[OnlineService]:
        """The services that a person was granted in a space, that day."""
        rows = self.grants.get((person_id, space), ())
        return frozenset(_SERVICES[held.what] for held in rows if holds_on(held, on))

    def ruling(self, person_id: int, space: Space, role: Role, service: OnlineService, on: date) -> AccessRuling:
        """May this person, signed in to that space in that role, use the service that day?"""
        withdrawal_on, prior_notice_on = self.opening
        facts = AccessFacts(
            accounts=self.accounts_on(on),
            signed_in_with=space,
            role=role,
            grants=self.grants_on(person_id, space, on),
            service=service,
            withdrawal_on=withdrawal_on,
            prior_notice_on=prior_notice_on,
        )
        return may_use(facts, on)

    def best_ruling(self, person_id: int, space: Space, service: OnlineService, on: date) -> AccessRuling | None:
        """The ruling for the person's most favourable role in that space; None when they hold no role there."""
        roles = sorted(self.roles_on(person_id, space, on), key=_MOST_FAVOURABLE_FIRST.index)
        rulings = [self.ruling(person_id, space, role, service, on) for role in roles]
        return max(rulings, key=lambda ruling: (ruling.allowed, ruling.held), default=None)

    def users_on(self, service: OnlineService, on: date) -> tuple[int, ...]:
        """The people who may use the service that day, in the order in which they were registered."""
        allowed = {
            held.person_id
            for held in self.memberships
            if held.person_id is not None
            and holds_on(held, on)
            and self.ruling(held.person_id, held.space, Role(held.what), service, on).allowed
        }
        return tuple(sorted(allowed))

    def readers_on(self, on: date) -> tuple[int, ...]:
        """The people who may read the employer's documents on screen that day."""
        if on not in self._readers_on:
            self._readers_on[on] = self.users_on(OnlineService.FILE_FOLLOWUP, on)
        return self._readers_on[on]

    def professionals_on(self, on: date) -> tuple[int, ...]:
        """The health professionals of that day, for whom somebody vouches: they alone may read medical papers."""
        return self._designated(on, (True,))

    def designated_on(self, on: date) -> tuple[int, ...]:
        """Those whom the employer designates that day and who accepted, whether somebody vouches for them or not."""
        return self._designated(on, (True, False))

    def _designated(self, on: date, vouched: Collection[bool]) -> tuple[int, ...]:
        found = {
            held.person_id
            for held in self.memberships
            if held.what == Role.HEALTH_PROFESSIONAL
            and held.person_id is not None
            and held.vouched in vouched
            and holds_on(held, on)
        }
        return tuple(sorted(found))

    def route(self, category: Category, issued_on: date, deposited_on: date) -> Ruling:
        """By which channel a paper of that category goes: facts of the day of issue, readers of the day of deposit."""
        withdrawal_on, prior_notice_on = self.dates_on(issued_on)
        facts = RouteFacts(
            accounts=self.accounts_on(issued_on),
            withdrawal_on=withdrawal_on,
            prior_notice_on=prior_notice_on,
            category=category,
            readers=len(self.readers_on(deposited_on)),
            health_professionals=len(self.professionals_on(deposited_on)),
        )
        return route_notice(facts, issued_on)


def _but(rows: Iterable[Held], others: list[Held]) -> list[Held]:
    """Rows without some others, each of which takes one row alike away: two that are the same are two."""
    kept = []
    for row in rows:
        if row in others:
            others.remove(row)
        else:
            kept.append(row)
    return kept


def _known(table: type[Recorded], past: bool) -> Any:
    """Rows believed now, or those believed at the instant `known_at`."""
    if not past:
        return stands(table)
    return believed(table, bindparam("known_at"))


def _select(table: Any, what: str, columns: Sequence[Any], past: bool, whom: str) -> Select[Any]:
    kind: Any = literal_column(f"'{what}'").label("kind")
    if whom == "alone":
        space, word, _person, *days = columns
        chosen = select(kind, space, word, *days).where(table.employer_id == bindparam("employer"), _known(table, past))
    else:
        employers = table.employer_id.in_(bindparam("employers", expanding=True))
        chosen = select(kind, table.employer_id, *columns).where(employers, _known(table, past))
    if whom in {"one", "alone"} and hasattr(table, "person_id"):
        chosen = chosen.where(table.person_id == bindparam("person"))
    elif whom == "some" and hasattr(table, "person_id"):
        chosen = chosen.where(table.person_id.in_(bindparam("people", expanding=True)))
    return chosen


def _statement(past: bool, whom: str) -> Any:
    """One statement for all the facts; each of them is built once, since building costs more than running."""
    nobody, nothing, no_day = cast(null(), Integer), literal_column("''", String), cast(null(), Date)
    sure: Any = literal_column("1", Integer)
    interval = {table: (table.from_on, table.until_on) for table in (Account, Membership, AccessGrant)}
    role = (Membership.space, Membership.role, Membership.person_id, *interval[Membership], Membership.mandate_id)
    grant = (AccessGrant.space, AccessGrant.service, AccessGrant.person_id, *interval[AccessGrant])
    paper, notice = PaperWithdrawal.withdrawal_on, PriorNotice.given_on
    facts: tuple[tuple[Any, str, tuple[Any, ...]], ...] = (
        (Account, "account", (Account.space, nothing, nobody, *interval[Account], nobody, sure)),
        (Membership, "membership", (*role, cast(Membership.vouched, Integer))),
        (AccessGrant, "grant", (*grant, AccessGrant.mandate_id, sure)),
        (
            PaperWithdrawal,
            "withdrawal",
            (nothing, nothing, nobody, paper, PaperWithdrawal.until_on, nobody, sure),
        ),
        (PriorNotice, "prior_notice", (nothing, nothing, nobody, notice, no_day, nobody, sure)),
    )
    return union_all(*(_select(table, kind, columns, past, whom) for table, kind, columns in facts))


_STATEMENTS = {(past, whom): _statement(past, whom) for past in (False, True) for whom in ("everybody", "some", "one")}
#: One person of one employer, now: asked at every page.
_ALONE = Prepared(_statement(past=False, whom="alone"), days=(3, 4))


def _add(facts: EmployerFacts, kind: str, row: Sequence[Any]) -> None:
    space, what, person_id, from_on, until_on, mandate_id, vouched = row
    if kind == "withdrawal" and until_on is not None:
        facts.ended.append(Ended(from_on, until_on, None))
    elif kind == "withdrawal":
        facts.withdrawal_on = from_on
    elif kind == "prior_notice":
        facts.told.append(from_on)
    else:
        held = Held(_SPACES[space], what, person_id, from_on, until_on, mandate_id, bool(vouched))
        if kind == "grant":
            facts.grants[(person_id, held.space)].append(held)
        else:
            (facts.accounts if kind == "account" else facts.memberships).append(held)


def _settle(facts: EmployerFacts) -> EmployerFacts:
    """Find the prior notice of each withdrawal, once every row is read."""
    back_on = max((ended.until_on for ended in facts.ended), default=date.min)
    facts.prior_notice_on = min((on for on in facts.told if on >= back_on), default=None)
    facts.ended = [ended._replace(prior_notice_on=min(facts.told, default=None)) for ended in facts.ended]
    return facts


def facts_of(
    session: Session,
    employer_ids: Iterable[int],
    *,
    person_id: int | None = None,
    person_ids: Collection[int] | None = None,
    known_at: datetime | None = None,
) -> dict[int, EmployerFacts]:
    """The facts of each employer, in one statement: of everybody, of one person, or of some only.

    With `known_at`, what was recorded at that instant; otherwise what is believed now.
    """
    facts = {employer_id: EmployerFacts(employer_id) for employer_id in employer_ids}
    if not facts:
        return facts
    values: dict[str, Any] = {"employers": list(facts)}
    if known_at is not None:
        values["known_at"] = known_at
    if person_id is not None:
        values["person"] = person_id
    elif person_ids is not None:
        values["people"] = list(person_ids)
    whom = "one" if person_id is not None else "everybody" if person_ids is None else "some"
    statement = _STATEMENTS[(known_at is not None, whom)]
    for kind, employer_id, *row in session.execute(statement, values):
        _add(facts[employer_id], kind, row)
    return {employer_id: _settle(each) for employer_id, each in facts.items()}


def _of_one(session: Session, employer_id: int, person_id: int) -> EmployerFacts:
    """What every page asks: one person of one employer, now."""
    facts = EmployerFacts(employer_id)
    rows = _ALONE.rows(session, {"employer": employer_id, "person": person_id})
    for kind, space, what, from_on, until_on, mandate_id, vouched in rows:
        whose = None if kind == "account" else person_id
        _add(facts, kind, (space, what, whose, from_on, until_on, mandate_id, vouched))
    return _settle(facts)


def facts_of_employer(
    session: Session,
    employer_id: int,
    *,
    person_id: int | None = None,
    person_ids: Collection[int] | None = None,
    known_at: datetime | None = None,
) -> EmployerFacts:
    """The facts of one employer; see `facts_of`."""
    if person_id is not None and known_at is None:
        return _of_one(session, employer_id, person_id)
    found = facts_of(session, [employer_id], person_id=person_id, person_ids=person_ids, known_at=known_at)
    return found[employer_id]
