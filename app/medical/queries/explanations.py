"""Why a medical or rehabilitation paper opens to somebody or not: the chain of the designation, and nothing of it else.

For the Commission's staff. Nothing of the employer's side imports this module: it would learn that a paper exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.notices.models import Dispatch, Notice
from app.resolver.models.documents import MedicalPaper
from app.resolver.queries.explanations import Step
from app.resolver.queries.facts import EmployerFacts
from app.rules.opening import OpeningFacts, may_be_opened
from app.rules.ruling import Reason
from app.rules.table import Fix
from app.vocabulary.documents import Side
from app.vocabulary.notices import Channel, DispatchState
from app.vocabulary.rulings import Link, OpeningReason

_ON_DESIGNATION = frozenset({OpeningReason.NOT_DESIGNATED, OpeningReason.NOT_VOUCHED, OpeningReason.DESIGNATED})


@dataclass(frozen=True, slots=True)
class AskedMedicalPaper:
    """A medical paper, as an explanation looks at it: neither its title nor its worker."""

    employer_id: int
    deposited_on: date
    recorded_at: datetime
    on_screen: bool


@dataclass(frozen=True, slots=True)
class MedicalExplanation:
    """Whether a person could open a medical paper on a day, by which links, and what would change it."""

    person_id: int
    allowed: bool
    steps: tuple[Step, ...]
    fixes: tuple[Fix, ...]


_PAPER = (
    select(MedicalPaper.employer_id, MedicalPaper.deposited_on, MedicalPaper.recorded_at)
    .join(Notice, Notice.medical_paper_id == MedicalPaper.id)
    .where(Notice.id == bindparam("notice"))
)
_SENT = select(Dispatch.id).where(
    Dispatch.notice_id == bindparam("notice"),
    Dispatch.channel == Channel.ELECTRONIC.value,
    Dispatch.state != DispatchState.RELEASED.value,
)


def medical_paper_of(session: Session, notice_id: int) -> AskedMedicalPaper | None:
    """The medical paper that a notice is about; None when it is about something else."""
    row = session.execute(_PAPER, {"notice": notice_id}).first()
    if row is None:
        return None
    sent = session.execute(_SENT.limit(1), {"notice": notice_id}).first()
    return AskedMedicalPaper(row.employer_id, row.deposited_on, row.recorded_at, on_screen=sent is not None)


def explained_medical(
    facts: EmployerFacts, person_id: int, paper: AskedMedicalPaper, on: date, known_at: datetime | None = None
) -> MedicalExplanation:
    """The chain for one person. `facts` are those of the paper's employer, as known at the same instant."""
    known = known_at is None or paper.recorded_at <= known_at
    designated, vouched = person_id in facts.designated_on(on), person_id in facts.professionals_on(on)
    deposited = known and paper.deposited_on <= on
    ruling = may_be_opened(OpeningFacts(Side.MEDICAL, deposited, paper.on_screen, designated, vouched))
    fixes = tuple(reason.fix for reason in ruling.reasons if reason.fix) if len(ruling.reasons) == 1 else ()
    return MedicalExplanation(person_id, ruling.allowed, _steps(ruling.reasons, vouched), fixes)


def _steps(reasons: tuple[Reason, ...], vouched: bool) -> tuple[Step, ...]:
    on_designation = tuple(reason for reason in reasons if reason.code in _ON_DESIGNATION)
    of_paper = tuple(reason for reason in reasons if reason.code not in _ON_DESIGNATION)
    return Step(Link.DESIGNATION, vouched, on_designation), Step(Link.PAPER, not of_paper, of_paper)


def why_not_yet() -> Reason:
    """Why whoever accepted a designation reads nothing yet, and who can help: whatever papers there are, or none."""
    ruling = may_be_opened(OpeningFacts(Side.MEDICAL, deposited=True, on_screen=True, designated=True, vouched=False))
    return ruling.reasons[0]


def who_may_open_medical(
    facts: EmployerFacts, paper: AskedMedicalPaper, on: date, known_at: datetime | None = None
) -> tuple[MedicalExplanation, ...]:
    """Everybody who could open the paper on a day, each with the reason."""
    every = (explained_medical(facts, one, paper, on, known_at) for one in facts.professionals_on(on))
    return tuple(one for one in every if one.allowed)
