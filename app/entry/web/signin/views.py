"""The doors, what happens behind each, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.entry.actions.code_sign_in import Refused, authenticate
from app.entry.actions.credentials import Changed
from app.entry.actions.credentials import change_password as change
from app.entry.actions.identity_sign_in import Return, come_back, leave_for_provider, provider_sign_out
from app.entry.actions.known_browsers import read_link
from app.entry.actions.password_requests import ask_for_password
from app.entry.actions.pending_identities import confirm_identity as confirm
from app.entry.actions.sessions import choose_employer as choose
from app.entry.actions.sessions import sign_out as close_session
from app.entry.steps.pending_identities import ToConfirm
from app.entry.web.signin import cookie, known
from app.entry.web.signin.browser import browser_name
from app.entry.web.signin.employer_page import employer_page
from app.entry.web.signin.forms import (
    ChangePasswordForm,
    CodeForm,
    ForgottenForm,
    IdentityForm,
    KnowBrowserForm,
    NewPasswordForm,
    QuestionForm,
)
from app.entry.web.signin.guide import GUIDED, guide_answer, guide_question
from app.entry.web.signin.landing import land
from app.entry.web.signin.page import (
    DoorsPage,
    FormPage,
    browser_page,
    code_page,
    door_href,
    door_link,
    explain,
    problem_page,
    sent_page,
)
from app.entry.web.signin.refusals import STATUS, public_url, sentence, sentences
from app.entry.words import Door, SignInProblem
from app.extensions import db, wired
from app.registry.queries.credentials import credential_of_session
from app.site.web.gate.guards import current_principal, principal_or_none, public, signed_in
from app.site.web.page.destination import safe_next
from app.site.web.page.language import language

blueprint = Blueprint("signin", __name__)


@blueprint.get("/entree")
@public
def door() -> ResponseReturnValue:
    """The doors."""
    destination = safe_next(request.args.get("next"))
    if principal_or_none() is not None:
        return land(destination)
    page = DoorsPage(
        title=_("Entrer dans Relais"),
        doors=tuple(door_link(each, destination) for each in Door if each is not Door.STAFF),
        staff_href=door_href(Door.STAFF, destination),
        help_href=url_for("signin.guide", next=destination or None),
        demo=wired("demo_accounts")(db.session()) if current_app.config["RELAIS_ENV"] == "development" else (),
    )
    return render_template("pages/signin/doors.html", page=page)


@blueprint.get("/connexion/clicsequr")
@public
def clicsequr() -> ResponseReturnValue:
    """Leave for the identity provider, as a person of an employer."""
    return _leave(Door.CLICSEQUR)


@blueprint.get("/connexion/personnel")
@public
def staff_door() -> ResponseReturnValue:
    """Leave for the identity provider, as a member of the Commission's staff."""
    return _leave(Door.STAFF)


def _leave(by: Door) -> ResponseReturnValue:
    destination = safe_next(request.args.get("next"))
    departure = leave_for_provider(by, public_url("signin.callback"), language())
    if isinstance(departure, Refused):
        return _refused(departure, destination)
    cookie.leave(departure.kept, destination)
    return redirect(departure.url)


@blueprint.get("/connexion/retour")
@public
def callback() -> ResponseReturnValue:
    """Come back from the identity provider."""
    kept, destination = cookie.back(request.args.get("state", ""))
    if kept is None and principal_or_none() is not None:
        # Another tab came back first, or this answer is being read again: there is nothing left to prove.
        return land(destination)
    returns: Mapping[str, Callable[[dict[str, Any], str], ResponseReturnValue]] = wired("returns")
    for mark, answered in returns.items():
        if kept is not None and mark in kept:
            return answered(kept, destination)
    answer = come_back(Return(kept, request.args.to_dict(), _browser()))
    if isinstance(answer, Refused):
        return _refused(answer, destination)
    if isinstance(answer, ToConfirm):
        cookie.keep_identity(answer.public_id, destination)
        return redirect(url_for("signin.confirm_identity"))
    cookie.start(answer)
    return land(destination)


@blueprint.route("/connexion/confirmer", methods=["GET", "POST"])
@public
def confirm_identity() -> ResponseReturnValue:
    """Type the code sent to the mailbox, in the browser that came back from the provider."""
    form, (public_id, destination) = IdentityForm(), cookie.kept_identity()
    if not public_id:
        return redirect(url_for("signin.door"))
    if form.validate_on_submit():
        answer = confirm(public_id, form.code.data or "", _browser())
        if not isinstance(answer, Refused):
            cookie.start(answer)
            return land(destination)
        if answer.problem is not SignInProblem.WRONG_IDENTITY_CODE:
            return _refused(answer, destination)
        form.code.errors = [sentence(answer)]
    page = FormPage(_("Confirmez que ce compte est le vôtre"), form)
    return render_template("pages/signin/confirm_identity.html", page=page)


@blueprint.route("/connexion/guichet-sst", methods=["GET", "POST"], defaults={"door": Door.GUICHET_SST.value})
@blueprint.route("/connexion/codes-cnesst", methods=["GET", "POST"], defaults={"door": Door.CNESST_CODES.value})
@blueprint.route("/connexion/clinique", methods=["GET", "POST"], defaults={"door": Door.CLINIC.value})
@public
def user_code(door: str) -> ResponseReturnValue:
    """Come in with a user code and a password."""
    form, status = CodeForm(), 200
    if form.validate_on_submit():
        code, password = form.code.data or "", form.password.data or ""
        answer = authenticate(code, password, request.remote_addr or "", _browser(), known.held())
        if not isinstance(answer, Refused):
            cookie.start(answer)
            known.remember(answer)
            return land(request.args.get("next"))
        form.form_errors.extend(sentences(answer))
        status = STATUS.get(answer.problem, 200)
    page = code_page(Door(door), form)
    return render_template("pages/signin/code.html", page=page), status


@blueprint.get("/entree/choisir")
@public
def guide() -> ResponseReturnValue:
    """« Je ne sais pas lequel choisir »: up to three questions, one at a time."""
    number, destination = request.args.get("question", 1, type=int), safe_next(request.args.get("next"))
    form = QuestionForm()
    if "asked" not in request.args or not form.validate():
        return render_template("pages/signin/guide.html", page=guide_question(form, number, destination))
    if form.answer.data == "oui" or number >= len(GUIDED):
        return render_template("pages/signin/guide_answer.html", page=guide_answer(form, number, destination))
    return redirect(url_for("signin.guide", question=number + 1, next=destination or None))


@blueprint.route("/mot-de-passe/oublie", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a temporary password; the answer is the same whether the code exists or not."""
    form = ForgottenForm()
    if form.validate_on_submit():
        ask_for_password(form.code.data or "", request.remote_addr or "", known.held())
        return redirect(url_for("signin.password_sent"))
    page = FormPage(_("Demander un nouveau mot de passe"), form)
    return render_template("pages/signin/forgotten.html", page=page)


@blueprint.get("/mot-de-passe/envoye")
@public
def password_sent() -> ResponseReturnValue:
    """Say what to expect, whether the code exists or not."""
    page = sent_page()
    return render_template("pages/signin/password_sent.html", page=page)


@blueprint.route("/connexion/navigateur/<token>", methods=["GET", "POST"])
@public
def know_browser(token: str) -> ResponseReturnValue:
    """The link of a message: this browser becomes known, once its button is pressed; the password is asked after."""
    form, shown = KnowBrowserForm(), read_link(db.session(), token)
    if shown is not None and form.validate_on_submit():
        door = known.follow(token)
        if door is not None:
            flash(_("Ce navigateur est reconnu. Entrez maintenant votre code et votre mot de passe."), "success")
            return redirect(door_href(Door(door.value)))
        shown = None
    page = browser_page(form if shown is not None else None)
    return render_template("pages/signin/know_browser.html", page=page), 200 if shown is not None else 404


@blueprint.route("/mot-de-passe", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Choose a password: at the first visit, after a temporary one, or whenever one wants."""
    principal = current_principal()
    if credential_of_session(db.session(), principal.session_id) is None:
        abort(404)
    form = NewPasswordForm() if principal.must_change_password else ChangePasswordForm()
    if form.validate_on_submit():
        current = form.current.data if isinstance(form, ChangePasswordForm) else None
        answer = change(principal, form.new.data or "", current or "", known.held())
        if isinstance(answer, Changed):
            cookie.renew(answer.token)
            flash(_("Votre mot de passe est choisi."), "success")
            return land(request.args.get("next"))
        explain(form, answer)
    page = FormPage(_("Choisir votre mot de passe"), form, {"first_visit": principal.must_change_password})
    return render_template("pages/signin/change_password.html", page=page)


@blueprint.route("/choisir-employeur", methods=["GET", "POST"])
@signed_in
def choose_employer() -> ResponseReturnValue:
    """Choose for whom to act, among the employers of the space one signed in to."""
    principal = current_principal()
    if principal.kind != "person":
        abort(404)
    page = employer_page(principal, request.args.get("q", ""))
    if page.form.validate_on_submit() and choose(principal, page.form.employer.data):
        cookie.forget_reader()
        return land(request.args.get("next"))
    return render_template("pages/signin/choose_employer.html", page=page)


@blueprint.post("/deconnexion")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Close the session, here and at the identity provider."""
    proof = close_session(current_principal())
    cookie.end()
    elsewhere = provider_sign_out(proof, public_url("signin.signed_out")) if proof else None
    return redirect(elsewhere or url_for("signin.signed_out"))


@blueprint.get("/deconnexion/terminee")
@public
def signed_out() -> ResponseReturnValue:
    """Say that the session is closed."""
    flash(_("Votre session est fermée."), "success")
    return redirect(url_for("signin.door"))


def _browser() -> str:
    return browser_name(request.headers.get("User-Agent", ""))


def _refused(refused: Refused, destination: str) -> ResponseReturnValue:
    page = problem_page(refused.problem, destination)
    return render_template("pages/signin/problem.html", page=page), STATUS.get(refused.problem, 400)
