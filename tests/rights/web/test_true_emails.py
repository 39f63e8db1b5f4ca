"""What e-mails say of a right and of its last day is what the resolver says, and what the matrix shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.personnel.actions.leaving import remove_person
from app.registry.models.people import Person
from app.resolver.queries.grants import Right, rights_of
from app.rights.actions.end_changes import change_end
from app.rights.actions.end_reminders import remind_ends
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.web.grants.page import right_in_words
from app.sending.actions.emails import send_emails
from app.site.web.page.filters import day, label
from app.taking_back.actions.returning import return_person
from tests.scenes.office import FOLLOWUP, REVIEW, Office, make_office
from tests.servers.smtp import Sink

pytestmark = pytest.mark.databases("sqlite", because="the gestures are tested on both")


@pytest.fixture
def office(app: Flask, session: Session) -> Iterator[Office]:
    """On clicSÉQUR, today; words are those of pages in French."""
    with app.test_request_context():
        yield make_office(session)


def told(smtp: Sink, person: Person) -> str:
    """The words of the last e-mail that somebody received, once everything is sent."""
    while send_emails():
        pass
    return bodies(smtp, person)[-1]


def bodies(smtp: Sink, person: Person) -> list[str]:
    """The words of everything that somebody received."""
    found = (message.get_body(("plain",)) for message in smtp.to(person.email))
    return [" ".join(str(body.get_content()).replace("\u00a0", " ").split()) for body in found if body]


def held(office: Office, person: Person) -> list[Right]:
    """What the resolver says that somebody holds today by a grant."""
    rights = rights_of(office.facts(), person.id, office.space, clock.today())
    return [right for right in rights if right.granted]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def check_granted(office: Office, text: str, person: Person) -> None:
    """The services and the last day are those that hold, as the matrix writes them."""
    rights = held(office, person)
    assert rights
    for right in rights:
        assert plain(label(right.service)) in text
        assert right.last_on is not None
        assert plain(day(right.last_on)) in text
        assert plain(right_in_words(right)) == f"Jusqu'au {plain(day(right.last_on))}"


def test_each_gesture_on_a_right_is_told_as_it_holds(office: Office, smtp: Sink) -> None:
    user, today = office.user, clock.today()
    grant_access(office.giver(), user.public_id, [FOLLOWUP, REVIEW], today + timedelta(days=200), "a")
    check_granted(office, told(smtp, user), user)
    change_end(office.giver(), user.public_id, FOLLOWUP, today + timedelta(days=300))
    revoke_access(office.giver(), user.public_id, REVIEW)
    text = told(smtp, user)
    assert plain(label(REVIEW)) in text
    assert [right.service for right in held(office, user)] == [FOLLOWUP]
    (right,) = held(office, user)
    granted, changed, _revoked = bodies(smtp, user)
    assert plain(day(right.last_on)) in changed
    assert plain(day(right.last_on)) not in granted


def test_a_removal_and_its_undoing_are_told_as_they_hold(office: Office, smtp: Sink) -> None:
    user = office.user
    grant_access(office.giver(), user.public_id, [FOLLOWUP], clock.today() + timedelta(days=200), "a")
    remove_person(office.giver(), user.public_id)
    assert held(office, user) == []
    assert plain(label(FOLLOWUP)) in told(smtp, user)
    return_person(office.giver(), user.public_id)
    check_granted(office, told(smtp, user), user)


def test_a_reminder_names_the_day_that_the_matrix_shows(office: Office, smtp: Sink) -> None:
    user = office.user
    grant_access(office.giver(), user.public_id, [FOLLOWUP], clock.today() + timedelta(days=31), "a")
    while send_emails():
        pass
    smtp.clear()
    remind_ends(clock.today())
    (right,) = held(office, user)
    assert right.ends_soon
    last_on = plain(day(right.last_on))
    assert plain(label(FOLLOWUP)) in told(smtp, user)
    assert last_on in told(smtp, user)
    soon = sum(one.ends_soon for one in held(office, user))
    assert f"{soon} droit d'accès finit bientôt" in told(smtp, office.rse)
    assert last_on in told(smtp, office.rse)
