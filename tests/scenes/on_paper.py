"""An employer on Guichet SST whose paper may be withdrawn: somebody would read, somebody would be forgotten."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient


def make_on_paper(session: Session) -> Employer:
    """The employer, with the respondent Josée Lavoie and a paper recipient, Paule Oubliée, who is not enrolled."""
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    person = make_person(session, given_name="Josée", family_name="Lavoie")
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée")
    return employer
