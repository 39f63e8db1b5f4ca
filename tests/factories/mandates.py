"""Firms that represent employers, their people and their mandates."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm, FirmMembership, Mandate
from app.registry.models.people import Person
from app.registry.words.mandates import FirmRole
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded
from tests.factories.numbers import made_up_neq


def make_firm(session: Session, name: str = "Comptables Roy et associés", **values: Any) -> Firm:
    """An accounting firm."""
    defaults = {"neq": made_up_neq(), "search_name": folded(name), "kind": "accountant", "recorded_at": clock.now()}
    firm = Firm(name=name, **{**defaults, **values})
    session.add(firm)
    session.flush()
    return firm


def make_firm_member(
    session: Session, firm: Firm, person: Person, role: FirmRole = FirmRole.STAFF, **values: Any
) -> FirmMembership:
    """Somebody of a firm since 2015."""
    defaults = {"from_on": date(2015, 1, 1), "until_on": None, "recorded_at": clock.now()}
    member = FirmMembership(firm_id=firm.id, person_id=person.id, role=role.value, **{**defaults, **values})
    session.add(member)
    session.flush()
    return member


def make_mandate(session: Session, employer: Employer, firm: Firm, named_by: Person, **values: Any) -> Mandate:
    """A mandate to follow the files, accepted."""
    defaults = {
        "space": Space.CLICSEQUR.value,
        "services": [OnlineService.FILE_FOLLOWUP.value],
        "purpose": "Suivi des lésions professionnelles",
        "until_on": date(2099, 1, 1),
        "state": "accepted",
        "created_at": clock.now(),
    }
    mandate = Mandate(employer_id=employer.id, firm_id=firm.id, named_by_id=named_by.id, **{**defaults, **values})
    session.add(mandate)
    session.flush()
    return mandate
