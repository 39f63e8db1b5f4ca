"""A worker that is killed in the middle of a table: nothing is half done, the page says so, and another goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.plans import confirm_plan
from app.personnel.models import PersonnelPlan
from app.resolver.models.access import AccessGrant
from app.vocabulary.personnel import PlanState
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.scenes.personnel_house import House, house
from tests.servers.forks import Forks
from tests.web.page_client import PageClient

__all__ = ["house"]

PEOPLE = 300
Moment = Callable[[PersonnelPlan], bool]


def is_checking(plan: PersonnelPlan) -> bool:
    """Some rows were read again, not all."""
    return 0 < plan.done < plan.total


def is_applying(plan: PersonnelPlan) -> bool:
    """Every row was read again: the one transaction that does everything is under way."""
    return plan.done == plan.total


def kill_a_worker(forks: Forks, house: House, plan: str, database_url: str, folder: Path, moment: Moment) -> None:
    """Start a worker as `flask worker` does, and kill it at once when the plan has come so far."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
    own = {"RELAIS_ENV": "development", "RELAIS_DATA": str(folder), "SECRET_KEY": "test", "DATABASE_URL": database_url}
    log = folder / "worker.log"
    worker = forks.start(["flask", "--app", "wsgi", "worker", "--once"], kept | own, log, log)
    try:
        until = time.monotonic() + 60
        while not moment(house.found(plan)):
            assert time.monotonic() < until
            assert worker.poll() is None
            time.sleep(0.005)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()


@pytest.mark.parametrize("moment", [is_checking, is_applying])
def test_a_killed_worker_leaves_nothing_half_done_and_another_goes_on(
    forks: Forks, house: House, client: PageClient, database_url: str, tmp_path: Path, moment: Moment
) -> None:
    people = [make_person(house.session, family_name="Roy", email=f"p{n}@courriel.example") for n in range(PEOPLE)]
    for person in people:
        make_membership(house.session, person, house.employer)
    house.session.commit()
    plan = house.plan(*((one.given_name, "Roy", one.email, "oui", "", "") for one in people))
    confirm_plan(house.giver, plan, holes_accepted=False)
    kill_a_worker(forks, house, plan, database_url, tmp_path, moment)
    found = house.found(plan)
    assert (found.state, found.applied_at) == (PlanState.APPLYING, None)
    assert (house.count(AccessGrant), house.count(OutgoingEmail)) == (0, 0)
    page = sign_in_person(client, house.rse).get(f"/droits-d-acces/importer/plans/{plan}/suivi")
    assert f"Lignes vérifiées : {found.done} sur {PEOPLE}" in page.text
    assert "Tout est appliqué d'un coup, ou rien." in page.text
    assert apply_personnel_plans() == 0, "its lease has not ended"
    house.session.execute(update(PersonnelPlan).values(leased_until=clock.ticking() - timedelta(seconds=1)))
    house.session.commit()
    assert apply_personnel_plans() == 1
    assert house.found(plan).state == PlanState.APPLIED
    assert house.count(AccessGrant) == PEOPLE
    applied = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "personnel_applied")
    assert house.session.scalar(applied) == 1
    assert "Appliqué" in client.get(f"/droits-d-acces/importer/plans/{plan}/suivi").h1
