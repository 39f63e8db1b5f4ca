"""What a draft begins with: what the portal knows already, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.domain.values import Answer
from app.papers.queries import documents, files
from app.papers.queries.documents import DocumentDetail
from app.papers.queries.files import FileHead
from app.registry.models.employers import Employer
from app.registry.queries.sessions import Principal
from app.requests.domain.catalogue import ServiceForm
from app.requests.models.requests import OnlineRequest
from app.requests.queries.reach import reach_of
from app.requests.words import LIVE
from app.resolver.queries.access import decision as ruling_of
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class Named:
    """What an address names, by public identifier: a file, a decision, or a request; nothing where it is empty."""

    file: str = ""
    decision: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Prefilled:
    """Answers that are known, by field; the file they come from; what stands about that file already, latest first.

    `ended`: the request that would be given up.
    """

    answers: Mapping[str, Answer]
    file: FileHead | None = None
    already: tuple[OnlineRequest, ...] = field(default=())
    ended: OnlineRequest | None = None

    @property
    def file_id(self) -> int | None:
        """The file's row, where there is a file."""
        return self.file.id if self.file else self.ended.file_id if self.ended else None

    @property
    def office(self) -> str:
        """The regional office that handles the file; empty for the central desk."""
        return self.file.regional_office if self.file else self.ended.office if self.ended else ""


def prefilled(session: Session, principal: Principal, form: ServiceForm, named: Named, on: date) -> Prefilled | None:
    """What is known of the employer, of the file and of the decision if one is named; None for what is not theirs.

    A file or a decision is told only to whoever may follow files: the service asked for does not open them.
    """
    ended = pending_review(session, principal, named.request, on) if form.definition.ends else None
    if form.definition.ends:
        return _ending(ended) if ended is not None else None
    head = decision = None
    if named.file or named.decision:
        if not may_follow(session, principal, on):
            return None
        decision = documents.get_for(session, principal, named.decision) if named.decision else None
        head = files.get_for(session, principal, decision.file_public_id if decision else named.file)
        if head is None or (named.decision and decision is None):
            return None
    known = _of_employer(session, principal) | (_of_file(head) if head else {})
    known |= _of_decision(decision) if decision else {}
    asked = {each.name for each in form.definition.fields}
    already = _already(session, principal, form, head, on)
    return Prefilled({name: answer for name, answer in known.items() if name in asked and answer}, head, already)


def pending_review(session: Session, principal: Principal, public_id: str, on: date) -> OnlineRequest | None:
    """The request for review of that identifier, if it is reached and not at its end."""
    return session.scalar(
        select(OnlineRequest).where(
            *reach_of(session, principal, on).clauses(),
            OnlineRequest.public_id == public_id,
            OnlineRequest.form == "review",
            OnlineRequest.state.in_([state.value for state in LIVE]),
        )
    )


def _ending(ended: OnlineRequest) -> Prefilled:
    """What a discontinuance begins with: the reference of what it gives up."""
    names = {name: str(ended.answers.get(name, "")) for name in ("worker_family_name", "worker_given_name")}
    return Prefilled({"reviewed": ended.reference or "", **names}, ended=ended)


def may_follow(session: Session, principal: Principal, on: date) -> bool:
    """Whether the person may see the files of the employer that day."""
    return ruling_of(session, principal, OnlineService.FILE_FOLLOWUP, on).allowed


def _of_employer(session: Session, principal: Principal) -> dict[str, Answer]:
    employer = session.get_one(Employer, principal.employer_id)
    place = " ".join(
        filter(None, (employer.city, employer.province and f"({employer.province})", employer.postal_code))
    )
    lines = (employer.address_line1, employer.address_line2, place)
    return {
        "employer_name": employer.name,
        "employer_address": "\n".join(filter(None, lines)),
        "contact_name": principal.name,
    }


def _of_file(head: FileHead) -> dict[str, Answer]:
    return {
        "worker_given_name": head.given_name,
        "worker_family_name": head.family_name,
        "file_no": head.file_no,
        "basis": head.basis.value,
        "event_on": head.injury_on.isoformat(),
        "incapacity_from": head.injury_on.isoformat(),
    }


def _already(
    session: Session, principal: Principal, form: ServiceForm, head: FileHead | None, on: date
) -> tuple[OnlineRequest, ...]:
    """The drafts and filings with the same form: about that file, or the latest drafts where there is none."""
    about = OnlineRequest.file_id == head.id if head else OnlineRequest.state == "draft"
    return tuple(
        session.scalars(
            select(OnlineRequest)
            .where(
                *reach_of(session, principal, on).clauses(),
                OnlineRequest.form == form.name,
                about,
                OnlineRequest.state.not_in(("discarded", "taken_back")),
            )
            .order_by(OnlineRequest.changed_at.desc())
            .limit(5)
        )
    )


def _of_decision(decision: DocumentDetail) -> dict[str, Answer]:
    """A decision that was read on screen: received the day on which it was deposited, with the limit that it gives."""
    days = str(decision.review_days or "")
    known = days in ("10", "30")
    return {
        "decision_about": decision.title,
        "decision_on": decision.issued_on.isoformat(),
        "received_on": decision.deposited_on.isoformat(),
        "received_how": "screen",
        "review_days": days if known else "other",
        "other_days": "" if known else days,
    }
