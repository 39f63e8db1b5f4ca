"""Answering an invitation: what its link shows, yes, no, and the way back from the identity provider.

The secret of a link leaves the address at once: this browser's own cookie keeps the digest by which it is known.
"""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.entry.actions.code_sign_in import Refused
from app.entry.actions.identity_sign_in import Return
from app.entry.steps.throttling import Wait
from app.entry.web.signin import cookie
from app.entry.web.signin.browser import browser_name
from app.entry.web.signin.landing import land
from app.entry.web.signin.page import problem_page, wait_text
from app.entry.web.signin.refusals import STATUS, public_url
from app.extensions import db
from app.invitations.actions import accepting, sign_in
from app.invitations.actions.accepting import find_link
from app.invitations.steps.accepting import Acceptance, NotAccepted
from app.invitations.web.invitations import following, letters
from app.invitations.web.invitations.blueprint import blueprint
from app.invitations.web.invitations.forms import EmailForm
from app.invitations.web.invitations.page import (
    AnsweredPage,
    answered_page,
    no_link_page,
    offer_page,
    stopped_page,
    unknown_page,
)
from app.registry.queries.invitations import invitation_of_token, inviter_name, state_at
from app.registry.words.invitations import InvitationState
from app.site.web.gate.guards import public
from app.site.web.page.language import language
from app.vocabulary.accounts import Space

#: Those who invite follow their invitations in the same blueprint.
__all__ = ["blueprint", "following", "letters"]


def _digest(token: str) -> str:
    """The digest of a link that is or was an invitation's; any other is answered at once, always with the same page."""
    found = find_link(token, request.remote_addr or "")
    if isinstance(found, Wait):
        page = AnsweredPage(wait_text(found.until, clock.ticking()), (), "")
        abort(_untold(page, 429))
    if found is None:
        abort(_untold(unknown_page(), 404))
    return found


def _untold(page: AnsweredPage, status: int) -> Response:
    """An answer at an address that somebody took for a link: the browser names that address to nobody."""
    response = make_response(render_template("pages/invitations/answered.html", page=page), status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/invitation/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """The link of an e-mail."""
    cookie.keep_invitation(_digest(token))
    return redirect(url_for("invitations.offer"))


@blueprint.get("/invitation")
@public
def offer() -> ResponseReturnValue:
    """What is offered, by whom, until when; or why the link serves no more."""
    digest = cookie.kept_invitation()
    invitation = invitation_of_token(db.session(), digest) if digest else None
    if invitation is None:
        return render_template("pages/invitations/answered.html", page=no_link_page())
    if state_at(invitation, clock.now()) is not InvitationState.SENT:
        return render_template("pages/invitations/answered.html", page=answered_page(invitation))
    form = EmailForm() if letters.asks_for_email(invitation, digest) else None
    return render_template("pages/invitations/offer.html", page=offer_page(invitation, form))


@blueprint.post("/invitation/accepter")
@public
def accept() -> ResponseReturnValue:
    """Yes: by a code that goes to the mailbox, or by signing in at the identity provider."""
    digest, back = cookie.kept_invitation(), url_for("invitations.offer")
    invitation = invitation_of_token(db.session(), digest) if digest else None
    if invitation is None:
        return redirect(back)
    if invitation.space != Space.GUICHET_SST:
        return _leave(digest, back)
    try:
        done = accepting.accept_by_mailbox(digest)
    except NotAccepted as stopped:
        return _stopped(digest, stopped, back)
    _say(done)
    return redirect(back)


@blueprint.post("/invitation/refuser")
@public
def refuse() -> ResponseReturnValue:
    """No."""
    accepting.refuse(cookie.kept_invitation())
    return redirect(url_for("invitations.offer"))


def _leave(digest: str, back: str) -> ResponseReturnValue:
    departure = sign_in.leave_to_accept(digest, public_url("signin.callback"), language())
    if isinstance(departure, Refused):
        return _not_signed_in(departure, back)
    cookie.leave(departure.kept, back)
    return redirect(departure.url)


def accepted(kept: dict[str, Any], back: str) -> ResponseReturnValue:
    """Come back from the provider: in, with what was promised, or told why not."""
    browser = browser_name(request.headers.get("User-Agent", ""))
    try:
        answer = sign_in.come_back_to_accept(Return(kept, request.args.to_dict(), browser))
    except NotAccepted as stopped:
        return _stopped(str(kept[sign_in.KEPT]), stopped, back)
    if isinstance(answer, Refused):
        return _not_signed_in(answer, back)
    token, done = answer
    cookie.start(token)
    _say(done)
    return land("")


def _say(done: Acceptance) -> None:
    if done.without_right:
        said = _("L'invitation est acceptée, mais le dernier jour prévu était passé : aucun droit n'est accordé.")
        flash(f"{said} {_('La personne qui vous a invité en est avisée et peut vous en accorder.')}", "warning")
    else:
        flash(_("L'invitation est acceptée. La personne qui vous a invité en est avisée."), "success")


def _stopped(digest: str, stopped: NotAccepted, back: str) -> ResponseReturnValue:
    invitation = invitation_of_token(db.session(), digest)
    by = inviter_name(db.session(), invitation) if invitation else ""
    page = stopped_page(stopped.problem, by, back)
    return render_template("pages/invitations/stopped.html", page=page), 403


def _not_signed_in(refused: Refused, back: str) -> ResponseReturnValue:
    page = problem_page(refused.problem, back)
    return render_template("pages/signin/problem.html", page=page), STATUS.get(refused.problem, 400)
