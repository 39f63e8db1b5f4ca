"""Invitations, sent by whoever grants."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.assignments import Administrator
from app.actions.audit import Actor
from app.actions.firms import invite_to_firm
from app.actions.granting import Giver
from app.actions.invitation_links import secret_of
from app.actions.invitations import invite_user
from app.actions.people import Enrolment
from app.models.employers import Employer
from app.models.invitations import Invitation
from app.models.mandates import Firm
from app.models.people import Person
from app.vocabulary.accounts import Space
from app.vocabulary.mandates import FirmRole
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
