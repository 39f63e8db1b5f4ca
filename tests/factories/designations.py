"""Designations of health professionals, awaiting their acceptance, and the Commission's own answer to them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.invitations.actions.designation_vouching import confirm_designation
from app.invitations.actions.designations import designate
from app.invitations.steps.designations import Professional
from app.ledger.steps.audit import Actor
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.steps.granting import Giver
from app.resolver.steps.people import Enrolment
from app.vocabulary.accounts import Space
from tests.factories.numbers import next_number
from tests.factories.staff import make_staff

ROLL = "https://www.cmq.example/bottin/12345"
HOME = {"address_line1": "1, rue Une", "city": "Québec", "province": "QC", "postal_code": "G1R 2B5"}


def make_designation(
    session: Session, employer: Employer, granter: Person, space: Space = Space.CLICSEQUR, email: str = ""
) -> Designation:
    """Somebody designated through the same action as the pages."""
    whom = Enrolment("Paule", "Roy", email or f"paule{next_number()}@clinique.example")
    giver = Giver(Actor("person", granter.id, granter.name), employer.id, space)
    session.commit()
    public_id = designate(giver, Professional(whom, "Collège des médecins du Québec", "12345", HOME, ROLL))
    return session.scalars(select(Designation).where(Designation.public_id == public_id)).one()


def vouch_for(session: Session, public_id: str) -> None:
    """An agent finds the designated person on the roll, and confirms."""
    agent = make_staff(session)
    session.commit()
    confirm_designation(agent.id, public_id, "Nom, ordre et numéro au tableau public", clock.today())


def vouch_for_all(session: Session) -> None:
    """As `vouch_for`, for every designation that awaits the Commission."""
    session.rollback()
    waiting = select(Designation.public_id).where(Designation.state == "accepted").order_by(Designation.id)
    for public_id in session.scalars(waiting).all():
        vouch_for(session, public_id)
