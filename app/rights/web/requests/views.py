"""Asking for a right, one's own requests, and those that wait for whoever grants."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.registry.queries.people import granters
from app.registry.queries.working_addresses import reachable
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import right_to
from app.resolver.steps.granting import Declined
from app.rights.actions.requests import (
    AlreadyAnswered,
    NotAskable,
    Wish,
    grant_request,
    keep_draft,
    refuse_request,
    send_request,
    withdraw_request,
)
from app.rights.queries.requests import (
    ORDERS,
    AskedRight,
    AskedRights,
    asking,
    is_ones_own,
    open_request,
    own_requests,
    request_of_employer,
    requests_of_employer,
)
from app.rights.web.requests.forms import REFUSE, AnswerForm, AskForm, StateForm
from app.rights.web.requests.page import (
    PAGE_SIZE,
    answer_page,
    ask_page,
    export_table,
    index_page,
    mine_page,
    no_ask_page,
    sent_page,
)
from app.rights.words.requests import RequestState
from app.site.web.forms.exports import EVERYTHING, exported
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import employer_side, granter
from app.site.web.page.filters import label
from app.site.web.page.paging import Sorting, sorting
from app.vocabulary.audit import ExportedList
from app.vocabulary.services import OnlineService

blueprint = Blueprint("access_requests", __name__)


@blueprint.route("/demander-un-acces/<service:service>", methods=["GET", "POST"])
@employer_side
def ask(service: OnlineService) -> str | Response:
    """Ask for the right to a service, or keep the request for later."""
    asker, session, today = current_giver(), db.session(), clock.today()
    facts = facts_of_employer(session, asker.employer_id, person_id=asker.person_id)
    asked = asking(session, facts, asker.person_id, asker.space, service, today)
    people = granters(session, asker.employer_id, asker.space, today)
    if asked.problem is not None:
        return render_template("pages/access_requests/no_ask.html", page=no_ask_page(service, asked, people))
    known = open_request(session, asker.employer_id, asker.space, asker.person_id, service, today)
    if known is not None and known.is_pending:
        return render_template("pages/access_requests/sent.html", page=sent_page(known))
    form = AskForm(today, known.until_on if known else None, known.reason if known else "")
    if form.validate_on_submit():
        return _asked(form, service)
    reached = len(reachable(session, [member.person_id for member in people]))
    page = ask_page(service, form, asked.right, people, reached)
    return render_template("pages/access_requests/ask.html", page=page)


def _asked(form: AskForm, service: OnlineService) -> Response:
    wish = Wish(service, form.reason.data or "", form.until_on or clock.today())
    try:
        done = (send_request if form.is_sent else keep_draft)(current_giver(), wish)
    except (NotAskable, Declined) as refused:
        flash(label(refused.problem), "warning")
        return redirect(url_for("access_requests.ask", service=service))
    if not done.is_new:
        flash(_("Cette demande attend déjà une réponse : rien n'a changé."), "info")
    elif not form.is_sent:
        flash(_("Le brouillon est gardé. Personne ne le voit tant que vous ne l'envoyez pas."), "success")
    elif done.told:
        flash(_("Votre demande est envoyée. Les personnes qui accordent les droits en sont avisées."), "success")
    else:
        flash(_("Votre demande est enregistrée, mais personne n'en est avisé par courriel : parlez-en."), "warning")
    return redirect(url_for("access_requests.mine"))


@blueprint.get("/mes-demandes-d-acces")
@employer_side
def mine() -> str:
    """What one asked for, and what became of it."""
    asker, number = current_giver(), request.args.get("page", 1, type=int)
    found = own_requests(
        db.session(), asker.employer_id, asker.space, asker.person_id, clock.today(), number, PAGE_SIZE
    )
    return render_template("pages/access_requests/mine.html", page=mine_page(found))


@blueprint.post("/mes-demandes-d-acces/<public_id>/retirer")
@employer_side
def withdraw(public_id: str) -> Response:
    """Take back one's own request."""
    with answered():
        state = withdraw_request(current_giver(), public_id)
    if state is RequestState.WITHDRAWN:
        flash(_("C'est retiré."), "success")
    else:
        flash(_("Trop tard pour la retirer : %(state)s.", state=label(state).lower()), "info")
    return redirect(url_for("access_requests.mine"))


@blueprint.get("/droits-d-acces/demandes")
@granter
def index() -> str:
    """What people ask for: what waits first."""
    filters, number, now = StateForm(), request.args.get("page", 1, type=int), sorting(ORDERS, "")
    found = _listed(filters, now, number, PAGE_SIZE)
    page = index_page(found, filters, now, narrowed=chosen(RequestState, filters.state) is not None)
    return render_template("pages/access_requests/index.html", page=page)


@blueprint.post("/droits-d-acces/demandes/export.<any(csv,xlsx):kind>")
@granter
def export(kind: str) -> Response:
    """Every request in the state that is asked for, as a table."""
    found = _listed(StateForm(), sorting(ORDERS, ""), 1, EVERYTHING)
    return exported(kind, ExportedList.REQUESTS, export_table(found.rows))


def _listed(filters: StateForm, now: Sorting, number: int, size: int) -> AskedRights:
    giver = current_giver()
    filters.validate()
    where = (giver.employer_id, giver.space, clock.today(), chosen(RequestState, filters.state))
    return requests_of_employer(db.session(), *where, number, size, by=now.by, descending=now.reversed)


@blueprint.route("/droits-d-acces/demandes/<public_id>", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.REQUEST_ANSWERED)
def answer(public_id: str) -> str | Response:
    """Grant what was asked, or less, or refuse with a reason."""
    giver, session, today = current_giver(), db.session(), clock.today()
    found = request_of_employer(session, giver.employer_id, giver.space, public_id, today) or abort(404)
    form = AnswerForm(today, found.until_on, found.service)
    own = is_ones_own(session, giver, found.person_id, today)
    if form.is_submitted() and (own or not found.is_pending):
        return _too_late(found, own)
    if form.validate_on_submit():
        return _answered(found, form)
    facts = facts_of_employer(session, giver.employer_id, person_id=found.person_id)
    right = right_to(facts, found.person_id, giver.space, found.service, today)
    page = answer_page(found, form, right, own, right.ruling is None)
    return render_template("pages/access_requests/answer.html", page=page)


def _answered(asked: AskedRight, form: AnswerForm) -> Response:
    giver = current_giver()
    try:
        with answered():
            if form.answer.data == REFUSE:
                done = refuse_request(giver, asked.public_id, form.reason.data or "")
                said = _("La demande de %(name)s est refusée.", name=done.name)
            else:
                done = grant_request(giver, asked.public_id, form.until_on)
                said = _("L'accès est accordé à %(name)s.", name=done.name)
    except AlreadyAnswered:
        return _too_late(asked, own=False)
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return redirect(url_for("access_requests.answer", public_id=asked.public_id))
    told = _("Un courriel l'en avise.") if done.told else _("Aucun courriel ne part : c'est à vous de l'en aviser.")
    flash(f"{said} {told}", "success")
    return redirect(url_for("access_requests.index"))


def _too_late(asked: AskedRight, own: bool) -> Response:
    """The page of the request says who decided what."""
    said = (
        _("Personne ne répond à sa propre demande.") if own else _("Cette demande a déjà sa réponse : rien n'a changé.")
    )
    flash(said, "warning")
    return redirect(url_for("access_requests.answer", public_id=asked.public_id))
