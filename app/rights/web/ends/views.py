"""Rights that end within thirty days: each with its gestures, one by one or several together."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.registry.queries.people import members
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import right_to
from app.resolver.steps.granting import Declined
from app.rights.actions.ends import Decided, let_rights_end, renew_rights, replace_holder
from app.rights.queries.ends import EndingRight, count_other_ends, ending_page, ending_rights, open_holes, right_key
from app.rights.steps.covering import Uncovered
from app.rights.web.ends.forms import LEAVE, RENEW, AcceptForm, EndsForm, HeirForm, RenewForm
from app.rights.web.ends.page import PAGE_SIZE, ends_page, hole_page, renew_page, replace_page
from app.site.web.forms.duty import count_duty
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, person_or_404
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label
from app.vocabulary.services import SENSITIVE_SERVICES, OnlineService

blueprint = Blueprint("access_ends", __name__, url_prefix="/droits-d-acces/echeances")


def _ending(keys: Collection[str]) -> tuple[EndingRight, ...]:
    giver, session = current_giver(), db.session()
    return ending_rights(session, facts_of_employer(session, giver.employer_id), giver.space, clock.today(), keys)


@blueprint.get("")
@granter
def index() -> str:
    """What ends, and what nobody would do any more."""
    giver, session, today = current_giver(), db.session(), clock.today()
    facts = facts_of_employer(session, giver.employer_id)
    number = request.args.get("page", 1, type=int)
    ending = ending_page(session, facts, giver.space, today, number, PAGE_SIZE)
    holes = open_holes(session, facts, giver.space, today)
    ids = {key.person_id for key in holes}
    found = members(session, giver.employer_id, giver.space, today, ids=ids) if ids else []
    others = count_other_ends(facts, giver.space, today, ending.total)
    page = ends_page(ending, holes, {member.person_id: member for member in found}, others, today)
    return render_template("pages/access_ends/index.html", page=page)


@blueprint.post("")
@granter
@fresh_sign_in(SensitiveMoment.END_CHANGED)
def decide() -> str | Response:
    """Renew rights, or let them end: those that are ticked, or the one of the button's row."""
    form = EndsForm()
    gesture, _separator, own = request.form.get("gesture", "").partition("=")
    keys = tuple([own] if own else form.keys.data or ())
    if not form.validate_on_submit() or gesture not in (RENEW, LEAVE) or not keys:
        flash(_("Cochez au moins un droit."), "warning")
        return redirect(url_for("access_ends.index"))
    return _leave(keys) if gesture == LEAVE else _renew(keys)


def _renew(keys: tuple[str, ...]) -> str | Response:
    """Renew rights, once the page that lists them was confirmed."""
    asked, chosen = "confirm" in request.form, _ending(keys)
    form = RenewForm(chosen) if asked else RenewForm(chosen, formdata=None)
    if not (asked and form.validate()):
        page = renew_page(chosen, form, clock.today())
        return render_template("pages/gestures/confirm.html", page=page) if chosen else _said(Decided(0), "")
    try:
        with answered():
            done = renew_rights(current_giver(), keys)
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return redirect(url_for("access_ends.index"))
    return _said(done, ngettext("%(num)s droit est renouvelé.", "%(num)s droits sont renouvelés.", done.number))


def _leave(keys: tuple[str, ...]) -> str | Response:
    form = AcceptForm()
    asked = "confirm" in request.form
    accepted = asked and form.validate()
    try:
        with answered():
            done = let_rights_end(current_giver(), keys, accepted=accepted)
    except Uncovered:
        if not asked:
            form = AcceptForm(formdata=None)
        return render_template("pages/gestures/loss.html", page=hole_page(_ending(keys), form))
    text = ngettext(
        "%(num)s droit finira de lui-même : il ne vous sera plus rappelé.",
        "%(num)s droits finiront d'eux-mêmes : ils ne vous seront plus rappelés.",
        done.number,
    )
    return _said(done, text)


def _said(done: Decided, sentence: str) -> Response:
    told = _("Un courriel en avise les personnes concernées.") if done.told else ""
    if done.number:
        flash(f"{sentence} {told}".strip(), "success")
    else:
        flash(_("Ces droits ne finissent plus ce jour-là, ou c'était déjà fait : rien n'a changé."), "info")
    return redirect(url_for("access_ends.index"))


@blueprint.route("/<person>/<service:service>/remplacer", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.RIGHT_GRANTED)
def replace(person: str, service: OnlineService) -> str | Response:
    """Give the right to somebody else, and let the old one end."""
    giver, session, today = current_giver(), db.session(), clock.today()
    found = person_or_404(giver, person)
    facts = facts_of_employer(session, giver.employer_id, person_id=found.person_id)
    until_on = right_to(facts, found.person_id, giver.space, service, today).until_on
    ending = next(iter(_ending({right_key(person, service, until_on)} if until_on else ())), None) or abort(404)
    form = HeirForm(giver, found.person_id)
    count_duty(form.duty, 1, int(service in SENSITIVE_SERVICES))
    if form.validate_on_submit():
        return _replaced(ending, form.person.data)
    return render_template("pages/access_ends/replace.html", page=replace_page(ending, form, today))


def _replaced(ending: EndingRight, heir: str) -> Response:
    try:
        with answered():
            done = replace_holder(current_giver(), ending.public_key, heir)
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return redirect(url_for("access_ends.index"))
    return _said(done, _("%(name)s prend la suite.", name=done.name))
