"""Rights of the demonstration, each granted by the employer's RSE or respondent on its day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.steps.cast import Cast, Table, neq
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.registry.models.people import Person
from app.resolver.queries.employers import employer_of_neq
from app.resolver.steps.granting import Giver
from app.rights.actions.grants import grant_access
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService


def days(cast: Cast) -> set[int]:
    """The days on which something is granted."""
    return {row["from"] for employer in cast.employers for row in employer.get("grants", ())}


def live(cast: Cast, today: date, offset: int) -> None:
    """Grant what is granted that day (counted from `today`)."""
    session = db.session()
    for employer in cast.employers:
        for row in employer.get("grants", ()):
            if row["from"] == offset:
                services = [OnlineService(service) for service in row["services"]]
                whom, token = person_of(session, row["person"]).public_id, f"demo-{row['person']}"
                grant_access(giver_of(session, employer), whom, services, today + timedelta(row["until"]), token)


def giver_of(session: Session, employer: Table) -> Giver:
    """Who grants rights at an employer of the cast."""
    found = employer_of_neq(session, neq(employer["number"]))
    if found is None:
        raise LookupError(employer["key"])
    person = person_of(session, employer["granted_by"])
    space = next(member["space"] for member in employer["members"] if member["person"] == employer["granted_by"])
    return Giver(Actor("person", person.id, person.name), found.id, Space(space))


def person_of(session: Session, identifier: str) -> Person:
    """Somebody of the cast."""
    return session.scalars(select(Person).where(Person.identifier == identifier)).one()
