"""Designations that wait for the Commission: a list, one with what helps to judge, and the two answers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.invitations.actions.designation_vouching import NotVouched, confirm_designation, reject_designation
from app.invitations.web.designation_checks.forms import CheckFilter, ConfirmDesignationForm, RejectDesignationForm
from app.invitations.web.designation_checks.page import check_page, checks_page
from app.registry.words.designations import DesignationState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.designation_checks import (
    PAGE,
    CheckDetail,
    CheckSearch,
    count_to_check,
    designations_to_check,
    detail_of,
    unprinted,
)
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.site.web.page.paging import numbered
from app.vocabulary.accounts import StaffRole

#: Who answers; an auditor looks.
HANDLERS = (StaffRole.AGENT, StaffRole.ADMINISTRATOR)
blueprint = Blueprint("designation_checks", __name__, url_prefix="/designations")


@blueprint.get("")
@staff(*StaffRole)
def index() -> str:
    """What waits, the longest first; or what is looked for."""
    form = CheckFilter()
    form.validate()
    state = chosen(DesignationState, form.state) if "state" in request.args else DesignationState.ACCEPTED
    search = CheckSearch(state, form.q.data or "")
    total = count_to_check(db.session(), search)
    number = max(1, min(page_number(), -(-total // PAGE)))
    rows = designations_to_check(db.session(), search, clock.now(), offset=(number - 1) * PAGE)
    page = checks_page(
        form,
        rows,
        total,
        numbered(number, PAGE, total),
        narrowed=search != CheckSearch(),
        unprinted=unprinted(db.session(), clock.now()),
    )
    return render_template("pages/designation_checks/index.html", page=page)


@blueprint.get("/<designation>")
@staff(*StaffRole)
def show(designation: str) -> str:
    """One designation, with what helps to judge it."""
    found = _found(designation)
    return _page(found, ConfirmDesignationForm(seen=found.seen), RejectDesignationForm())


@blueprint.post("/<designation>/confirmer")
@staff(*HANDLERS)
@fresh_sign_in(SensitiveMoment.DESIGNATION_CONFIRMED)
def confirm(designation: str) -> ResponseReturnValue:
    """It is on the roll: what was held leaves."""
    found, form = _found(designation), ConfirmDesignationForm()
    if not form.validate_on_submit() or form.checked_on.data is None:
        return _page(found, form, RejectDesignationForm())
    checked, checked_on, seen = form.checked.data or "", form.checked_on.data, form.seen.data or ""
    done = _("La désignation de %(name)s est confirmée. Ce qui était retenu part.")
    return _decided(
        lambda agent: confirm_designation(agent, designation, checked, checked_on, seen=seen), designation, done
    )


@blueprint.post("/<designation>/refuser")
@staff(*HANDLERS)
@fresh_sign_in(SensitiveMoment.DESIGNATION_REJECTED)
def reject(designation: str) -> ResponseReturnValue:
    """It is not right: the reason goes to those who grant and to the person."""
    found, form = _found(designation), RejectDesignationForm()
    if not form.validate_on_submit():
        return _page(found, ConfirmDesignationForm(formdata=None, seen=found.seen), form)
    reason = form.reason.data or ""
    done = _("La désignation de %(name)s est refusée. L'employeur et cette personne en reçoivent le motif.")
    return _decided(lambda agent: reject_designation(agent, designation, reason), designation, done)


def _found(designation: str) -> CheckDetail:
    return detail_of(db.session(), designation, clock.now(), clock.today()) or abort(404)


def _page(found: CheckDetail, confirm: ConfirmDesignationForm, reject: RejectDesignationForm) -> str:
    decides = found.row.state is DesignationState.ACCEPTED and bool(current_principal().staff_roles & set(HANDLERS))
    page = check_page(found, confirm if decides else None, reject if decides else None)
    return render_template("pages/designation_checks/show.html", page=page)


def _decided(decide: Callable[[int], str], designation: str, done: str) -> ResponseReturnValue:
    try:
        name = decide(current_principal().staff_id or 0)
    except NotVouched as problem:
        flash(label(problem.problem), "warning")
        return redirect(url_for(".show", designation=designation))
    flash(done % {"name": name}, "success")
    return redirect(url_for(".index"))
