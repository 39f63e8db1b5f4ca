"""The end of a mandate is a loss like any other: shown first, covered, with somebody of the employer to take over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.rounds import RoundIncomplete
from app.ledger.models.alarms import Alarm
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.outbox import queue_email
from app.mandates.actions.assignments import unassign
from app.mandates.actions.ends import change_end, end_mandate, let_mandate_end, remind_of_mandates, renew_mandate
from app.mandates.actions.firms import remove_from_firm, resign
from app.registry.models.people import Membership, Person
from app.registry.words.access import AccessProblem
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import facts_of_employer
from app.rights.actions.end_reminders import tell_holes
from app.rights.queries.ends import open_holes
from app.rights.steps.covering import Uncovered
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.firm_house import FOLLOWUP, REVIEW, House, declined, make_house


@pytest.fixture
def house(session: Session) -> House:
    """The accountant of the firm is assigned."""
    made = make_house(session)
    made.assign(FOLLOWUP, REVIEW)
    return made


@pytest.fixture
def heir(house: House) -> Person:
    """Somebody of the employer's own."""
    person = make_person(house.session)
    make_membership(house.session, person, house.employer)
    house.session.commit()
    return person


def unreached(house: House) -> None:
    """No e-mail reaches who grants: only the firm's people are told of documents."""
    house.rse.email = ""
    house.session.commit()


def holds(house: House, person: Person, on: date) -> set[str]:
    """What somebody holds, that day."""
    house.session.rollback()
    found = facts_of_employer(house.session, house.employer.id).grants_on(person.id, Space.CLICSEQUR, on)
    return {service.value for service in found}


def holes(house: House) -> int:
    """How many ends have left a hole that those who grant see on their first page."""
    house.session.rollback()
    facts = facts_of_employer(house.session, house.employer.id)
    return len(open_holes(house.session, facts, Space.CLICSEQUR, clock.today()))


def test_who_takes_over_from_a_firm_has_what_its_people_had_until_the_end_of_the_mandate(
    house: House, heir: Person
) -> None:
    end = house.mandate.until_on
    end_mandate(house.giver, house.mandate.public_id, successor=heir.public_id)
    assert holds(house, house.clerk, clock.today()) == set()
    assert holds(house, heir, end - timedelta(days=1)) == {FOLLOWUP.value, REVIEW.value}
    assert holds(house, heir, end) == set()
    entry = house.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "mandate_ended")).one()
    assert (entry["successor"], entry["hole"]) == (heir.identifier, False)


def test_nobody_of_another_employer_takes_over(house: House) -> None:
    stranger = make_person(house.session)
    house.session.commit()
    act = lambda: end_mandate(house.giver, house.mandate.public_id, successor=stranger.public_id)  # noqa: E731
    declined(AccessProblem.NO_SUCCESSOR, act)


def test_a_sooner_end_of_a_mandate_that_leaves_a_hole_is_accepted_aloud(house: House, heir: Person) -> None:
    unreached(house)
    sooner, end = clock.today() + timedelta(days=20), house.mandate.until_on
    with pytest.raises(Uncovered) as hole:
        change_end(house.giver, house.mandate.public_id, sooner)
    assert hole.value.coverage.begins_on == sooner
    change_end(house.giver, house.mandate.public_id, sooner, successor=heir.public_id)
    days = (sooner - timedelta(days=1), sooner, end - timedelta(days=1), end)
    assert [bool(holds(house, heir, day)) for day in days] == [False, True, True, False]
    assert [bool(holds(house, house.clerk, day)) for day in days] == [True, False, False, False]


def test_a_mandate_is_renewed_for_as_long_in_one_gesture_and_once(house: House) -> None:
    end = house.mandate.until_on
    assert [renew_mandate(house.giver, house.mandate.public_id, end).changed for _ in range(2)] == [True, False]
    house.session.rollback()
    assert house.mandate.until_on == end + (end - clock.today())
    assert holds(house, house.clerk, end)


def test_a_mandate_is_let_come_to_its_end_and_somebody_has_the_rest(house: House, heir: Person) -> None:
    unreached(house)
    end = house.mandate.until_on
    with pytest.raises(Uncovered):
        let_mandate_end(house.giver, house.mandate.public_id)
    assert let_mandate_end(house.giver, house.mandate.public_id, successor=heir.public_id).changed
    assert [bool(holds(house, heir, end + timedelta(days=day))) for day in (-1, 0)] == [False, True]
    assert not let_mandate_end(house.giver, house.mandate.public_id).changed
    remind_of_mandates(end - timedelta(days=20))
    told = {address for kind, address in house.emails() if kind == "mandate_ending"}
    assert told == {house.boss.email, house.clerk.email}, "whoever decided is not reminded"


def its_mail_bounces(house: House) -> None:
    """The RSE has an address, where no message arrives: they are written to all the same, and nobody counts on it."""
    house.rse.email = "rse@courriel.example"
    queue_email(
        house.session,
        EmailKind.MANDATE_PROPOSED,
        "bounced",
        to_address=house.rse.email,
        language=house.rse.language,
        context={},
        at=clock.now(),
        person_id=house.rse.id,
        employer_id=house.employer.id,
    )
    house.session.flush()
    theirs = update(OutgoingEmail).where(OutgoingEmail.person_id == house.rse.id)
    house.session.execute(theirs.values(state="failed", server_answer="550 no such user"))
    house.session.commit()


def reminded(house: House) -> dict[str, tuple[bool, bool]]:
    """Whom the reminder of the end reached: whether it says that a hole is left, and that only granters are."""
    remind_of_mandates(house.mandate.until_on - timedelta(days=20))
    said = house.session.execute(
        select(OutgoingEmail.to_address, OutgoingEmail.context).where(OutgoingEmail.kind == "mandate_ending")
    )
    return {address: (context["is_hole"], context["is_thin"]) for address, context in said}


@pytest.mark.parametrize(
    ("cover", "said"), [("nobody", (True, False)), ("granters", (False, True)), ("heir", (False, False))]
)
def test_the_reminder_says_to_the_employer_alone_what_the_end_would_leave(
    house: House, heir: Person, cover: str, said: tuple[bool, bool]
) -> None:
    house.rse.email = "rse@courriel.example"
    if cover == "nobody":
        its_mail_bounces(house)
    elif cover == "heir":
        for service in (FOLLOWUP, REVIEW):
            make_grant(house.session, heir, house.employer, service)
    house.session.commit()
    assert reminded(house) == {
        house.boss.email: (False, False),
        house.clerk.email: (False, False),
        "rse@courriel.example": said,
    }


def test_a_mandate_that_lapsed_and_left_a_hole_is_told_once_and_waits_until_somebody_covers_it(
    house: House, heir: Person, clock_at: Callable[[datetime], None]
) -> None:
    its_mail_bounces(house)
    lapsed_on = house.mandate.until_on
    clock_at(datetime.combine(lapsed_on, time(17), UTC))
    assert [tell_holes(lapsed_on) for _ in range(2)] == [1, 0]
    assert ("right_lapsed", house.rse.email) in house.emails()
    assert holes(house) == 1, "the review is left to who grants, and the follow-up to nobody"
    for service in (FOLLOWUP, REVIEW):
        make_grant(house.session, heir, house.employer, service, from_on=lapsed_on)
    house.session.commit()
    assert holes(house) == 0


@pytest.mark.parametrize("gesture", ["resign", "unassign", "remove"])
def test_a_firm_that_leaves_a_hole_has_the_employer_told_at_once_and_not_twice(house: House, gesture: str) -> None:
    unreached(house)
    since_nine_days(house)
    acts: dict[str, Callable[[], object]] = {
        "resign": lambda: resign(house.administrator, house.mandate.public_id),
        "unassign": lambda: unassign(house.administrator, house.mandate.public_id, house.clerk.public_id),
        "remove": lambda: remove_from_firm(house.administrator, house.firm.neq, house.clerk.public_id),
    }
    acts[gesture]()
    assert holes(house) >= 1
    assert tell_holes(clock.today()) == 0, "they were told already"


def since_nine_days(house: House) -> None:
    """What was assigned was so yesterday already."""
    for table in (Membership, AccessGrant):
        for row in house.session.scalars(select(table).where(table.mandate_id.is_not(None))):
            row.from_on = clock.today() - timedelta(days=9)
    house.session.commit()


def test_one_employer_that_fails_stops_no_other_and_nobody_is_reminded_twice(house: House) -> None:
    other = make_house(house.session)
    on = house.mandate.until_on - timedelta(days=20)
    house.mandate.space = "nowhere"
    house.session.commit()
    for _ in range(2):
        with pytest.raises(RoundIncomplete):
            remind_of_mandates(on)
        told = sorted(address for kind, address in other.emails() if kind == "mandate_ending")
        assert told == sorted([other.boss.email, other.rse.email])
    house.mandate.space = other.mandate.space
    house.session.execute(update(Alarm).values(retry_at=clock.ticking()))
    house.session.commit()
    assert [remind_of_mandates(on) for _ in range(2)] == [3, 0]
