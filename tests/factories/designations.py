"""Designations of health professionals, awaiting their acceptance."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.audit import Actor
from app.actions.designations import Professional, designate
from app.actions.granting import Giver
from app.actions.people import Enrolment
from app.models.designations import Designation
from app.models.employers import Employer
from app.models.people import Person
from app.vocabulary.accounts import Space
from tests.factories.numbers import next_number

HOME = {"address_line1": "1, rue Une", "city": "Québec", "province": "QC", "postal_code": "G1R 2B5"}


def make_designation(
    session: Session, employer: Employer, granter: Person, space: Space = Space.CLICSEQUR, email: str = ""
) -> Designation:
    """Somebody designated through the same action as the pages."""
    whom = Enrolment("Paule", "Roy", email or f"paule{next_number()}@clinique.example")
    giver = Giver(Actor("person", granter.id, granter.name), employer.id, space)
    session.commit()
    public_id = designate(giver, Professional(whom, "Collège des médecins du Québec", "12345", HOME))
    return session.scalars(select(Designation).where(Designation.public_id == public_id)).one()
