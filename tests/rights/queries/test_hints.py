"""What use suggests of rights: only where use is recorded, only after a year, and only once somebody could read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Giver
from app.rights.actions.hints import keep_hint
from app.rights.queries.hints import ENOUGH_OPENINGS, Hint, hints, unused_by
from app.rights.words.hints import HintKind
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_document, make_opening

CLICSEQUR = Space.CLICSEQUR
TODAY = date(2026, 3, 2)


@dataclass
class House:
    """An employer on clicSÉQUR with an RSE, and somebody who has followed its files since 2019."""

    session: Session
    employer: Employer
    rse: Person
    reader: Person

    def hints(self) -> dict[int, Hint]:
        facts = facts_of_employer(self.session, self.employer.id)
        return hints(self.session, facts, CLICSEQUR, clock.today())

    def opens(self, categories: list[str], on: date) -> None:
        file = make_file(self.session, self.employer)
        for category in categories:
            document = make_document(self.session, file, date(2025, 1, 2), category=category)
            at = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=15)
            make_opening(self.session, document, self.reader, opened_at=at)


@pytest.fixture
def house(session: Session, clock_at: Callable[[str], None]) -> House:
    clock_at("2026-03-02T15:00:00Z")
    employer = make_employer(session)
    make_account(session, employer)
    rse, reader = make_person(session), make_person(session)
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, reader, employer)
    make_grant(session, reader, employer)
    session.flush()
    return House(session, employer, rse, reader)


def test_a_right_that_nobody_used_for_a_year_is_pointed_out(house: House) -> None:
    house.opens(["financial"], date(2025, 3, 1))
    assert {who: hint.kind for who, hint in house.hints().items()} == {house.reader.id: HintKind.NEVER_USED}
    assert unused_by(house.session, house.employer.id, CLICSEQUR, TODAY) == {house.reader.id}
    house.opens(["financial"], date(2026, 1, 5))
    assert house.hints() == {}


def test_one_category_only_is_pointed_out_once_it_says_something(house: House) -> None:
    house.opens(["financial"] * (ENOUGH_OPENINGS - 1), date(2026, 1, 5))
    assert house.hints() == {}
    house.opens(["financial"], date(2026, 1, 6))
    [hint] = house.hints().values()
    assert (hint.kind, hint.category, hint.openings) == (HintKind.ONE_CATEGORY, Category.FINANCIAL, ENOUGH_OPENINGS)
    house.opens(["decision"], date(2026, 1, 7))
    assert house.hints() == {}


def test_what_is_opened_for_another_employer_is_no_use_of_this_one(house: House) -> None:
    other = make_employer(house.session)
    document = make_document(house.session, make_file(house.session, other), date(2026, 1, 5))
    make_opening(house.session, document, house.reader)
    assert list(house.hints()) == [house.reader.id]


def test_nothing_is_said_before_a_year_of_a_service_that_was_open(house: House) -> None:
    newcomer, moved = make_person(house.session), make_person(house.session)
    make_membership(house.session, newcomer, house.employer)
    make_grant(house.session, newcomer, house.employer, from_on=TODAY - timedelta(days=364))
    make_membership(house.session, moved, house.employer, from_on=TODAY - timedelta(days=10))
    make_grant(house.session, moved, house.employer)
    make_grant(house.session, house.rse, house.employer, OnlineService.REVIEW)
    assert list(house.hints()) == [house.reader.id]


def test_whoever_reads_by_their_role_is_not_pointed_out(house: House) -> None:
    make_grant(house.session, house.rse, house.employer)
    assert list(house.hints()) == [house.reader.id]


def test_what_is_kept_is_not_pointed_out_for_six_months(house: House, clock_at: Callable[[str], None]) -> None:
    giver = Giver(Actor("person", house.rse.id, house.rse.name), house.employer.id, CLICSEQUR)
    house.session.commit()
    assert [keep_hint(giver, house.reader.public_id), keep_hint(giver, house.reader.public_id)] == [True, False]
    assert house.hints() == {}
    clock_at("2026-09-10T15:00:00Z")
    assert list(house.hints()) == [house.reader.id]
