"""Proving again who one is, before a sensitive gesture, and taking the gesture up where it was."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.entry.actions.code_sign_in import Refused
from app.entry.actions.confirming import come_back_confirmed, confirm_by_password, door_of, leave_to_confirm
from app.entry.actions.identity_sign_in import Return
from app.entry.web.confirming.forms import PasswordForm
from app.entry.web.confirming.page import ProblemPage, prove_page, resume_page
from app.entry.web.signin import cookie
from app.entry.web.signin.landing import land
from app.entry.web.signin.refusals import STATUS, public_url, sentence
from app.extensions import db
from app.registry.queries.choices import choice
from app.registry.queries.credentials import credential_of_session
from app.site.queries.pending_forms import employer_of_waiting, get_for
from app.site.web.forms.fresh import is_fresh
from app.site.web.gate.acting import other_employer_page
from app.site.web.gate.guards import current_principal, principal_or_none, signed_in
from app.site.web.page.destination import safe_next
from app.site.web.page.filters import label
from app.site.web.page.language import language

blueprint = Blueprint("confirming", __name__)


@blueprint.route("/confirmer-mon-identite", methods=["GET", "POST"])
@signed_in
def prove() -> ResponseReturnValue:
    """Type one's password again, or go to the identity provider."""
    principal, destination = current_principal(), safe_next(request.args.get("next"))
    if is_fresh(principal):
        return land(destination)
    has_code = credential_of_session(db.session(), principal.session_id) is not None
    form, status = PasswordForm() if has_code else None, 200
    if form is not None and form.validate_on_submit():
        answer = confirm_by_password(principal, form.password.data or "")
        if not isinstance(answer, Refused):
            cookie.renew(answer)
            return land(destination)
        form.password.errors = [sentence(answer)]
        status = STATUS.get(answer.problem, 200)
    page = prove_page(door_of(principal), form, destination)
    return render_template("pages/confirming/prove.html", page=page), status


@blueprint.get("/confirmer-mon-identite/fournisseur")
@signed_in
def leave() -> ResponseReturnValue:
    """Leave for the identity provider, which asks again."""
    principal, destination = current_principal(), safe_next(request.args.get("next"))
    if credential_of_session(db.session(), principal.session_id) is not None:
        abort(404)
    departure = leave_to_confirm(principal, public_url("signin.callback"), language())
    if isinstance(departure, Refused):
        return _not_confirmed(departure, destination)
    cookie.leave(departure.kept, destination)
    return redirect(departure.url)


def confirmed(kept: dict[str, Any], destination: str) -> ResponseReturnValue:
    """Come back from the provider: the session goes on with a new token, or stays as it was."""
    answer = come_back_confirmed(principal_or_none(), Return(kept, request.args.to_dict(), ""))
    if isinstance(answer, Refused):
        return _not_confirmed(answer, destination)
    cookie.renew(answer)
    return land(destination)


def _not_confirmed(refused: Refused, destination: str) -> ResponseReturnValue:
    page = ProblemPage(
        title=_("Votre identité n'est pas confirmée"),
        problem=label(refused.problem),
        again_href=url_for("confirming.prove", next=destination or None),
    )
    return render_template("pages/confirming/problem.html", page=page), STATUS.get(refused.problem, 400)


@blueprint.get("/reprendre/<public_id>")
@signed_in
def resume(public_id: str) -> ResponseReturnValue:
    """Say what was about to be sent, with the button that sends it; or for which employer it was."""
    waiting = get_for(db.session(), current_principal(), public_id, clock.ticking())
    if waiting is None:
        return _for_another_employer(public_id)
    return render_template("pages/confirming/resume.html", page=resume_page(waiting))


def _for_another_employer(public_id: str) -> ResponseReturnValue:
    """The form waits, and one acts for another employer: after signing in again, among several, one chooses anew."""
    principal = current_principal()
    employer = employer_of_waiting(db.session(), principal, public_id, clock.ticking())
    other = choice(db.session(), principal.session_id, clock.today(), employer) if employer else None
    if other is None:
        abort(404)
    page = other_employer_page(principal, other, public_id)
    return render_template("pages/errors/other_employer.html", page=page), 409
