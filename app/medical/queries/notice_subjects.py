"""What a notice is about, as the Commission's staff asks who could open it: a document, or a medical paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.medical.queries.explanations import (
    AskedMedicalPaper,
    explained_medical,
    medical_paper_of,
    who_may_open_medical,
)
from app.notices.models import Notice
from app.papers.queries.documents import asked_paper
from app.resolver.queries.explanations import AskedPaper, Explanation, Step, explained_anywhere, who_may_open
from app.resolver.queries.facts import EmployerFacts
from app.rules.table import Fix
from app.vocabulary.services import OnlineService

#: The number of no person.
_NOBODY = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """One person's chain to a paper, on either side of the wall. `found`: the whole explanation, for a document."""

    person_id: int
    allowed: bool
    steps: tuple[Step, ...]
    fixes: tuple[Fix, ...]
    found: Explanation | None = None


@dataclass(frozen=True, slots=True)
class AskedSubject:
    """The paper of a notice, as an explanation looks at it: without its title and its worker."""

    paper: AskedPaper | AskedMedicalPaper

    @property
    def is_medical(self) -> bool:
        """Whether it stands beyond the medical wall."""
        return isinstance(self.paper, AskedMedicalPaper)

    @property
    def document(self) -> AskedPaper | None:
        """The paper, when it is a document of the employer's side."""
        return self.paper if isinstance(self.paper, AskedPaper) else None

    def nature(self, facts: EmployerFacts, on: date, known_at: datetime | None) -> Step:
        """What the paper's own nature says, whoever asks: the last link of anybody's chain."""
        return self.chain(facts, _NOBODY, on, known_at).steps[-1]

    def chain(self, facts: EmployerFacts, person_id: int, on: date, known_at: datetime | None) -> Chain:
        """Why a person could open it or not, on a day."""
        if isinstance(self.paper, AskedMedicalPaper):
            medical = explained_medical(facts, person_id, self.paper, on, known_at)
            return Chain(person_id, medical.allowed, medical.steps, medical.fixes)
        service = OnlineService.FILE_FOLLOWUP
        return _chain(explained_anywhere(facts, person_id, service, on, known_at=known_at, paper=self.paper))

    def openers(self, facts: EmployerFacts, on: date, known_at: datetime | None) -> tuple[Chain, ...]:
        """Everybody who could open it on a day, each with their chain."""
        if isinstance(self.paper, AskedMedicalPaper):
            every = who_may_open_medical(facts, self.paper, on, known_at)
            return tuple(Chain(one.person_id, one.allowed, one.steps, one.fixes) for one in every)
        return tuple(_chain(one) for one in who_may_open(facts, self.paper, on, known_at))


def _chain(found: Explanation) -> Chain:
    change = found.change
    return Chain(found.person_id, found.allowed, found.steps, change.fixes if change else (), found)


_NOTICE = select(Notice.id, Notice.document_id, Notice.medical_paper_id).where(
    Notice.public_id == bindparam("public_id"), Notice.employer_id == bindparam("employer")
)


def asked_subject(session: Session, employer_id: int, notice_public_id: str) -> AskedSubject | None:
    """The paper of an employer's notice; None for another employer's, and for the imputation of a file."""
    row = session.execute(_NOTICE, {"public_id": notice_public_id, "employer": employer_id}).first()
    if row is None:
        return None
    paper = asked_paper(session, row.document_id) if row.document_id else medical_paper_of(session, row.id)
    return None if paper is None else AskedSubject(paper)
