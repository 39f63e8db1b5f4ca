"""The last who grants is replaced, never removed: whichever way, and whoever is quicker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.feeds.actions.registry import import_registry
from app.personnel.actions.leaving import remove_person
from app.registry.models.people import Membership, Person
from app.registry.words.access import AccessProblem
from app.resolver.steps.granting import Declined
from app.rights.actions.roles import step_down
from app.vocabulary.accounts import Role, Space
from tests.scenes.office import GRANTERS, Office, make_office


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


def end_in_registry(office: Office, person: Person, folder: Path, until_on: date) -> list[str]:
    """The registry says until when somebody grants; what whoever runs the feed is warned of."""
    own = select(Membership.from_on).where(Membership.person_id == person.id, Membership.superseded_at.is_(None))
    days = f"{office.session.scalars(own).one()},{until_on}"
    row = f"{office.employer.neq},{person.identifier},{office.space},{GRANTERS[office.space]},{days}"
    (folder / "memberships.csv").write_text(f"neq,person,space,role,from,until\n{row}\n", encoding="utf-8")
    warned = list[str]()
    import_registry(folder, lambda bad: pytest.fail(str(bad)), lambda doubt: warned.append(str(doubt)))
    return warned


@pytest.mark.parametrize("in_days", [0, 40])
def test_a_registry_that_leaves_nobody_who_grants_says_so_to_the_commission(
    office: Office, tmp_path: Path, in_days: int
) -> None:
    until_on = clock.today() + timedelta(days=in_days)
    assert end_in_registry(office, office.second, tmp_path, until_on) == []
    (warning,) = end_in_registry(office, office.rse, tmp_path, until_on)
    assert warning == (
        f"memberships.csv, column role: nobody grants for good any more for the employer {office.employer.neq} "
        f"in clicsequr"
    )
    assert office.entries().count("role_vacant") == 1
    assert office.details("role_vacant") == {"space": "clicsequr", "role": "rse"}
    assert end_in_registry(office, office.rse, tmp_path, until_on) == [], "what is known is not said again"


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
