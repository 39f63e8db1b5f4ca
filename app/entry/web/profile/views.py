"""« Mon compte »: language, address, password, and the sessions that are open, to close what one does not recognize."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.entry.actions.known_browsers import forget_other_browsers
from app.entry.actions.sessions import revoke_other_sessions, revoke_session
from app.entry.web.profile.page import account_page
from app.entry.web.signin import known
from app.extensions import db
from app.registry.queries.credentials import credential_of_session
from app.registry.queries.sessions import open_sessions
from app.resolver.queries.email_addresses import name_and_address
from app.site.web.gate.guards import current_principal, signed_in

blueprint = Blueprint("profile", __name__)


@blueprint.get("/mon-compte")
@blueprint.get("/mes-sessions", alias=True)  # its name until November 2026, which e-mails and bookmarks hold
@signed_in
def account() -> ResponseReturnValue:
    """What is one's own, on one page."""
    principal, session = current_principal(), db.session()
    page = account_page(
        principal,
        open_sessions(session, principal, clock.ticking()),
        email=name_and_address(session, principal.person_id)[1] if principal.person_id else "",
        has_password=credential_of_session(session, principal.session_id) is not None,
    )
    return render_template("pages/profile/account.html", page=page)


@blueprint.post("/mon-compte/sessions/<public_id>/fermer")
@signed_in
def revoke(public_id: str) -> ResponseReturnValue:
    """Close one session."""
    if not revoke_session(current_principal(), public_id):
        abort(404)
    flash(_("La session est fermée."), "success")
    return redirect(url_for("profile.account"))


@blueprint.post("/mon-compte/sessions/fermer-les-autres")
@signed_in
def revoke_others() -> ResponseReturnValue:
    """Close every session but this one, and know no other browser."""
    closed = revoke_other_sessions(current_principal())
    forget_other_browsers(current_principal(), known.held())
    flash(ngettext("%(num)s session fermée.", "%(num)s sessions fermées.", closed), "success")
    return redirect(url_for("profile.account"))
