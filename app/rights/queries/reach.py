"""What one person reaches, and who reaches one file: many answers in one statement.

Each condition is compiled from the access table by `rules/access_conditions.py`, so that the law stands nowhere but
there; a property test holds every answer to `EmployerFacts`. Medical papers are on the other side of the wall.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, literal_column, not_, or_, select, true
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds, stands
from app.ledger.queries.prepared import Prepared
from app.registry.models.accounts import Account
from app.registry.models.people import Membership
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import NOT_REMOVED, Document
from app.resolver.models.files import FileEmployer
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.rules.access_conditions import conditions, period_of
from app.vocabulary.accounts import Role, Space
from app.vocabulary.notices import Channel
from app.vocabulary.services import OnlineService

# Tables rather than models: rows are only read, and cost half as much this way.
ACCOUNT: Any = Account.__table__.c
MEMBER: Any = Membership.__table__.c
GRANT: Any = AccessGrant.__table__.c
WITHDRAWAL: Any = PaperWithdrawal.__table__.c
NOTICE: Any = PriorNotice.__table__.c
DOCUMENT: Any = Document.__table__.c
LINK: Any = FileEmployer.__table__.c

_ON: Any = bindparam("on")
#: How many documents are asked for at once: a statement for each size, the last number repeated to fill it.
MANY = (1, 10, 50, 500)


def _word(word: str) -> ColumnElement[str]:
    """A word of the vocabulary, written in the statement: it never changes, and binding it at each call costs."""
    return literal_column(f"'{word}'")


def _there_is(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row exists. A number, not EXISTS: a database must not read a whole table once to answer for a few."""
    found = select(func.count()).where(*conditions)
    return found.correlate(Membership.__table__).scalar_subquery() > literal_column("0")


def _account(space: ColumnElement[Any]) -> ColumnElement[bool]:
    return _there_is(ACCOUNT.employer_id == MEMBER.employer_id, ACCOUNT.space == space, holds(ACCOUNT, _ON))


def _facts(service: OnlineService) -> dict[str, ColumnElement[bool]]:
    """What a condition looks at, for a membership."""
    withdrawal = (WITHDRAWAL.employer_id == MEMBER.employer_id, stands(WITHDRAWAL))
    return {
        "account_active": _account(MEMBER.space),
        "guichet_account": _account(_word(Space.GUICHET_SST.value)),
        "granted": _there_is(
            GRANT.employer_id == MEMBER.employer_id,
            GRANT.person_id == MEMBER.person_id,
            GRANT.space == MEMBER.space,
            GRANT.service == _word(service.value),
            holds(GRANT, _ON),
        ),
        "paper_withdrawn": _there_is(*withdrawal, WITHDRAWAL.withdrawal_on <= _ON),
        "prior_notice": _there_is(
            *withdrawal,
            NOTICE.employer_id == MEMBER.employer_id,
            stands(NOTICE),
            NOTICE.given_on < WITHDRAWAL.withdrawal_on,
        ),
    }


def _may_use(service: OnlineService, period: int) -> ColumnElement[bool]:
    """The memberships of a day by which a service may be used."""
    facts = {name: {True: fact, False: not_(fact)} for name, fact in _facts(service).items()}
    ways: dict[tuple[tuple[Space, Role], ...], list[set[tuple[str, bool]]]] = {}
    for way in conditions(service, period):
        ways.setdefault(way.roles, []).append(set(way.facts))
    always = set.intersection(*(wanted for each in ways.values() for wanted in each)) if ways else set()
    asked = [and_(_one_of(roles), _any_of([wanted - always for wanted in each], facts)) for roles, each in ways.items()]
    return and_(holds(MEMBER, _ON), *(facts[name][so] for name, so in sorted(always)), or_(false(), *asked))


def _any_of(
    ways: list[set[tuple[str, bool]]], facts: dict[str, dict[bool, ColumnElement[bool]]]
) -> ColumnElement[bool]:
    """One of these sets of facts, at least; what every set holds is asked once, first."""
    common = set.intersection(*ways)
    rest = [and_(true(), *(facts[name][so] for name, so in sorted(way - common))) for way in ways]
    return and_(true(), *(facts[name][so] for name, so in sorted(common)), or_(*rest))


def _one_of(roles: Iterable[tuple[Space, Role]]) -> ColumnElement[bool]:
    return or_(*(and_(MEMBER.space == _word(space.value), MEMBER.role == _word(role.value)) for space, role in roles))


def _of_person(service: OnlineService, period: int) -> Select[Any]:
    """The employers for which a person may use a service."""
    return select(MEMBER.employer_id).where(MEMBER.person_id == bindparam("person"), _may_use(service, period))


def readers_of_employers(on: date, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The statement of who may read the documents of employers on a day, by employer; `on` is bound when it runs.

    `conditions`: on the memberships, to say of which employers.
    """
    may_read = _may_use(OnlineService.FILE_FOLLOWUP, period_of(on))
    return select(MEMBER.employer_id, MEMBER.person_id).where(*conditions, may_read).distinct()


def _openable(period: int, many: int) -> Select[Any]:
    of_file = and_(LINK.file_id == DOCUMENT.file_id, LINK.employer_id == DOCUMENT.employer_id)
    asked = (
        select(DOCUMENT.id, DOCUMENT.employer_id)
        .join_from(Document.__table__, FileEmployer.__table__, of_file)
        .where(
            DOCUMENT.id.in_([bindparam(f"document{at}") for at in range(many)]),
            DOCUMENT.channel == _word(Channel.ELECTRONIC.value),
            DOCUMENT.deposited_on <= _ON,
            NOT_REMOVED,
        )
        # Left free, PostgreSQL begins with every file of the employers, and looks for these few among theirs.
        .cte("asked")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return select(asked.c.id).where(asked.c.employer_id.in_(_of_person(OnlineService.FILE_FOLLOWUP, period)))


def _files(period: int) -> Select[Any]:
    return select(LINK.file_id).where(LINK.employer_id.in_(_of_person(OnlineService.FILE_FOLLOWUP, period)))


def _people(period: int) -> Select[Any]:
    of_file = select(LINK.employer_id).where(LINK.file_id == bindparam("file"))
    return select(MEMBER.person_id).where(
        MEMBER.employer_id.in_(of_file), _may_use(OnlineService.FILE_FOLLOWUP, period)
    )


@cache
def _statement(build: Callable[..., Select[Any]], *shape: int) -> Prepared:
    """The statement for a period of the law. Each is built once: building costs more than running."""
    return Prepared(build(*shape))


def _numbers(session: Session, statement: Prepared, values: dict[str, Any]) -> set[int]:
    return {number for (number,) in statement.rows(session, values)}


def may_open(session: Session, person_id: int, document_ids: Collection[int], on: date) -> dict[int, bool]:
    """Which of these documents a person may open on a day, in whichever space they sign in to.

    One statement, up to five hundred documents; then one more for each five hundred.
    """
    asked, found, period = list(document_ids), set[int](), period_of(on)
    for at in range(0, len(asked), MANY[-1]):
        some = asked[at : at + MANY[-1]]
        size = next(size for size in MANY if len(some) <= size)
        some += some[-1:] * (size - len(some))
        named = {f"document{number}": document_id for number, document_id in enumerate(some)}
        found |= _numbers(session, _statement(_openable, period, size), {"person": person_id, "on": on, **named})
    return {document_id: document_id in found for document_id in asked}


def files_visible_to(session: Session, person_id: int, on: date) -> set[int]:
    """The files that a person may follow on a day, for whichever employer and space. One statement."""
    return _numbers(session, _statement(_files, period_of(on)), {"person": person_id, "on": on})


def who_may_see_file(session: Session, file_id: int, on: date) -> set[int]:
    """The people who may follow a file on a day, of every employer that it concerns. One statement."""
    return _numbers(session, _statement(_people, period_of(on)), {"file": file_id, "on": on})
