"""The pages of paper withdrawal: lists, one employer, and three changes, each shown before it is made."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.resolver.queries.employers import get_employer
from app.resolver.queries.facts import facts_of_employer
from app.site.web.forms.choosing import EmployerQuery, employer_choices
from app.site.web.gate.guards import current_actor, current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.filters import day as written
from app.site.web.page.paging import numbered
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions.withdrawals import (
    effect_of_prior_notice,
    effect_of_withdrawal,
    record_prior_notice,
    set_withdrawal,
)
from app.withdrawal.queries import withdrawals as queries
from app.withdrawal.queries.withdrawals import Stage
from app.withdrawal.web.changing import Change, carry_out
from app.withdrawal.web.forms import CancelForm, DateForm, PriorNoticeForm
from app.withdrawal.web.page import EmployerPage, ListPage, history_sentences, stage_views

blueprint = Blueprint("withdrawals", __name__)


@blueprint.get("/retrait-du-papier")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def index() -> str:
    """Employers that have a date, and a way to any other."""
    session, today = db.session(), clock.today()
    asked = request.args.get("stage", "")
    stage = Stage(asked) if asked in set(Stage) else Stage.UPCOMING
    counts = queries.count_dated(session, today)
    number = page_number()
    form = EmployerQuery()
    choices = employer_choices(form, lambda employer_id: url_for(".employer", employer_id=employer_id))
    rows = queries.dated_employers(session, stage, today, number)
    paging = numbered(number, queries.PAGE, counts[stage])
    page = ListPage(_("Retrait du papier"), form, choices, stage_views(counts, stage), stage, rows, paging)
    return render_template("pages/withdrawals/index.html", page=page)


@blueprint.get("/retrait-du-papier/<employer_id>")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def employer(employer_id: str) -> str:
    """One employer's date, prior notices and history."""
    session, today = db.session(), clock.today()
    found = get_employer(session, employer_id) or abort(404)
    facts = facts_of_employer(session, found.id)
    notices = queries.current_prior_notices(session, found.id)
    page = EmployerPage(
        title=_("Retrait du papier"),
        employer=found,
        withdrawal_on=facts.withdrawal_on,
        prior_notices=[(notice.given_on, notice.letter) for notice in notices],
        told=queries.is_told(facts),
        effective=queries.is_effective(facts, today),
        may_change=StaffRole.ADMINISTRATOR in current_principal().staff_roles,
        history=history_sentences(queries.history_of(session, found.id)),
    )
    return render_template("pages/withdrawals/employer.html", page=page)


@blueprint.route("/retrait-du-papier/<employer_id>/date", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def change_date(employer_id: str) -> ResponseReturnValue:
    """Set or move the date."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = DateForm()
    change = Change(
        title=_("Fixer ou déplacer la date"),
        intro=_("Le jour lui-même compte comme retiré, dès minuit au Québec. Ce qui est déjà décidé ne change pas."),
        asked=lambda: _("Retrait du papier le %(day)s", day=written(form.day.data)),
        confirm=_("Confirmer la date"),
        done=_("La date est enregistrée."),
        effect=lambda: effect_of_withdrawal(db.session(), found.id, form.day.data),
        record=lambda seen: set_withdrawal(
            found.id, form.day.data, form.words.data or "", seen=seen, actor=current_actor()
        ),
    )
    return carry_out(change, found, form)


@blueprint.route("/retrait-du-papier/<employer_id>/annulation", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def cancel_date(employer_id: str) -> ResponseReturnValue:
    """Take the date back."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = CancelForm()
    change = Change(
        title=_("Annuler la date"),
        intro=_("L'employeur reste à la poste jusqu'à ce qu'une autre date soit fixée. L'historique garde celle-ci."),
        asked=lambda: _("Annulation de la date de retrait"),
        confirm=_("Confirmer l'annulation"),
        done=_("La date est annulée."),
        effect=lambda: effect_of_withdrawal(db.session(), found.id, None),
        record=lambda seen: set_withdrawal(found.id, None, form.words.data or "", seen=seen, actor=current_actor()),
    )
    return carry_out(change, found, form)


@blueprint.route("/retrait-du-papier/<employer_id>/preavis", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def prior_notice(employer_id: str) -> ResponseReturnValue:
    """Record that the employer was told beforehand."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = PriorNoticeForm()
    change = Change(
        title=_("Consigner un préavis"),
        intro=_("Un préavis ne compte que s'il a été donné avant le jour du retrait."),
        asked=lambda: _("Préavis donné le %(day)s", day=written(form.day.data)),
        confirm=_("Confirmer le préavis"),
        done=_("Le préavis est au dossier."),
        effect=lambda: effect_of_prior_notice(db.session(), found.id, form.day.data),
        record=lambda seen: record_prior_notice(
            found.id, form.day.data, form.words.data or "", seen=seen, actor=current_actor()
        ),
    )
    return carry_out(change, found, form)
