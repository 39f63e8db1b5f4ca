"""Files and the employers that they concern: linking them, and imputing a file from the browser."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.extensions import db
from app.ledger.steps import audit
from app.ledger.steps.digests import digest_of
from app.ledger.steps.transaction import transaction
from app.notices.queries.destinations import NoticePlan, Planner
from app.notices.steps.recording import ImputedFile, record_imputations
from app.papers.actions import drafts
from app.papers.actions.documents import PlanChanged, notice_of
from app.papers.actions.drafts import Imputing
from app.papers.steps.files import link_imputed_files
from app.registry.models.employers import Employer
from app.resolver.models.files import CompensationFile
from app.vocabulary.documents import Category


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
