"""The firm of the demonstration: its people, the mandates that employers give it, and whom it assigns."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.demo.actions.rights import giver_of, person_of
from app.demo.steps.cast import Cast, Table, neq
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.mandates.actions.assignments import assign
from app.mandates.actions.firms import answer
from app.mandates.actions.mandates import propose
from app.mandates.steps.assignments import Administrator
from app.mandates.steps.mandates import Proposal
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm, FirmMembership, Mandate
from app.registry.words.mandates import FirmRole
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded


def days(cast: Cast) -> set[int]:
    """The days on which a firm comes, or something happens to a mandate."""
    founded = {firm["from"] for firm in cast.firms}
    return founded | {day for row in cast.mandates for day in (row["from"], row.get("accepted")) if day is not None}


def live(cast: Cast, today: date, offset: int) -> None:
    """Do what is done that day (counted from `today`)."""
    for firm in cast.firms:
        if firm["from"] == offset:
            _found(firm)
    for row in cast.mandates:
        employer = next(each for each in cast.employers if each["key"] == row["employer"])
        firm = next(each for each in cast.firms if each["key"] == row["firm"])
        if row["from"] == offset:
            propose(giver_of(db.session(), employer), _proposal(row, firm, today))
        if row.get("accepted") == offset:
            _accept(row, firm, neq(employer["number"]))


def _found(row: Table) -> None:
    """A firm whose people have all accepted their invitations."""
    with transaction() as session:
        firm = Firm(
            neq=neq(row["number"]),
            name=row["name"],
            search_name=folded(row["name"]),
            kind=row["kind"],
            recorded_at=clock.now(),
        )
        session.add(firm)
        session.flush()
        for role in FirmRole:
            for identifier in row[role.value]:
                person = person_of(session, identifier)
                held = FirmMembership(firm_id=firm.id, person_id=person.id, role=role.value, from_on=clock.today())
                held.until_on, held.recorded_at = None, clock.now()
                session.add(held)


def _proposal(row: Table, firm: Table, today: date) -> Proposal:
    services = tuple(OnlineService(service) for service in row["services"])
    return Proposal(neq(firm["number"]), services, row["purpose"], today + timedelta(row["until"]))


def _accept(row: Table, firm: Table, employer_neq: str) -> None:
    session, number = db.session(), neq(firm["number"])
    boss = person_of(session, firm["administrator"][0])
    administrator = Administrator(Actor("person", boss.id, boss.name), (number,))
    mandate = _mandate(session, number, employer_neq)
    answer(administrator, mandate, accepted=True)
    for assigned in row["assigned"]:
        services = [OnlineService(service) for service in assigned["services"]]
        assign(administrator, mandate, person_of(session, assigned["person"]).public_id, services)


def _mandate(session: Session, firm_neq: str, employer_neq: str) -> str:
    return session.scalars(
        select(Mandate.public_id)
        .join(Firm, Firm.id == Mandate.firm_id)
        .join(Employer, Employer.id == Mandate.employer_id)
        .where(Firm.neq == firm_neq, Employer.neq == employer_neq)
    ).one()
