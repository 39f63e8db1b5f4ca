"""An employer whose people file requests: what the tests of the online services begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.requests.models.requests import OnlineRequest
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.web.page_client import Page, PageClient

SERVICES, REQUESTS = "/services-en-ligne", "/demandes"
NEXT = "Enregistrer et continuer"
#: Social insurance numbers that pass Luhn and belong to nobody.
NAS, OTHER_NAS = "123 456 782", "130 692 544"


def on_day(name: str, on: date) -> dict[str, str]:
    """The three inputs of a day."""
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


#: A whole employer's notice, step by step: an accident on Thursday 8 January 2026, a worker of Monday to Friday.
NOTICE: Mapping[int, Mapping[str, Any]] = {
    1: {"version_differs": "no"},
    2: {
        "worker_family_name": "Bélanger",
        "worker_given_name": "Noémie",
        "secret_worker_nas": NAS,
        "worker_address": "12, rue des Ormes\nQuébec (Québec)  G1A 1A1",
    },
    3: {"contact_phone": "418 555-0199"},
    4: {
        "event_kind": "accident",
        **on_day("event_on", date(2026, 1, 8)),
        "event_place": "Atelier 2",
        "event_circumstances": "Une palette a glissé du chariot.",
    },
    5: {**on_day("incapacity_from", date(2026, 1, 8)), "returned": "no"},
    6: {
        "contract_income": "52 000",
        "working_days": ["mon", "tue", "wed", "thu", "fri"],
        "usual_gross": "200,00",
        "usual_tax": "30",
        "usual_insurance": "3,25",
        "usual_pension": "12",
        "usual_parental": "1",
    },
    7: {},
    8: {},
    9: {},
}


#: A whole claim for preventive withdrawal: a certificate of Tuesday 10 March 2026, a day worked, a week of five days.
WITHDRAWAL: Mapping[int, Mapping[str, Any]] = {
    1: {
        "reason": "pregnant",
        **on_day("certificate_on", date(2026, 3, 10)),
        "begins": "next_day",
        "reassignment": "none",
    },
    2: on_day("expected_on", date(2026, 8, 14)),
    3: NOTICE[2],
    4: {"contact_phone": "418 555-0199"},
    5: {"establishment_days": ["mon", "tue", "wed", "thu", "fri"], "working_days": ["mon", "tue", "wed", "thu", "fri"]},
    6: {name: answer for name, answer in NOTICE[6].items() if name != "working_days"},
    7: {},
    8: {},
}


@dataclass
class ServicesHouse:
    """An employer, its RSE, two users who may file employer's notices and follow files, and one file."""

    session: Session
    client: PageClient
    employer: Employer
    rse: Person
    bruno: Person
    luc: Person
    file: CompensationFile

    def sign_in(self, person: Person) -> None:
        """The browser, with this person in it."""
        sign_in_person(self.client, person)

    def begin(self, service: str = "avis-de-l-employeur", query: str = "") -> Page:
        """The first step of a new request."""
        return self.client.get(f"{SERVICES}/{service}/commencer{query}").submit("Commencer")

    def fill(self, page: Page, answers: Mapping[int, Mapping[str, Any]] = NOTICE) -> Page:
        """The page where one checks, with every step answered."""
        for fields in answers.values():
            page = page.submit(NEXT, **fields)
        return page

    def request(self) -> OnlineRequest:
        """The latest request, as it stands."""
        self.session.rollback()
        self.session.expire_all()
        return self.session.scalars(select(OnlineRequest).order_by(OnlineRequest.id.desc()).limit(1)).one()

    def count(self, table: type) -> int:
        """How many rows a table has."""
        self.session.rollback()
        return self.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def house(session: Session, client: PageClient, clock_at: Any) -> ServicesHouse:
    """Everything committed, Bruno signed in, on the 15th day of the absence."""
    clock_at("2026-01-22T10:00")
    employer = make_employer(session, name="Ateliers Boréal inc.")
    make_account(session, employer)
    rse = make_person(session, given_name="Marie", family_name="Tremblay")
    bruno = make_person(session, given_name="Bruno", family_name="Roy", email="bruno@courriel.example")
    luc = make_person(session, given_name="Luc", family_name="Gagnon", email="luc@courriel.example")
    make_membership(session, rse, employer, Role.RSE)
    for person in (bruno, luc):
        make_membership(session, person, employer)
        for service in (OnlineService.EMPLOYER_NOTICE, OnlineService.FILE_FOLLOWUP):
            make_grant(session, person, employer, service)
    file = make_file(session, employer, worker_given_name="Noémie", worker_family_name="Bélanger")
    session.commit()
    sign_in_person(client, bruno)
    return ServicesHouse(session, client, employer, rse, bruno, luc, file)
