"""Which employers are ready for the day when their paper is withdrawn, and what the others lack."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import SelectField, StringField

from app import clock
from app.extensions import db
from app.site.web.forms.fields import FilterForm
from app.site.web.forms.options import any_of, chosen
from app.site.web.gate.guards import staff
from app.site.web.page.paging import Paging, here_with
from app.vocabulary.accounts import StaffRole
from app.withdrawal.queries.preparation import Preparing, PreparingPage, preparing_employers
from app.withdrawal.web.page import rooms
from app.withdrawal.web.readiness import ReadinessView, readiness_view
from app.withdrawal.words import Wanted

blueprint = Blueprint("preparation", __name__)


class PreparationFilter(FilterForm):
    """A NEQ or a name, and what an employer has or lacks."""

    q = StringField(lazy("Nom ou NEQ, ou une partie"))
    state = SelectField(lazy("Préparation"), choices=any_of(Wanted), default="")


@dataclass(frozen=True, slots=True)
class PreparationPage:
    """A page of employers, each with how it stands."""

    title: str
    rooms: list[tuple[str, str, bool]]
    form: PreparationFilter
    rows: tuple[tuple[Preparing, ReadinessView], ...]
    paging: Paging
    narrowed: bool


@blueprint.get("/retrait-du-papier/preparation")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def index() -> str:
    """The employers whose paper is still to be withdrawn, searched and filtered."""
    form = PreparationFilter()
    form.validate()
    text = "" if form.q.errors else form.q.data or ""
    found = preparing_employers(
        db.session(),
        clock.now(),
        clock.today(),
        text=text,
        wanted=chosen(Wanted, form.state),
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
    )
    return render_template("pages/withdrawals/preparation.html", page=_page(form, found))


def _page(form: PreparationFilter, found: PreparingPage) -> PreparationPage:
    paging = Paging(
        here_with(before=found.previous, after=None) if found.previous else None,
        here_with(after=found.following, before=None) if found.following else None,
    )
    rows = tuple((row, readiness_view(row.readiness)) for row in found.rows)
    narrowed = bool(form.q.data or form.state.data)
    title = _("Préparation au retrait du papier")
    return PreparationPage(title, rooms("preparation.index"), form, rows, paging, narrowed)
