"""« Mes sessions »: where one is signed in, and how to close what one does not recognize."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.entry.actions.known_browsers import forget_other_browsers
from app.entry.actions.sessions import revoke_other_sessions, revoke_session
from app.entry.web.profile.page import SessionsPage
from app.entry.web.signin import known
from app.extensions import db
from app.registry.queries.credentials import credential_of_session
from app.registry.queries.sessions import open_sessions
from app.site.web.gate.guards import current_principal, signed_in

blueprint = Blueprint("profile", __name__)


@blueprint.get("/mes-sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    """The sessions that one has open."""
    principal = current_principal()
    page = SessionsPage(
        title=_("Mes sessions"),
        sessions=open_sessions(db.session(), principal, clock.ticking()),
        has_password=credential_of_session(db.session(), principal.session_id) is not None,
    )
    return render_template("pages/profile/sessions.html", page=page)


@blueprint.post("/mes-sessions/<public_id>/fermer")
@signed_in
def revoke(public_id: str) -> ResponseReturnValue:
    """Close one session."""
    if not revoke_session(current_principal(), public_id):
        abort(404)
    flash(_("La session est fermée."), "success")
    return redirect(url_for("profile.sessions"))


@blueprint.post("/mes-sessions/fermer-les-autres")
@signed_in
def revoke_others() -> ResponseReturnValue:
    """Close every session but this one, and know no other browser."""
    closed = revoke_other_sessions(current_principal())
    forget_other_browsers(current_principal(), known.held())
    flash(ngettext("%(num)s session fermée.", "%(num)s sessions fermées.", closed), "success")
    return redirect(url_for("profile.sessions"))
