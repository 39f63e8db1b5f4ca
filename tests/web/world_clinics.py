"""The clinics of the world that permissions are asked in: two of them, and their people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.actions.enrolments import Asked, ask
from app.clinics.models.enrolments import ClinicEnrolment
from app.registry.models.signin import UserSession
from app.vocabulary.accounts import ClinicRole, CodeSpace
from tests.factories.clinics import make_clinic_member, make_supplier
from tests.factories.credentials import make_credential
from tests.factories.sessions import open_person_session, principal_of

if TYPE_CHECKING:
    from tests.web.world import World

AN_ENROLMENT = Asked("F-100", "physio", "Physio du Fleuve", "Odile", "Caron", "odile@fleuve.example", "fr")
#: Somebody of the clinic of the objects, who is responsible for it, and the same of another clinic.
CLINICS = {"clinic": ("ours", ClinicRole.MEMBER), "clinic_lead": ("ours", ClinicRole.RESPONSIBLE)}
OTHER_CLINICS = {"other_clinic": ("other", ClinicRole.RESPONSIBLE)}


def add_clinics(made: World, session: Session) -> None:
    """Two clinics; somebody of each has come in by their door."""
    suppliers = {
        "ours": make_supplier(session, "Physio du Fleuve", supplier_no="F-100"),
        "other": make_supplier(session, "Ergo du Marais"),
    }
    for kind, (which, role) in {**CLINICS, **OTHER_CLINICS}.items():
        person = make_clinic_member(session, suppliers[which], role)
        credential = make_credential(session, person, CodeSpace.CLINIC)
        session.commit()
        token = open_person_session(person, CodeSpace.CLINIC)
        session.get_one(UserSession, principal_of(token).session_id).credential_id = credential.id
        made.tokens[kind], made.names[kind] = token, person.public_id
    session.commit()
    ask(AN_ENROLMENT, "203.0.113.9")
    made.names["enrolment"] = session.scalars(select(ClinicEnrolment.public_id)).one()
