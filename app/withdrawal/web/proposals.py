"""The pages of proposals: those that wait, one with its effects, and the answers of a second person."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.registry.queries.proposals import PAGE, count_waiting, get_proposal, waiting_proposals
from app.registry.steps.proposals import ProposalRefused
from app.site.web.gate.guards import current_actor, current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.site.web.page.paging import numbered
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions import proposals
from app.withdrawal.actions.withdrawals import WithdrawalRefused
from app.withdrawal.web.cohorts.proposal import show_cohort_proposal
from app.withdrawal.web.forms import RefusalForm
from app.withdrawal.web.page import rooms
from app.withdrawal.web.proposal_page import ProposalList, list_rows, proposal_page, refusal_page

blueprint = Blueprint("withdrawal_proposals", __name__)


@blueprint.get("/propositions-de-retrait")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def index() -> str:
    """What waits for a second person."""
    session, number = db.session(), page_number()
    paging = numbered(number, PAGE, count_waiting(session))
    rows = list_rows(waiting_proposals(session, number), current_actor())
    page = ProposalList(_("Propositions qui attendent"), rooms("withdrawal_proposals.index"), rows, paging)
    return render_template("pages/withdrawals/proposals.html", page=page)


@blueprint.get("/propositions-de-retrait/<proposal_id>")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def show(proposal_id: str) -> str:
    """One proposal: who asks what, why, and its effects, as they were shown and as they are now."""
    session = db.session()
    found = get_proposal(session, proposal_id) or abort(404)
    may_answer = StaffRole.ADMINISTRATOR in current_principal().staff_roles
    if found.row.employer_id is None:
        return show_cohort_proposal(found, may_answer=may_answer)
    effect = refusal = None
    if found.row.decided_at is None:
        try:
            effect = proposals.effect_of_proposal(session, found.row)
        except WithdrawalRefused as refused:
            refusal = label(refused.code)
    page = proposal_page(found, effect, refusal, current_actor(), may_answer=may_answer)
    return render_template("pages/withdrawals/proposal.html", page=page)


@blueprint.post("/propositions-de-retrait/<proposal_id>/approbation")
@staff(StaffRole.ADMINISTRATOR)
def approve(proposal_id: str) -> ResponseReturnValue:
    """Approve what somebody else proposed."""
    found = get_proposal(db.session(), proposal_id) or abort(404)
    try:
        proposals.approve(found.row.public_id, seen=request.form.get("seen", ""), actor=current_actor())
        flash(_("La proposition est approuvée."), "success")
    except (WithdrawalRefused, ProposalRefused) as refused:
        flash(label(refused.code), "warning")
    return redirect(url_for(".show", proposal_id=proposal_id))


@blueprint.route("/propositions-de-retrait/<proposal_id>/refus", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def refuse(proposal_id: str) -> ResponseReturnValue:
    """Refuse it, and say why."""
    found = get_proposal(db.session(), proposal_id) or abort(404)
    form = RefusalForm()
    if not form.validate_on_submit():
        return render_template("pages/gestures/confirm.html", page=refusal_page(found, form))
    try:
        proposals.refuse(proposal_id, form.words.data or "", current_actor())
        flash(_("La proposition est refusée."), "success")
    except ProposalRefused as refused:
        flash(label(refused.code), "warning")
    return redirect(url_for(".show", proposal_id=proposal_id))


@blueprint.post("/propositions-de-retrait/<proposal_id>/reprise")
@staff(StaffRole.ADMINISTRATOR)
def take_back(proposal_id: str) -> ResponseReturnValue:
    """Take one's own proposal back."""
    found = get_proposal(db.session(), proposal_id) or abort(404)
    try:
        proposals.take_back(found.row.public_id, current_actor())
        flash(_("La proposition est reprise : rien n'a changé."), "success")
    except ProposalRefused as refused:
        flash(label(refused.code), "warning")
    return redirect(url_for(".show", proposal_id=proposal_id))
