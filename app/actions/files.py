"""Files and the employers that they concern: linking them, and imputing a file from the browser."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actions import audit, drafts
from app.actions.digests import digest_of
from app.actions.documents import PlanChanged, notice_of
from app.actions.drafts import Imputing
from app.actions.recording import ImputedFile, record_imputations
from app.actions.transaction import transaction
from app.extensions import db
from app.models.employers import Employer
from app.models.files import CompensationFile, FileEmployer
from app.queries.destinations import NoticePlan, Planner
from app.vocabulary.documents import Category


def link_imputed_files(session: Session, imputed: Sequence[ImputedFile]) -> None:
    """Each imputed file concerns the employer from then on, unless it already did."""
    wanted = {(one.file_id, one.employer_id): one.imputed_on for one in imputed}
    if not wanted:
        return
    files = {one.file_id for one in imputed}
    found = session.execute(
        select(FileEmployer.file_id, FileEmployer.employer_id).where(FileEmployer.file_id.in_(files))
    )
    known = {(file_id, employer_id) for file_id, employer_id in found}
    rows = session.execute(
        select(
            CompensationFile.id,
            CompensationFile.file_no,
            CompensationFile.injury_on,
            CompensationFile.regional_office,
            FileEmployer.search_name,
        )
        .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
        .where(CompensationFile.id.in_(files))
    )
    known_files = {row.id: row for row in rows}
    missing = [
        {
            "file_id": file_id,
            "employer_id": employer_id,
            "basis": "imputation",
            "since_on": imputed_on,
            "last_document_on": date.min,
            "file_no": known_files[file_id].file_no,
            "search_name": known_files[file_id].search_name,
            "injury_on": known_files[file_id].injury_on,
            "regional_office": known_files[file_id].regional_office,
        }
        for (file_id, employer_id), imputed_on in wanted.items()
        if (file_id, employer_id) not in known
    ]
    if missing:
        session.execute(insert(FileEmployer), missing)


def plan_of_imputation(session: Session, draft: Imputing) -> NoticePlan:
    """Where the notice of the imputation would go if it were recorded now: as a document issued that day."""
    return _plan(Planner(session), draft)


def _plan(planner: Planner, draft: Imputing) -> NoticePlan:
    return planner.plan(draft.employer_id, Category.ADMINISTRATIVE, draft.imputed_on, draft.imputed_on)


def impute_file(draft: Imputing, *, seen: str, actor: audit.Actor) -> str:
    """Impute the file to the employer and record the notice. Returns the notice's public identifier.

    `seen` is the fingerprint of the plan that the agent read. Confirming again returns the same notice.
    Raises PlanChanged; then nothing was recorded.
    """
    try:
        with transaction() as session:
            known = notice_of(session, draft.external_id)
            public_id = known or _impute(session, draft, seen, actor)
    except IntegrityError:
        twin = notice_of(db.session(), draft.external_id)
        if twin is None:
            raise
        public_id = twin
    drafts.discard(draft.token)
    return public_id


def _impute(session: Session, draft: Imputing, seen: str, actor: audit.Actor) -> str:
    planner = Planner(session)
    if _plan(planner, draft).fingerprint != seen:
        raise PlanChanged
    file_no = session.scalar(select(CompensationFile.file_no).where(CompensationFile.id == draft.file_id))
    neq = session.scalar(select(Employer.neq).where(Employer.id == draft.employer_id))
    digest = digest_of("imputation", file_no, neq, draft.imputed_on)
    imputed = [ImputedFile(draft.external_id, digest, draft.employer_id, draft.file_id, draft.imputed_on)]
    link_imputed_files(session, imputed)
    record_imputations(session, planner, imputed, actor)
    session.flush()
    public_id = notice_of(session, draft.external_id)
    if public_id is None:
        raise LookupError(draft.external_id)
    return public_id
