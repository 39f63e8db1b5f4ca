"""The mandates of an employer: the list, naming a firm, changing an end, ending."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.mandates.actions.mandates import Proposed, invite_administrator
from app.mandates.actions.mandates import propose as propose_mandate
from app.mandates.steps.mandates import Proposal
from app.mandates.web.mandates import ending
from app.mandates.web.mandates.blueprint import blueprint
from app.mandates.web.mandates.ending import mandate_or_404
from app.mandates.web.mandates.forms import (
    AdministratorForm,
    MandateForm,
    NeqForm,
    NewFirmForm,
    WaitingFirmForm,
    is_neq,
)
from app.mandates.web.mandates.page import PAGE_SIZE, NeqPage, administrator_page, list_page, propose_page
from app.registry.queries.firms import administrators, firm_of_neq
from app.registry.words.mandates import FirmKind
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.mandates import mandates_of_employer
from app.resolver.steps.granting import Declined
from app.resolver.steps.people import Enrolment
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, check_granting_is_open, current_giver
from app.site.web.gate.guards import current_principal, granter
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService

#: The gestures on the end of a mandate add their addresses to the same blueprint.
__all__ = ["blueprint", "ending"]


@blueprint.get("")
@granter
def index() -> str:
    """Each firm, what it may do, why, until when, and who of it can read."""
    giver, session, on = current_giver(), db.session(), clock.today()
    over, number = bool(request.args.get("termines")), page_number()
    where = (session, giver.employer_id, giver.space, on)
    found, total = mandates_of_employer(*where, over=over, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    unanswered = frozenset(one.firm_id for one in found if not administrators(session, one.firm_id, on))
    return render_template("pages/mandates/index.html", page=list_page(found, total, number, unanswered, over=over))


@blueprint.get("/nommer")
@granter
def name_firm() -> str | Response:
    """Step 1: which firm."""
    check_granting_is_open(current_giver())
    form = NeqForm(current_principal().employer_neq)
    if "neq" in request.args and form.validate():
        return redirect(url_for("mandates.propose", neq=form.digits))
    page = NeqPage(_("Quel cabinet vous représente?"), form, url_for("mandates.index"))
    return render_template("pages/mandates/name_firm.html", page=page)


@blueprint.route("/nommer/<neq>", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.MANDATE_GIVEN)
def propose(neq: str) -> str | Response:
    """Step 2: what it may do, why, until when; and who administers it, where nobody does yet."""
    if not is_neq(neq) or neq == current_principal().employer_neq:
        abort(404)
    session, on = db.session(), clock.today()
    firm = firm_of_neq(session, neq)
    administered = firm is not None and bool(administrators(session, firm.id, on))
    kind = NewFirmForm if firm is None else MandateForm if administered else WaitingFirmForm
    form = kind(on)
    if form.validate_on_submit() and (done := _proposed(neq, form)) is not None:
        return done
    page = propose_page(neq, firm, form, administered=administered)
    return render_template("pages/mandates/propose.html", page=page)


def _proposed(neq: str, form: MandateForm) -> Response | None:
    """Propose what the form says; None when something declines it, which the form then tells."""
    try:
        with answered():
            made = propose_mandate(current_giver(), _proposal(neq, form))
    except Declined as declined:
        form.form_errors.append(label(declined.problem))
        return None
    flash(*_said(made))
    return redirect(url_for("mandates.index"))


def _proposal(neq: str, form: MandateForm) -> Proposal:
    new = isinstance(form, NewFirmForm)
    return Proposal(
        neq=neq,
        services=tuple(OnlineService(code) for code in form.services.data or ()),
        purpose=form.purpose.data or "",
        until_on=form.until_on or clock.today(),
        name=form.name.data or "" if isinstance(form, NewFirmForm) else "",
        kind=FirmKind(form.kind.data) if new and isinstance(form, NewFirmForm) else FirmKind.OTHER,
        administrator=_enrolment(form) if isinstance(form, AdministratorForm) else None,
    )


def _enrolment(form: AdministratorForm) -> Enrolment:
    names = (form.given_name.data or "", form.family_name.data or "")
    return Enrolment(*names, form.email.data or "", Language(form.language.data))


def _said(made: Proposed) -> tuple[str, str]:
    if not made.anew:
        return _("Ce mandat était déjà proposé : rien n'a changé."), "info"
    if made.invited:
        said = _("Le mandat est proposé. %(name)s reçoit une invitation à administrer « %(firm)s ».")
        return said % {"name": made.invited, "firm": made.firm}, "success"
    return _("Le mandat est proposé à « %(firm)s ». Un courriel avise le cabinet.", firm=made.firm), "success"


@blueprint.route("/<mandate>/administration", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.MANDATE_GIVEN)
def administrator(mandate: str) -> str | Response:
    """Invite somebody else to administer a firm whose first invitation had no answer."""
    found, form = mandate_or_404(mandate), AdministratorForm()
    if form.validate_on_submit():
        try:
            with answered():
                made = invite_administrator(current_giver(), mandate, _enrolment(form))
            flash(
                _("%(name)s reçoit une invitation à administrer « %(firm)s ».", name=made.invited, firm=made.firm),
                "success",
            )
            return redirect(url_for("mandates.index"))
        except Declined as declined:
            form.form_errors.append(label(declined.problem))
    return render_template("pages/gestures/confirm.html", page=administrator_page(found, form))
