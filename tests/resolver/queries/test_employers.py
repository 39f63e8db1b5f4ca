"""Finding employers: by the start of a NEQ or a name, and by what the rules say of them today."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.resolver.queries import employers as queries
from app.resolver.queries.employers import (
    BY_NAME,
    BY_NEQ,
    EmployerOrder,
    EmployerPage,
    EmployerSearch,
    find_employers,
)
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Situation, Space
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

ON = date(2026, 3, 2)
ROLES = {Space.CLICSEQUR: Role.RSE, Space.GUICHET_SST: Role.RESPONDENT, Space.CNESST_CODES: Role.USER}


def make_every_kind(session: Session) -> None:
    """Every set of accounts, with and without a reader, before and after a withdrawal, told and untold."""
    sets = [(), *((space,) for space in Space), (Space.CLICSEQUR, Space.GUICHET_SST), tuple(Space)]
    for spaces in sets:
        for reads in (True, False):
            for withdrawn in (None, date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)):
                for told in (True, False):
                    _make(session, spaces, reads, withdrawn, told)
    ended = make_employer(session, name="Anciens comptes inc.")
    make_account(session, ended, until_on=ON)
    session.commit()


def _make(session: Session, spaces: tuple[Space, ...], reads: bool, withdrawn: date | None, told: bool) -> None:
    employer = make_employer(session)
    for space in spaces:
        make_account(session, employer, space)
        if reads:
            make_membership(session, make_person(session), employer, ROLES[space], space)
    if withdrawn:
        make_withdrawal(session, employer, withdrawn)
    if told:
        make_prior_notice(session, employer, date(2026, 1, 5))


def names(page: EmployerPage) -> list[str]:
    return [row.name for row in page.rows]


def every_page(session: Session, search: EmployerSearch, order: EmployerOrder = BY_NAME) -> list[str]:
    """All that a search answers, page after page."""
    found: list[str] = []
    page = find_employers(session, search, ON, order=order)
    found += [row.public_id for row in page.rows]
    while page.following:
        page = find_employers(session, search, ON, after=page.following, order=order)
        found += [row.public_id for row in page.rows]
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ECLAIR", ["Éclair & Fils inc.", "Grand Éclair inc."]),
        ("éclair-fils", ["Éclair & Fils inc."]),
        ("fils éclair", ["Éclair & Fils inc."]),
        ("moulin", ["Les Moulins L'Heureux"]),
        ("lheureux", ["Les Moulins L'Heureux"]),
        ("moulins 409", ["Les Moulins L'Heureux"]),
        ("409", ["Les Moulins L'Heureux"]),
        ("ᑲᓕᒃ", ["ᐊᓕᓯ ᑕᒃᑲᓕᒃ"]),
        ("ᐃᓄᒃ", []),
    ],
)
def test_a_name_is_found_by_any_part_whatever_the_accents(session: Session, text: str, found: list[str]) -> None:
    make_employer(session, name="Éclair & Fils inc.", neq="1177000001")
    make_employer(session, name="Grand Éclair inc.", neq="1177000002")
    make_employer(session, name="Les Moulins L'Heureux", neq="1177000409")
    make_employer(session, name="ᐊᓕᓯ ᑕᒃᑲᓕᒃ", neq="1177000003")
    session.commit()
    assert names(find_employers(session, EmployerSearch(text), ON)) == found


def test_digits_are_a_part_of_a_neq_or_of_the_number_of_a_company(session: Session) -> None:
    by_neq = make_employer(session, name="Alpha", neq="1155990003")
    make_employer(session, name="Bêta", neq="1166990001")
    make_employer(session, name="1155-2200 Québec inc.", neq="1177990009")
    session.commit()
    assert names(find_employers(session, EmployerSearch("1155"), ON)) == ["1155-2200 Québec inc.", "Alpha"]
    assert names(find_employers(session, EmployerSearch("11 55"), ON)) == ["1155-2200 Québec inc.", "Alpha"]
    assert names(find_employers(session, EmployerSearch("1155 990 003"), ON)) == [by_neq.name]
    assert names(find_employers(session, EmployerSearch("119"), ON)) == []


@pytest.mark.parametrize("text", ["%", "_", "'", "é' OR 1=1 --", "***", "9" * 200])
def test_a_strange_search_finds_nothing(session: Session, text: str) -> None:
    make_employer(session)
    session.commit()
    assert names(find_employers(session, EmployerSearch(text), ON)) == []


def test_the_filters_agree_with_the_rules_for_every_kind_of_employer(session: Session) -> None:
    make_every_kind(session)
    said = {}
    for employer in session.scalars(select(Employer)):
        facts = facts_of_employer(session, employer.id)
        said[employer.public_id] = (facts.situation_on(ON), facts.route(Category.ADMINISTRATIVE, ON, ON).outcome)
    for situation in (None, *Situation):
        for channel in (None, Channel.ELECTRONIC, Channel.POST):
            expected = {
                key
                for key, (its_situation, its_channel) in said.items()
                if situation in (None, its_situation) and channel in (None, its_channel)
            }
            found = every_page(session, EmployerSearch("", situation, channel))
            assert (len(found), set(found)) == (len(expected), expected), (situation, channel)


def test_pages_follow_each_other_there_and_back(session: Session) -> None:
    for number in range(120):
        make_employer(session, name=f"Usine {number:03d}")
    session.commit()
    first = find_employers(session, EmployerSearch("usine"), ON)
    second = find_employers(session, EmployerSearch("usine"), ON, after=first.following or "")
    third = find_employers(session, EmployerSearch("usine"), ON, after=second.following or "")
    assert [len(page.rows) for page in (first, second, third)] == [50, 50, 20]
    assert (first.previous, third.following) == (None, None)
    assert find_employers(session, EmployerSearch("usine"), ON, before=third.previous or "") == second
    back = find_employers(session, EmployerSearch("usine"), ON, before=second.previous or "")
    assert (back.rows, back.previous) == (first.rows, None)


@pytest.mark.parametrize("order", [BY_NAME.turned(), BY_NEQ, BY_NEQ.turned()], ids=["names", "neq", "neq backwards"])
def test_every_order_goes_through_all_pages_there_and_back(session: Session, order: EmployerOrder) -> None:
    for number in range(60):
        make_employer(session, name=f"Usine {number:03d}", neq=f"11770{number * 7 % 60:05d}")
    session.commit()
    found = every_page(session, EmployerSearch("usine"), order)
    key = order.key
    wanted = select(Employer.public_id).order_by(key.desc() if order.reversed else key)
    assert found == list(session.scalars(wanted))
    last = find_employers(session, EmployerSearch("usine"), ON, after=found[49], order=order)
    back = find_employers(session, EmployerSearch("usine"), ON, before=last.previous or "", order=order)
    assert [row.public_id for row in back.rows] == found[:50]


@pytest.mark.databases("sqlite", because="its plan says by which index it goes, however few rows there are")
@pytest.mark.parametrize(
    "order",
    [BY_NAME, BY_NAME.turned(), BY_NEQ, BY_NEQ.turned()],
    ids=["names", "names backwards", "neq", "neq backwards"],
)
def test_each_order_is_that_of_an_index(session: Session, order: EmployerOrder) -> None:
    asked: list[tuple[str, object]] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    find_employers(session, EmployerSearch(), ON, order=order)
    statement, values = asked[0]
    plan = session.connection().connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    steps = [step[3] for step in plan]
    assert any("employers USING INDEX" in step for step in steps)
    assert not any("ORDER BY" in step for step in steps)


def test_a_search_too_long_for_one_page_can_go_on(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CHUNK", 10)
    monkeypatch.setattr(queries, "LONGEST_SCAN", 20)
    for number in range(30):
        make_account(session, make_employer(session, name=f"Sans lecteur {number:02d}"))
    last = make_employer(session, name="Un lecteur")
    make_account(session, last)
    make_membership(session, make_person(session), last, Role.RSE)
    session.commit()
    page = find_employers(session, EmployerSearch(channel=Channel.ELECTRONIC), ON)
    assert (page.rows, page.following is not None) == ((), True)
    page = find_employers(session, EmployerSearch(channel=Channel.ELECTRONIC), ON, after=page.following or "")
    assert names(page) == ["Un lecteur"]


def test_an_unknown_cursor_is_the_beginning(session: Session) -> None:
    make_employer(session, name="Alpha")
    session.commit()
    assert names(find_employers(session, EmployerSearch(), ON, after="nothing")) == ["Alpha"]
    assert names(find_employers(session, EmployerSearch(), ON, before="nothing")) == ["Alpha"]
