"""What e-mails say of roles, replacements, mandates, requests and readers is what the resolver says, on any day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.mandates.actions.ends import end_mandate, remind_of_mandates
from app.papers.queries.documents import readers_of
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import granting_ruling, right_to, rights_of
from app.rights.actions.absence_reminders import remind_of_absences
from app.rights.actions.absences import cancel_absence
from app.rights.actions.grants import grant_access
from app.rights.actions.requests import Wish, expire_requests, send_request
from app.rights.actions.roles import name_granter
from app.rights.queries.requests import requests_of_employer
from app.rights.words.requests import RequestState
from app.sending.actions.emails import send_emails
from app.site.web.page.filters import day, instant, label
from app.vocabulary.accounts import Space
from app.vocabulary.documents import Category
from tests.factories.deposits import deposit_document
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.invitations import make_invitation
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.rights.web.test_true_emails import bodies, plain, told
from tests.scenes.absences import stand_in_for
from tests.scenes.firm_house import make_house
from tests.scenes.office import FOLLOWUP, REVIEW, Office, make_office
from tests.servers.smtp import Sink

pytestmark = pytest.mark.databases("sqlite", because="the gestures are tested on both")
ClockAt = Callable[[str], None]


@pytest.fixture
def office(app: Flask, session: Session) -> Iterator[Office]:
    """On clicSÉQUR, today; words are those of pages in French."""
    with app.test_request_context():
        yield make_office(session)


@pytest.mark.parametrize("now", ["2019-12-10T10:00", "2020-02-10T10:00"])
def test_a_role_is_told_as_it_is_held_before_and_after_services_open(
    office: Office, smtp: Sink, clock_at: ClockAt, now: str
) -> None:
    clock_at(now)
    today = clock.today()
    name_granter(office.giver(), office.user.public_id)
    text = told(smtp, office.user)
    (role,) = office.roles(office.user) & office.roles(office.rse)
    assert plain(label(role)) in text
    facts = office.facts()
    assert granting_ruling(facts, office.user.id, office.space, FOLLOWUP, today).allowed, "« dès maintenant »"
    rights = rights_of(facts, office.user.id, office.space, today)
    assert all(right.held for right in rights)
    assert all(right.allowed for right in rights) or "dès qu'ils sont ouverts à son compte" in text


@pytest.mark.parametrize("now", ["2019-12-10T10:00", "2020-02-10T10:00"])
def test_a_right_to_a_service_not_yet_open_is_not_said_to_be_open(
    office: Office, smtp: Sink, clock_at: ClockAt, now: str
) -> None:
    clock_at(now)
    grant_access(office.giver(), office.user.public_id, [FOLLOWUP], clock.today() + timedelta(days=200), "a")
    right = right_to(office.facts(), office.user.id, office.space, FOLLOWUP, clock.today())
    assert right.allowed is (now > "2020-02-03")
    assert right.allowed or "disent lesquels sont ouverts, et à partir de quand" in told(smtp, office.user)


def days_said(text: str, days: tuple[date, date]) -> bool:
    """Whether a text says the first day of an interval and its last."""
    return all(plain(day(one)) in text for one in (days[0], days[1] - timedelta(days=1)))


@pytest.mark.parametrize("begins_in", [0, 5])
def test_a_replacement_is_told_by_the_days_on_which_it_holds(office: Office, smtp: Sink, begins_in: int) -> None:
    clerk, user, today = office.clerk, office.user, clock.today()
    days = (today + timedelta(days=begins_in), today + timedelta(days=begins_in + 10))
    made = stand_in_for(office, clerk, user, days)
    assert days_said(told(smtp, user), days)
    assert days_said(told(smtp, clerk), days)
    facts = office.facts()
    held = [on for on in (days[0] - timedelta(days=1), *days) if facts.grants_on(user.id, office.space, on)]
    assert held == [days[0]], "« les mêmes droits pendant ces jours »"
    assert facts.grants_on(user.id, office.space, days[0]) == facts.grants_on(clerk.id, office.space, days[0])
    cancel_absence(office.giver(), made, accepted=True)
    ended = told(smtp, user)
    assert ("sont finis" in ended) is (begins_in == 0), "what had not begun has not ended"
    assert ("Vous ne remplacerez pas" in ended) is (begins_in > 0)
    assert ("ne vous remplacera pas" in told(smtp, clerk)) is (begins_in > 0)
    assert office.rights(user) == frozenset()


def test_the_end_of_a_replacement_is_the_last_day_on_which_it_holds(office: Office, smtp: Sink) -> None:
    today = clock.today()
    days = (today, today + timedelta(days=40))
    stand_in_for(office, office.clerk, office.user, days)
    while send_emails():
        pass
    smtp.clear()
    remind_of_absences(days[1] - timedelta(days=31))
    last = days[1] - timedelta(days=1)
    assert plain(day(last)) in told(smtp, office.user)
    facts = office.facts()
    assert facts.grants_on(office.user.id, office.space, last)
    assert not facts.grants_on(office.user.id, office.space, days[1])


def test_a_mandate_is_told_as_its_rights_hold(app: Flask, session: Session, smtp: Sink) -> None:
    house = make_house(session)
    with app.test_request_context():
        house.assign(FOLLOWUP, REVIEW)
        text, today = told(smtp, house.clerk), clock.today()
        rights = [
            each
            for each in rights_of(facts_of_employer(session, house.employer.id), house.clerk.id, Space.CLICSEQUR, today)
            if each.granted
        ]
        assert {right.service for right in rights} == {FOLLOWUP, REVIEW}
        for right in rights:
            assert plain(label(right.service)) in text
            assert plain(day(right.last_on)) in text
        end = house.mandate.until_on
        smtp.clear()
        remind_of_mandates(end - timedelta(days=31))
        text = told(smtp, house.rse)
        assert plain(day(end - timedelta(days=1))) in text
        of_firm = house.readers() & {house.clerk.id, house.boss.id}
        assert f"Personnes affectées : {len(of_firm)}" in text
        assert house.clerk.id not in house.readers(end)


def test_the_end_of_a_mandate_speaks_of_that_mandate_alone(app: Flask, session: Session, smtp: Sink) -> None:
    house = make_house(session)
    with app.test_request_context():
        house.assign(FOLLOWUP)
        make_membership(session, house.clerk, house.employer)
        make_grant(session, house.clerk, house.employer, FOLLOWUP)
        session.commit()
        end_mandate(house.giver, house.mandate.public_id, accepted=True)
        assert house.clerk.id in house.readers(), "who works for the firm also reads in their own name"
        text = told(smtp, house.boss)
        assert "Il ne donne plus à personne accès aux dossiers" in text
        assert "personne du cabinet n'a accès" not in text


def test_a_request_is_told_as_long_as_the_list_keeps_it(office: Office, smtp: Sink) -> None:
    asker = office.giver(office.user)
    send_request(asker, Wish(FOLLOWUP, "Relève", clock.today() + timedelta(days=100)))
    text = told(smtp, office.rse)
    assert plain(label(FOLLOWUP)) in text
    assert office.user.name in text
    days = re.search(r"après (\d+) jours", text)
    assert days is not None
    lapses_on = clock.today() + timedelta(days=int(days[1]))
    states = []
    for on in (lapses_on - timedelta(days=1), lapses_on):
        (asked,) = requests_of_employer(office.session, office.employer.id, office.space, on).rows
        states.append(asked.state)
    assert states == [RequestState.PENDING, RequestState.EXPIRED]
    expire_requests(lapses_on)
    assert f"en {days[1]} jours" in told(smtp, office.user)


def test_an_invitation_lasts_until_the_instant_that_it_says(office: Office, smtp: Sink) -> None:
    made = make_invitation(office.session, office.employer, office.rse)
    while send_emails():
        pass
    (message,) = smtp.to(made.email)
    body = message.get_body(("plain",))
    assert body is not None
    office.session.rollback()
    row = office.session.scalars(select(Invitation).where(Invitation.id == made.id)).one()
    assert plain(instant(row.expires_at)) in " ".join(str(body.get_content()).replace("\u00a0", " ").split())


def test_as_many_are_told_of_a_document_as_the_page_lists_readers(office: Office, smtp: Sink) -> None:
    for number in range(2):
        person = make_person(office.session)
        make_membership(office.session, person, office.employer)
        if number:
            make_grant(office.session, person, office.employer, FOLLOWUP)
    office.session.commit()
    deposit_document(office.session, make_file(office.session, office.employer), category=Category.ADMINISTRATIVE)
    listed = readers_of(office.session, office.facts(), clock.today())
    everybody = office.session.scalars(select(Person)).all()
    while send_emails():
        pass
    mailed = {person.name for person in everybody if any("déposé" in text for text in bodies(smtp, person))}
    assert mailed == {reader.name for reader in listed}
