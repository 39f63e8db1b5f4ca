"""Invitations, sent by whoever grants."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.invitations.actions.invitations import invite_user
from app.invitations.steps.links import secret_of
from app.ledger.steps.audit import Actor
from app.mandates.actions.firms import invite_to_firm
from app.mandates.steps.assignments import Administrator
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm
from app.registry.models.people import Person
from app.registry.words.mandates import FirmRole
from app.resolver.steps.granting import Giver
from app.resolver.steps.people import Enrolment
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService
from tests.factories.numbers import next_number


def make_invitation(
    session: Session, employer: Employer, granter: Person, space: Space = Space.CLICSEQUR, **values: Any
) -> Invitation:
    """Somebody new invited, through the same action as the pages, to follow the files for thirty days."""
    whom = Enrolment(**{"given_name": "Ève", "family_name": "Roy", "email": "eve@courriel.example"} | values)
    giver = Giver(Actor("person", granter.id, granter.name), employer.id, space)
    session.commit()
    end = clock.today() + timedelta(days=30)
    made = invite_user(giver, whom, [OnlineService.FILE_FOLLOWUP], end, f"made-{next_number()}")
    return session.scalars(select(Invitation).where(Invitation.public_id == made.public_id)).one()


def make_firm_invitation(session: Session, firm: Firm, administrator: Person, **values: Any) -> Invitation:
    """Somebody invited to work for a firm, by whoever administers it."""
    names = {"given_name": "Maude", "family_name": "Roy", "email": "maude@roy.example"}
    by = Administrator(Actor("person", administrator.id, administrator.name), (firm.neq,))
    session.commit()
    invite_to_firm(by, firm.neq, Enrolment(**(names | values)), FirmRole.STAFF)
    return session.scalars(select(Invitation).order_by(Invitation.id.desc())).all()[0]


def path_of(invitation: Invitation) -> str:
    """Where its latest link leads."""
    return f"/invitation/{secret_of(invitation)}"
