"""What was put aside and never confirmed is forgotten on time, whether or not anybody sends anything else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import delete, update

from app import clock
from app.delivery.documents import get_store
from app.delivery.post.printing import get_printer
from app.delivery.received.uploads import get_uploads
from app.ledger.steps.transaction import transaction
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.site.actions.pending_forms import forget_old_forms
from app.vocabulary import delays
from app.vocabulary.personnel import PlanState

#: How often it is looked for; what is put aside is not answered any more from the very instant on which it ends.
EVERY = timedelta(minutes=1)
#: No write of a document lasts so long: what is left of it was interrupted.
INTERRUPTED_AFTER = timedelta(days=1)

_looked_at: datetime | None = None


def forget_put_aside() -> int:
    """Forget papers, drafts and forms whose time is over; returns how many. Looks once a minute at most."""
    global _looked_at
    at = clock.ticking()
    if _looked_at is not None and timedelta() <= at - _looked_at < EVERY:
        return 0
    _looked_at = at
    return get_uploads(_portal()).sweep(at - delays.DRAFT) + forget_old_forms()


def forget_old_plans(_on: date) -> int:
    """Forget the tables of personnel that nobody confirmed; returns how many. Only that they were given is kept."""
    unconfirmed = (PersonnelPlan.state == PlanState.PLANNED.value) & (
        PersonnelPlan.created_at < clock.now() - delays.PERSONNEL_TABLE
    )
    with transaction() as session:
        dropped = update(PersonnelPlan).where(unconfirmed).values(state=PlanState.DROPPED.value)
        ids = session.scalars(dropped.returning(PersonnelPlan.id)).all()
        session.execute(delete(PersonnelRow).where(PersonnelRow.plan_id.in_(ids)))
    return len(ids)


def forget_interrupted_writes(_on: date) -> int:
    """Remove what is left of documents and letters whose writing was interrupted; returns how many files."""
    before, portal = clock.ticking() - INTERRUPTED_AFTER, _portal()
    return get_store(portal).sweep(before) + get_printer(portal).sweep(before)


def _portal() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]
