"""Drafts: beginning one for an employer, and throwing one away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import clock
from app.extensions import db, new_public_id
from app.forms.domain.reading import read_answers
from app.forms.domain.values import Answer
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.transaction import transaction
from app.registry.queries.sessions import Principal
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import OnlineRequest
from app.requests.queries.reach import reach_of
from app.requests.steps.noting import note_for_lists
from app.requests.steps.opened import NoSuchRequest, NotNow, in_journal, open_request, reached, write_event
from app.requests.steps.secrets import forget_secrets
from app.requests.words import RequestEventKind, RequestProblem, RequestState, Turn
from app.vocabulary.audit import AuditAction


@dataclass(frozen=True, slots=True)
class Begins:
    """What a draft begins with: answers that are known already, and the file that it is about, if it is about one."""

    answers: Mapping[str, Answer]
    file_id: int | None = None
    office: str = ""
    supersedes_id: int | None = None


def begin_draft(principal: Principal, form_name: str, begins: Begins) -> str:
    """Begin a draft for the employer that one acts for; returns its public identifier. Raises NoSuchRequest."""
    at = clock.now()
    form = form_of(form_name)
    with transaction() as session:
        reach = reach_of(session, principal, clock.day_of(at))
        if form.service not in reach.services or principal.space is None:
            raise NoSuchRequest
        if form.definition.needs_file and begins.file_id is None:
            raise NoSuchRequest
        row = OnlineRequest(
            public_id=new_public_id(),
            employer_id=reach.employer_id,
            space=principal.space.value,
            form=form.name,
            form_version=form.definition.version,
            service=form.service.value,
            state=RequestState.DRAFT.value,
            turn=Turn.OURS.value,
            state_at=at,
            file_id=begins.file_id,
            office=begins.office,
            answers=dict(begins.answers),
            firm_id=reach.firm_id,
            supersedes_id=begins.supersedes_id,
            created_at=at,
            created_by_id=reach.person_id,
            changed_at=at,
            changed_by_id=reach.person_id,
        )
        note_for_lists(row, form, read_answers(form.definition, row.answers, clock.day_of(at)))
        session.add(row)
        session.flush()
        actor = Actor("person", reach.person_id, principal.name)
        write_event(session, row, RequestEventKind.BEGUN, actor, at)
        record(session, AuditAction.REQUEST_BEGUN, actor, employer_id=row.employer_id, details=in_journal(row))
        return row.public_id


def discard_draft(principal: Principal, public_id: str) -> None:
    """Throw a draft away, and erase its protected numbers; its history stays. Raises NoSuchRequest, NotNow."""
    with transaction() as session:
        gesture = open_request(session, principal, public_id)
        gesture.check(RequestState.DRAFT)
        gesture.move(RequestState.DISCARDED)
        forget_secrets(session, gesture.row)
        gesture.tell(RequestEventKind.DISCARDED, AuditAction.REQUEST_DISCARDED)


def rectify(principal: Principal, public_id: str) -> str:
    """Begin a request that corrects another: with its answers, linked to it; both are kept. Returns its identifier.

    Secrets are typed again. Raises NoSuchRequest, or NotNow for what was not filed, and for what ended another request.
    """
    row = reached(db.session(), principal, public_id)
    if row.reference is None or form_of(row.form, row.form_version).definition.ends:
        raise NotNow(RequestProblem.NO_LONGER)
    return begin_draft(principal, row.form, Begins(row.answers, row.file_id, row.office, row.id))
