"""The employer of `replay_office`, before its first gesture."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.mandates.steps.assignments import Administrator
from app.registry.words.mandates import FirmRole
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.replay_office import SERVICES, SPACE, Office


def make_office(session: Session, seed: int) -> Office:
    """The employer before the first gesture, with the mandate of a firm."""
    employer = make_employer(session)
    make_account(session, employer, SPACE)
    marie, jean = (make_person(session, given_name=name, family_name="Tremblay") for name in ("Marie", "Jean"))
    users = [make_person(session, given_name=f"Luc{n}", family_name="Roy", email=f"luc{n}@x.example") for n in range(4)]
    firm, boss = make_firm(session), make_person(session, given_name="Ève", family_name="Comptable")
    staff = [make_person(session, given_name=f"Nadia{n}", family_name="Comptable") for n in range(2)]
    registry = [(marie, "respondent"), (jean, "respondent"), *((one, "user") for one in users)]
    for person, role in registry:
        make_membership(session, person, employer, Role(role), SPACE)
    of_firm = [(boss, "administrator"), *((one, "staff") for one in staff)]
    for person, role in of_firm:
        make_firm_member(session, firm, person, FirmRole(role))
    codes, ends = [service.value for service in SERVICES], clock.today() + timedelta(days=60)
    mandate = make_mandate(session, employer, firm, marie, space=SPACE.value, services=codes, until_on=ends)
    kept = {"firm_neq": firm.neq, "services": codes, "purpose": mandate.purpose, "until_on": ends.isoformat()}
    session.commit()
    return Office(
        session=session,
        chance=random.Random(seed),
        employer=employer,
        giver=Giver(Actor("person", marie.id, marie.name), employer.id, SPACE),
        others=[jean, *users],
        firm_admin=Administrator(Actor("person", boss.id, boss.name), (firm.neq,)),
        staff=staff,
        registry=[(person.id, role) for person, role in registry],
        firm=[(person.id, role) for person, role in of_firm],
        addresses={one.id: one.email for one in (marie, jean, *users, boss, *staff)},
        mandate={"name": mandate.public_id, "facts": {"state": "accepted", **kept}},
    )
