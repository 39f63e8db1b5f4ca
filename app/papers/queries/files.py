"""One compensation file as an employer reaches it: only through the row that links the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.papers.words.files import Basis
from app.registry.queries.sessions import Principal
from app.resolver.models.files import CompensationFile, FileEmployer


@dataclass(frozen=True, slots=True)
class FileHead:
    """What stands at the head of a file. `since_on` is the day from which it concerns the employer."""

    id: int
    public_id: str
    file_no: str
    given_name: str
    family_name: str
    injury_on: date
    regional_office: str
    basis: Basis
    since_on: date

    @property
    def worker(self) -> str:
        """Given and family name, as read aloud."""
        return f"{self.given_name} {self.family_name}"


_HEAD = (
    select(
        CompensationFile.id,
        CompensationFile.public_id,
        CompensationFile.file_no,
        CompensationFile.worker_given_name.label("given_name"),
        CompensationFile.worker_family_name.label("family_name"),
        CompensationFile.injury_on,
        CompensationFile.regional_office,
        FileEmployer.basis,
        FileEmployer.since_on,
    )
    .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
    .where(CompensationFile.public_id == bindparam("public_id"), FileEmployer.employer_id == bindparam("employer"))
)


def get_for(session: Session, principal: Principal, public_id: str) -> FileHead | None:
    """The file, if it concerns the employer acted for; None for any other, whether or not it exists."""
    row = session.execute(_HEAD, {"public_id": public_id, "employer": principal.employer_id}).first()
    return None if row is None else FileHead(**row._asdict() | {"basis": Basis(row.basis)})
