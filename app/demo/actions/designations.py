"""Designations of the demonstration: one that the Commission confirmed, one that waits for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app import clock
from app.demo.actions.rights import giver_of
from app.demo.steps.cast import ADDRESS, Cast, Table
from app.extensions import db
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.designation_vouching import confirm_designation
from app.invitations.actions.designations import designate
from app.invitations.steps.designations import Professional
from app.invitations.steps.links import secret_of
from app.ledger.steps.digests import token_digest
from app.ledger.steps.transaction import transaction
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.registry.models.staff import StaffMember
from app.resolver.steps.people import Enrolment


def days(cast: Cast) -> set[int]:
    """The days on which somebody is designated, accepts, or is confirmed."""
    return {row[step] for _employer, row in _rows(cast) for step in ("from", "accepted", "confirmed") if step in row}


def live(cast: Cast, offset: int) -> None:
    """Designate, accept or confirm what is of that day."""
    for employer, row in _rows(cast):
        if row["from"] == offset:
            _designate(employer, row)
        if row["accepted"] == offset:
            _accept(cast, row)
        if row.get("confirmed") == offset:
            _confirm(row)


def _rows(cast: Cast) -> list[tuple[Table, Table]]:
    return [(employer, row) for employer in cast.employers for row in employer.get("designations", ())]


def _designate(employer: Table, row: Table) -> None:
    whom = Enrolment(row["given"], row["family"], row["email"])
    address = dict(zip(ADDRESS, row["address"], strict=True))
    professional = Professional(whom, row["order"], row["number"], address, row["roll"])
    designate(giver_of(db.session(), employer), professional)


def _one(row: Table) -> Designation:
    return db.session().scalars(select(Designation).where(Designation.email == row["email"])).one()


def _accept(cast: Cast, row: Table) -> None:
    """By the link of the e-mail; the person and the code bear the names that the cast gives them."""
    invitation = db.session().get_one(Invitation, _one(row).invitation_id)
    person_id = accept_by_mailbox(token_digest(secret_of(invitation))).person.id
    code = next(each["code"] for each in cast.codes if each["person"] == row["person"])
    with transaction() as session:
        session.get_one(Person, person_id).identifier = row["person"]
        session.scalars(select(Credential).where(Credential.person_id == person_id)).one().user_code = code


def _confirm(row: Table) -> None:
    agent = db.session().scalars(select(StaffMember).where(StaffMember.subject == row["confirmed_by"])).one()
    today: date = clock.today()
    confirm_designation(agent.id, _one(row).public_id, "Nom, ordre et numéro au tableau public; statut actif", today)
