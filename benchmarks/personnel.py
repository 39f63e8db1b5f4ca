"""Planning, applying and undoing the table of a personnel department: five hundred people, on SQLite.

Nobody waits for these with a page open: the goal is what a clerk takes for "it is done".
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from sqlalchemy import select

from app import clock
from app.delivery.received.tables import csv_bytes
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.plans import confirm_plan, make_plan, undo_plan
from app.registry.models.people import Membership, Person
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Role, Space
from benchmarks.deposits import portal_with_registry

PEOPLE = 500
HEAD = ("Prénom", "Nom", "Courriel", "Suivi des dossiers", "Messagerie", "Parti le")
#: The longest of the three, in seconds.
GOAL = 5.0


def _giver() -> Giver:
    """An RSE of the sample's registry."""
    rse = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == Role.RSE.value, Membership.space == Space.CLICSEQUR.value)
        .order_by(Membership.id)
    )
    membership, person = db.session.execute(rse).first() or (None, None)
    assert membership is not None, "the sample has an RSE"
    giver = Giver(Actor("person", person.id, person.name), membership.employer_id, Space.CLICSEQUR)
    db.session.rollback()
    return giver


def _say(what: str, act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    seconds = perf_counter() - started
    print(f"  {what:<10} {seconds:6.2f} s   goal {GOAL} s: {'met' if seconds <= GOAL else 'MISSED'}")
    return seconds


def run() -> dict[str, float]:
    """Print and return the seconds of each."""
    print(f"A table of {PEOPLE} people")
    until = clock.today().replace(year=clock.today().year + 1).isoformat()
    rows = [(f"Sacha{n}", "Roy", f"sacha{n}@table.example", "oui" if n % 3 else "", until, "") for n in range(PEOPLE)]
    with tempfile.TemporaryDirectory() as name, portal_with_registry(Path(name) / "data").app_context():
        giver, plans = _giver(), list[str]()

        def plan() -> None:
            plans.append(make_plan(giver, "personnel.csv", csv_bytes([HEAD, *rows]), absent_left=False))

        def apply() -> None:
            confirm_plan(giver, plans[0], holes_accepted=True)
            apply_personnel_plans()

        def undo() -> None:
            undo_plan(giver, plans[0])
            apply_personnel_plans()

        found = {what: _say(what, act) for what, act in (("planned", plan), ("applied", apply), ("undone", undo))}
        db.session.remove()
        db.engine.dispose()
    return found


if __name__ == "__main__":
    run()
