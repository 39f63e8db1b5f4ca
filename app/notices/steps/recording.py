"""Recording what happened and whom it must reach: the paper or imputation, its notice, dispatches and outboxes.

Everything is written in the transaction of the caller, many at a time: a feed and a browser share this path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
from app.ledger.steps import audit
from app.ledger.steps.bulk import insert_all
from app.notices.models import Alert, Dispatch, Notice
from app.notices.queries.destinations import Destination, NoticePlan, Planner
from app.notices.steps.sendings import Carried, Cause, queue_sendings
from app.resolver.models.documents import Document, MedicalPaper, review_until
from app.resolver.models.files import FileEmployer, Imputation
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import MEDICAL_CATEGORIES, Category, DocumentKind
from app.vocabulary.notices import Channel, NoticeEvent

Values = dict[str, Any]


class Deposit(NamedTuple):
    """A paper whose PDF has been inspected. Days are Quebec days, `size` is in bytes."""

    external_id: str
    content_digest: str
    employer_id: int
    file_id: int
    kind: DocumentKind
    category: Category
    title: str
    issued_on: date
    deposited_on: date
    review_days: int | None
    sha256: str
    size: int
    pages: int


class ImputedFile(NamedTuple):
    """A file whose cost is charged to an employer from `imputed_on`."""

    external_id: str
    content_digest: str
    employer_id: int
    file_id: int
    imputed_on: date


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with its plan and the columns that link its notice to what happened."""

    event: NoticeEvent
    external_id: str
    content_digest: str
    employer_id: int
    issued_on: date
    plan: NoticePlan
    subject: Values


def record_deposits(session: Session, planner: Planner, deposits: Sequence[Deposit], actor: audit.Actor) -> None:
    """Write each paper on its side of the medical wall, with its notice and its dispatches."""
    at = clock.now()
    medical = [deposit for deposit in deposits if deposit.category in MEDICAL_CATEGORIES]
    ordinary = [deposit for deposit in deposits if deposit.category not in MEDICAL_CATEGORIES]
    _record_papers(session, planner, ordinary, actor, at, medical=False)
    _record_papers(session, planner, medical, actor, at, medical=True)


def _record_papers(
    session: Session, planner: Planner, deposits: Sequence[Deposit], actor: audit.Actor, at: datetime, *, medical: bool
) -> None:
    if not deposits:
        return
    planner.load(deposit.employer_id for deposit in deposits)
    plans = [planner.plan(one.employer_id, one.category, one.issued_on, one.deposited_on) for one in deposits]
    pairs = list(zip(deposits, plans, strict=True))
    rows = [_paper(deposit, plan, at, medical=medical) for deposit, plan in pairs]
    ids = insert_all(session, MedicalPaper if medical else Document, rows)
    link = "medical_paper_id" if medical else "document_id"
    told = [
        _Told(
            NoticeEvent(deposit.kind.value),
            deposit.external_id,
            deposit.content_digest,
            deposit.employer_id,
            deposit.issued_on,
            plan,
            {link: id_},
        )
        for (deposit, plan), id_ in zip(pairs, ids, strict=True)
    ]
    _record_notices(session, told, at)
    if not medical:
        _freshen_files(session, pairs)
    action = AuditAction.MEDICAL_PAPER_DEPOSITED if medical else AuditAction.DOCUMENT_DEPOSITED
    audit.record_many(session, action, actor, [_entry(pair, link, id_) for pair, id_ in zip(pairs, ids, strict=True)])


def _paper(deposit: Deposit, plan: NoticePlan, at: datetime, *, medical: bool) -> Values:
    row: Values = {
        name: getattr(deposit, name)
        for name in ("employer_id", "file_id", "title", "issued_on", "deposited_on", "sha256", "size", "pages")
    }
    row |= {"kind": deposit.kind.value, "category": deposit.category.value}
    row |= {"public_id": new_public_id(), "recorded_at": at}
    if not medical:
        row |= {"channel": plan.ruling.outcome.value, "review_days": deposit.review_days}
        row["review_until_on"] = review_until(deposit.deposited_on, deposit.review_days)
    return row


def _entry(pair: tuple[Deposit, NoticePlan], link: str, id_: int) -> Values:
    deposit, plan = pair
    return {
        "employer_id": deposit.employer_id,
        "file_id": deposit.file_id,
        link: id_,
        "details": {"channel": plan.ruling.outcome.value, "rule": plan.ruling.rule},
    }


def _freshen_files(session: Session, pairs: Sequence[tuple[Deposit, NoticePlan]]) -> None:
    """The day of the latest document on screen, by which an employer's list of files is sorted."""
    latest: dict[tuple[int, int], date] = {}
    for deposit, plan in pairs:
        if plan.ruling.outcome == Channel.ELECTRONIC:
            key = (deposit.file_id, deposit.employer_id)
            latest[key] = max(latest.get(key, date.min), deposit.deposited_on)
    if not latest:
        return
    table = FileEmployer.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.file_id == bindparam("of_file"), table.c.employer_id == bindparam("of_employer"))
        .where(table.c.last_document_on < bindparam("latest"))
        .values(last_document_on=bindparam("latest"))
    )
    values = [{"of_file": file, "of_employer": employer, "latest": on} for (file, employer), on in latest.items()]
    session.connection().execute(statement, values)


def record_imputations(session: Session, planner: Planner, imputed: Sequence[ImputedFile], actor: audit.Actor) -> None:
    """Write each imputation, with its notice and its dispatches. The caller has linked the file to the employer."""
    if not imputed:
        return
    at = clock.now()
    planner.load(one.employer_id for one in imputed)
    rows = [
        {
            "public_id": new_public_id(),
            "file_id": one.file_id,
            "employer_id": one.employer_id,
            "imputed_on": one.imputed_on,
            "recorded_at": at,
        }
        for one in imputed
    ]
    ids = insert_all(session, Imputation, rows)
    told = [_told_of_imputation(planner, one, id_) for one, id_ in zip(imputed, ids, strict=True)]
    _record_notices(session, told, at)
    entries = [
        {
            "employer_id": one.employer_id,
            "file_id": one.file_id,
            "details": {"channel": each.plan.ruling.outcome.value, "rule": each.plan.ruling.rule},
        }
        for one, each in zip(imputed, told, strict=True)
    ]
    audit.record_many(session, AuditAction.FILE_IMPUTED, actor, entries)


def _told_of_imputation(planner: Planner, one: ImputedFile, id_: int) -> _Told:
    plan = planner.plan(one.employer_id, Category.ADMINISTRATIVE, one.imputed_on, one.imputed_on)
    subject = {"imputation_id": id_}
    return _Told(
        NoticeEvent.IMPUTATION, one.external_id, one.content_digest, one.employer_id, one.imputed_on, plan, subject
    )


def _record_notices(session: Session, told: Sequence[_Told], at: datetime) -> None:
    rows = [_notice(each, at) for each in told]
    ids = insert_all(session, Notice, rows)
    alerts: list[Values] = []
    sendings: list[tuple[Cause, Destination]] = []
    for each, row, id_ in zip(told, rows, ids, strict=True):
        cause = Cause(id_, row["public_id"], each.employer_id, each.event, each.plan.ruling.rule)
        sendings += [(cause, destination) for destination in each.plan.destinations]
        alerts += [
            {"notice_id": id_, "employer_id": each.employer_id, "code": code.value, "raised_at": at}
            for code in each.plan.alerts
        ]
    record_dispatches(session, sendings, at)
    insert_all(session, Alert, alerts)


def _notice(each: _Told, at: datetime) -> Values:
    ruling = each.plan.ruling
    subject: Values = {"document_id": None, "medical_paper_id": None, "imputation_id": None}
    return {
        "public_id": new_public_id(),
        "external_id": each.external_id,
        "content_digest": each.content_digest,
        "event": each.event.value,
        "employer_id": each.employer_id,
        **subject,
        **each.subject,
        "issued_on": each.issued_on,
        "channel": ruling.outcome.value,
        "rule": ruling.rule,
        "rule_version": str(ruling.version),
        "ruling": ruling.as_record(),
        "decided_at": at,
    }


def record_dispatches(session: Session, sendings: Sequence[tuple[Cause, Destination]], at: datetime) -> list[int]:
    """Write one dispatch for each destination, and the e-mail or letter that will carry it."""
    rows = [_dispatch(cause, destination) for cause, destination in sendings]
    ids = insert_all(session, Dispatch, rows)
    carried = [
        Carried(cause, destination, id_, row["public_id"])
        for (cause, destination), id_, row in zip(sendings, ids, rows, strict=True)
    ]
    queue_sendings(session, carried, at)
    return ids


def _dispatch(cause: Cause, destination: Destination) -> Values:
    return {
        "public_id": new_public_id(),
        "notice_id": cause.notice_id,
        "recipient_key": destination.key,
        "recipient_kind": destination.kind.value,
        "recipient": destination.recipient,
        "person_id": destination.person_id,
        "paper_recipient_id": destination.paper_recipient_id,
        "channel": destination.channel.value,
        "rule": cause.rule,
        "state": destination.state.value,
    }
