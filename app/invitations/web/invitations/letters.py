"""Whoever received a letter of designation: they type its code, and on Guichet SST give the address for their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.entry.actions.letter_codes import find_code
from app.entry.steps.throttling import Wait
from app.entry.web.signin import cookie
from app.entry.web.signin.page import wait_text
from app.extensions import db
from app.invitations.actions.accepting_letters import give_email
from app.invitations.actions.designation_objections import disown
from app.invitations.steps.accepting import NotAccepted
from app.invitations.web.invitations.blueprint import blueprint
from app.invitations.web.invitations.forms import EmailForm, LetterForm
from app.invitations.web.invitations.not_me import disowned_page, not_me_page
from app.invitations.web.invitations.page import AnsweredPage, LetterPage, offer_page
from app.registry.queries.designations import designation_of_code, named_by
from app.registry.queries.invitations import invitation_of_token, state_at
from app.registry.words.invitations import InvitationState
from app.resolver.steps.granting import Declined
from app.sending.queries.outbox import employer_name
from app.site.web.forms.fields import Form
from app.site.web.gate.guards import public
from app.site.web.page.filters import label
from app.vocabulary import delays
from app.vocabulary.accounts import Space

if TYPE_CHECKING:
    from app.registry.models.invitations import Invitation


@blueprint.route("/lettre", methods=["GET", "POST"])
@public
def letter() -> ResponseReturnValue:
    """Type the code of a letter. A wrong code, one that served and one that is too old get the same answer."""
    form = LetterForm()
    if form.validate_on_submit():
        found = find_code(form.code.data or "", request.remote_addr or "")
        if isinstance(found, Wait):
            wait = AnsweredPage(wait_text(found.until, clock.ticking()), (), "")
            abort(make_response(render_template("pages/invitations/answered.html", page=wait), 429))
        if found is not None:
            cookie.keep_invitation(found)
            answers = invitation_of_token(db.session(), found)
            awaited = answers is not None and state_at(answers, clock.now()) is InvitationState.SENT
            return redirect(url_for("invitations.offer" if awaited else "invitations.not_me"))
        form.code.errors = [_("Ce code ne sert pas, ou ne sert plus. Vérifiez-le dans la lettre la plus récente.")]
    return render_template("pages/invitations/letter.html", page=LetterPage(_("Vous avez reçu une lettre"), form))


@blueprint.post("/invitation/courriel")
@public
def give_address() -> ResponseReturnValue:
    """Give the address where the link of the letter's reader goes."""
    digest, form = cookie.kept_invitation(), EmailForm()
    invitation = invitation_of_token(db.session(), digest) if digest else None
    if invitation is None or not asks_for_email(invitation, digest):
        return redirect(url_for("invitations.offer"))
    if form.validate_on_submit() and _given(form, digest):
        said = _(
            "Un courriel part à %(email)s. Ouvrez son lien pour accepter; vous avez %(days)s jours au plus.",
            email=form.email.data,
            days=delays.INVITATION_LINK.days,
        )
        flash(said, "success")
        return redirect(url_for("invitations.offer"))
    return render_template("pages/invitations/offer.html", page=offer_page(invitation, form))


@blueprint.route("/lettre/pas-moi", methods=["GET", "POST"])
@public
def not_me() -> ResponseReturnValue:
    """The letter's reader says that they are not whom the employer designates: it ends at once."""
    digest, form = cookie.kept_invitation(), Form()
    one = designation_of_code(db.session(), digest) if digest else None
    if one is None:
        return redirect(url_for("invitations.letter"))
    page = not_me_page(one, employer_name(db.session(), one.employer_id), named_by(db.session(), one))
    if form.validate_on_submit():
        page = disowned_page() if disown(digest) else page
    return render_template("pages/gestures/from_link.html", page=page)


def _given(form: EmailForm, digest: str) -> bool:
    try:
        give_email(digest, form.email.data or "")
    except Declined as declined:
        form.email.errors = [label(declined.problem)]
        return False
    except NotAccepted as settled:
        form.email.errors = [label(settled.problem)]
        return False
    return True


def asks_for_email(invitation: Invitation, digest: str) -> bool:
    """Whether this browser holds the code of a letter that is answered on Guichet SST, by an address to confirm."""
    waits = state_at(invitation, clock.now()) is InvitationState.SENT
    return waits and invitation.code_digest == digest and invitation.space == Space.GUICHET_SST
