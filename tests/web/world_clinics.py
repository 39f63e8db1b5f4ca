"""The clinics of the world that permissions are asked in: two of them, and their people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.api.actions.software import authorise, register_product
from app.api.words import Scope
from app.clinics.actions.enrolments import Asked, ask
from app.clinics.domain.remarks import Finding, verdict_on
from app.clinics.models.enrolments import ClinicEnrolment
from app.clinics.models.submissions import AttendanceLine, Payment
from app.clinics.models.suppliers import Supplier
from app.ledger.steps.audit import SYSTEM
from app.registry.models.signin import UserSession
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import ClinicRole, CodeSpace
from tests.api.vendor import a_key
from tests.factories.clinics import make_clinic_member, make_submission, make_supplier
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
    file = session.scalars(select(CompensationFile).where(CompensationFile.public_id == made.names["file"])).one()
    made.names["clinic_submission"] = _a_sheet(session, suppliers["ours"], file)
    session.commit()
    ask(AN_ENROLMENT, "203.0.113.9")
    _add_software(made)
    made.names["enrolment"] = session.scalars(select(ClinicEnrolment.public_id)).one()


def _add_software(made: World) -> None:
    """One that our clinic lets act for it, and one that nobody does."""
    for name in ("software", "other_software"):
        keys = {"keys": [a_key().as_dict(private=False)]}
        made.names[name] = register_product("Exemple", name, keys, clock.today(), None, SYSTEM)
    authorise(made.names["software"], "F-100", [Scope.READ], clock.today(), None, SYSTEM)


def _a_sheet(session: Session, supplier: Supplier, file: CompensationFile) -> str:
    """A sheet in its second version, remarked of, with a line that was not paid."""
    on = date(2020, 12, 4)
    first = make_submission(session, supplier, file, "attendance_sheet", "R-1", on, state="replaced")
    finding = Finding("/lines/0", "step_report_late", on, {"due": "2020-12-01"})
    corrected = {"replaces_id": first.id, "reason": "typing_error", "state": "delayed"}
    remarks = [remark.as_answer() for remark in verdict_on([finding]).remarks]
    row = make_submission(session, supplier, file, "attendance_sheet", "R-1", on, remarks=remarks, **corrected)
    of_care = {"file_id": file.id, "supplier_id": supplier.id, "discipline": "physio", "place_of_care": "clinic"}
    line = AttendanceLine(submission_id=row.id, place=0, day=on, code="T", kind="treatment", state="unpaid", **of_care)
    session.add(line)
    session.flush()
    session.add(Payment(line_id=line.id, state="unpaid", paid_on=on, reason="Dossier fermé", recorded_at=clock.now()))
    return row.public_id
