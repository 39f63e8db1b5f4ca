"""Opening a medical paper, by the health professional whom its employer designated: on the other side of the wall."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.medical.queries import papers
from app.papers.actions.openings import OpenedPaper, open_paper, write
from app.papers.words.openings import Way
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import MedicalOpening
from app.vocabulary.audit import AuditAction


def open_medical_paper(principal: Principal, public_id: str, way: Way) -> OpenedPaper | None:
    """Record that the person opens the paper, and give its content; None if it is not theirs to read today.

    Raises Unavailable when the opening cannot be recorded or the stored content is not what was deposited.
    """

    def check(session: Session) -> papers.MedicalRow | None:
        return papers.get_for(session, principal, public_id, clock.today())

    def record(session: Session, found: papers.MedicalRow) -> None:
        opening = MedicalOpening(
            medical_paper_id=found.id, person_id=principal.person_id, opened_at=clock.now(), way=way.value
        )
        about = {"employer_id": found.employer_id, "file_id": found.file_id, "medical_paper_id": found.id}
        write(session, opening, AuditAction.MEDICAL_PAPER_OPENED, principal, way, about)

    return open_paper(principal, check, record)
