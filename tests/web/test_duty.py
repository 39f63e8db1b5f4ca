"""Every door that gives a right to see files asks to tick the duty first: all the forms of all those who may give."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.web.asking import FORMS, addresses, questions
from tests.web.world import World, world

GIVERS = ("rse", "respondent", "firm")
#: Doors behind which the duty was said before, by whoever invited or proposed.
SAID_BEFORE = {"invitations.accept", "designations.new"}
#: Who loses something may have a successor, who receives it: asked for with a successor, as well as without.
SUCCESSORS = ("access.revoke", "access.remove", "access.leave_role", "access.change_right_end", "absences.cancel")

HELD = (
    """SELECT person_id, employer_id, space, service, max(coalesce(until_on, '9')) FROM access_grants
    WHERE superseded_at IS NULL GROUP BY person_id, employer_id, space, service""",
    """SELECT person_id, employer_id, space, role, max(coalesce(until_on, '9')) FROM memberships
    WHERE superseded_at IS NULL AND role <> 'health_professional' GROUP BY person_id, employer_id, space, role""",
    "SELECT firm_id, employer_id, space, max(until_on) FROM mandates GROUP BY firm_id, employer_id, space",
)
Held = dict[tuple[object, ...], str]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world for all the doors, put back after each."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


def held(asked: World) -> Held:
    """Until when everybody holds each right and each role, and firms their mandates."""
    with closing(sqlite3.connect(asked.folder / "data" / "relais.sqlite")) as connection:
        rows = [row for statement in HELD for row in connection.execute(statement)]
    return {row[:-1]: row[-1] for row in rows}


def gives(asked: World, endpoint: str, *, duty: bool) -> bool:
    """Whether the form of a door gives anybody anything, sent whole, or whole but for the duty."""
    given = False
    for kind in GIVERS:
        for address in addresses(asked, endpoint):
            before = held(asked)
            answer = asked.ask(kind, "POST", address, sent_to(asked, endpoint, duty=duty))
            after = held(asked)
            given |= any(until > before.get(key, "") for key, until in after.items())
            if answer.status_code < HTTPStatus.BAD_REQUEST or after != before:
                asked.put_back()
    return given


def sent_to(asked: World, endpoint: str, *, duty: bool) -> dict[str, Any]:
    """The form of a door."""
    form = {**FORMS.get(endpoint, lambda _: {})(asked)}
    if endpoint in SUCCESSORS:
        form = {"confirm": "oui", "accepted": "y", "duty": "y", "successor": asked.names["person"], **form}
    return {name: value for name, value in form.items() if duty or name != "duty"}


def test_no_door_gives_a_right_without_the_duty(asked: World) -> None:
    doors = sorted({question.endpoint for question in questions(asked.app) if question.method == "POST"})
    own = [door for door in doors if door.partition(".")[0] not in {"development", "signin", "identity_provider"}]
    silent = [door for door in own if door not in SAID_BEFORE and gives(asked, door, duty=False)]
    assert silent == []


@pytest.mark.parametrize(
    "door",
    [
        "absences.new",
        "access.change_right_end",
        "access.name",
        "access.replace",
        "access.revoke",
        "access.step_summary",
        "access.step_together",
        "access_ends.decide",
        "access_ends.replace",
        "access_requests.answer",
        "mandates.propose",
    ],
)
def test_with_the_duty_each_of_these_doors_gives(asked: World, door: str) -> None:
    assert gives(asked, door, duty=True)
