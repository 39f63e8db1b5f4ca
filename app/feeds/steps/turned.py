"""Employers whose mail takes another way because an account opens or closes: said before it happens, and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.feeds.steps.reading import Report
from app.ledger.steps.outbox import queue_email
from app.papers.queries.home import granters_on, ways
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.queries.facts import EmployerFacts, Held, facts_of
from app.vocabulary.documents import Category
from app.vocabulary.emails import EmailKind
from app.vocabulary.notices import Channel

#: Where those who grant see who receives paper.
PAGE = "/personnes-qui-recoivent-du-papier"
#: How many employers' facts are compared at once.
AT_ONCE = 500
#: What an employer had before is what was recorded until then: the smallest step of an instant.
_JUST_BEFORE = timedelta(microseconds=1)


class Turned(NamedTuple):
    """An employer whose ordinary documents arrive by `channel` from `on` on, and did not until this feed."""

    employer_id: int
    neq: str
    on: date
    channel: Channel
    facts: EmployerFacts


def tell_of_turns(session: Session, since: datetime, today: date, report: Report) -> None:
    """Say each turn in the report, and write to those who grant: who read on screen may be left without their papers.

    `since`: when the feed began to be written.
    """
    session.flush()
    for turned in _turned(session, since, today):
        way = "goes by post" if turned.channel is Channel.POST else "arrives on screen"
        says = f"the mail of the employer {turned.neq} {way} from {turned.on} on, because of its accounts"
        report.doubt("accounts.csv", 0, "space", says)
        _write_to(session, turned, since)


def _turned(session: Session, since: datetime, today: date) -> Iterator[Turned]:
    """Those who had an account before: whoever has their first one now has just asked for what it brings."""
    changed = select(Account.employer_id).where(or_(Account.recorded_at >= since, Account.superseded_at >= since))
    known = select(Account.employer_id).where(Account.recorded_at < since)
    chosen = select(Employer.id, Employer.neq).where(Employer.id.in_(changed), Employer.id.in_(known))
    for rows in session.execute(chosen.order_by(Employer.id)).partitions(AT_ONCE):
        employers = dict(rows)
        before = facts_of(session, employers, known_at=since - _JUST_BEFORE)
        for employer_id, facts in facts_of(session, employers).items():
            accounts = before[employer_id].accounts
            turn = _first_turn(_with(facts, accounts), facts, today) if accounts else None
            if turn is not None:
                yield Turned(employer_id, employers[employer_id], *turn, facts)


def _with(facts: EmployerFacts, accounts: list[Held]) -> EmployerFacts:
    """The same facts with other accounts: what a feed says of people at the same time turns nothing here."""
    dates = facts.withdrawal_on, facts.prior_notice_on
    return EmployerFacts(facts.employer_id, accounts, facts.memberships, facts.grants, *dates, ended=facts.ended)


def _first_turn(before: EmployerFacts, after: EmployerFacts, today: date) -> tuple[date, Channel] | None:
    """The first day from today on whose way is not the one that was known, and that way."""
    for on in sorted({day for facts in (before, after) for day, _ruling in ways(facts, today)}):
        was, is_now = (facts.route(Category.ADMINISTRATIVE, on, on).outcome for facts in (before, after))
        if was is not is_now:
            return on, is_now
    return None


def _write_to(session: Session, turned: Turned, at: datetime) -> None:
    """To those who grant that day, once a turn each."""
    link = current_app.config["PUBLIC_URL"].rstrip("/") + PAGE
    for person in _granters(session, granters_on(turned.facts, turned.on)):
        queue_email(
            session,
            EmailKind.CHANNEL_TURNED.value,
            f"{turned.employer_id}.{person.public_id}.{turned.on.isoformat()}.{turned.channel.value}.{at.isoformat()}",
            to_address=person.email or "",
            language=person.language,
            context={"link": link, "from_on": turned.on.isoformat(), "by_post": turned.channel is Channel.POST},
            at=at,
            person_id=person.id,
            employer_id=turned.employer_id,
        )


def _granters(session: Session, people: Iterable[int]) -> Iterable[Person]:
    return session.scalars(select(Person).where(Person.id.in_(people), Person.email != "").order_by(Person.id))
