"""The last who grants is replaced, never removed: whichever way, and whoever is quicker."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.actions.granting import Declined
from app.actions.leaving import remove_person
from app.actions.roles import step_down
from app.extensions import db
from app.vocabulary.access import AccessProblem
from app.vocabulary.accounts import Role, Space
from tests.actions.office import GRANTERS, Office, make_office


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR: two who grant."""
    return make_office(session)


def at_once(app: Flask, *gestures: Callable[[], object]) -> list[str]:
    """Make gestures at the same moment; what became of each."""
    barrier, found = Barrier(len(gestures)), list[str]()

    def run(gesture: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                gesture()
                found.append("done")
            except Declined as declined:
                found.append(declined.problem.value)
            except Exception as error:
                found.append(type(error).__name__)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(gesture,)) for gesture in gestures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def granters(office: Office) -> list[int]:
    """Who grants."""
    return [one.id for one in (office.rse, office.second, office.clerk, office.user) if Role.RSE in office.roles(one)]


def test_the_last_two_who_step_down_at_once_leave_one(app: Flask, office: Office) -> None:
    one, other = office.giver(), office.giver(office.second)
    found = at_once(app, lambda: step_down(one, accepted=True), lambda: step_down(other, accepted=True))
    assert found == ["done", AccessProblem.LAST_GRANTER.value]
    assert len(granters(office)) == 1


def test_one_who_steps_down_while_the_other_is_removed_leaves_one(app: Flask, office: Office) -> None:
    one, other = office.giver(), office.giver(office.second)
    found = at_once(
        app,
        lambda: step_down(one, accepted=True),
        lambda: remove_person(one, office.second.public_id, accepted=True),
        lambda: remove_person(other, office.rse.public_id, accepted=True),
    )
    assert "done" in found
    assert len(granters(office)) == 1


@pytest.mark.parametrize("space", [Space.CLICSEQUR, Space.GUICHET_SST])
def test_the_last_one_goes_only_with_somebody_in_their_place(session: Session, space: Space) -> None:
    office = make_office(session, space)
    remove_person(office.giver(), office.second.public_id)
    for gesture in (lambda: step_down(office.giver()), lambda: remove_person(office.giver(), office.rse.public_id)):
        with pytest.raises(Declined) as declined:
            gesture()
        assert declined.value.problem is AccessProblem.LAST_GRANTER
    remove_person(office.giver(), office.rse.public_id, successor=office.user.public_id)
    assert GRANTERS[space] in office.roles(office.user)
    assert office.roles(office.rse) == frozenset()
