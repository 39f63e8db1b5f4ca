"""The provider's pages: what it publishes, whom to be, and what it gives in exchange for a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.demo.queries.people import demo_claims, demo_people, demo_staff
from app.demo.web.server import RETURN_PATHS, is_of_portal, memory, published, server
from app.extensions import db
from app.site.web.gate.guards import public

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.demo.queries.people import DemoPerson

blueprint = Blueprint("identity_provider", __name__)
_MOST_SHOWN = 40
_PLACES = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "user_info",
    "jwks_uri": "jwks",
    "end_session_endpoint": "end_session",
}


@dataclass(frozen=True, slots=True)
class ChooserPage:
    """Whom to be."""

    title: str
    people: Sequence[DemoPerson]
    staff: Sequence[DemoPerson]
    search: str
    kept: dict[str, str]
    other_language_href: str
    is_cut: bool


@blueprint.get("/.well-known/openid-configuration")
@public
def discovery() -> ResponseReturnValue:
    """What this provider is and where it answers (OpenID Connect Discovery 1.0)."""
    return jsonify(published({name: url_for(f"identity_provider.{view}") for name, view in _PLACES.items()}))


@blueprint.get("/jwks")
@public
def jwks() -> ResponseReturnValue:
    """The public half of the signing key."""
    return jsonify(keys=[memory().key.as_dict(private=False)])


@blueprint.route("/authorize", methods=["GET", "POST"])
@public
def authorize() -> ResponseReturnValue:
    """Choose whom to be; the parameters of the request stay in the address."""
    try:
        grant = server.get_consent_grant()
    except OAuth2Error as error:
        page = {"title": _("Cette demande de connexion n'est pas valable"), "problem": error.description}
        return render_template("pages/identity_provider/refused.html", page=page), 400
    g.may_send_to = "{0.scheme}://{0.netloc}".format(urlsplit(request.args["redirect_uri"]))
    if request.method == "GET":
        return render_template("pages/identity_provider/choose.html", page=_chooser())
    claims = demo_claims(db.session(), request.form.get("subject", ""), clock.today())
    response: ResponseReturnValue = server.create_authorization_response(grant_user=claims, grant=grant)
    return response


def _chooser() -> ChooserPage:
    session, kept = db.session(), request.args.to_dict()
    search = kept.pop("q", "")
    people = demo_people(session, clock.today(), search, _MOST_SHOWN + 1)
    other = "fr" if kept.get("ui_locales") == "en" else "en"
    return ChooserPage(
        title=_("Qui voulez-vous être?"),
        people=people[:_MOST_SHOWN],
        staff=demo_staff(session),
        search=search,
        kept=kept,
        other_language_href=f"{url_for('identity_provider.authorize')}?{urlencode({**kept, 'ui_locales': other})}",
        is_cut=len(people) > _MOST_SHOWN,
    )


@blueprint.post("/token")
@public
def token() -> ResponseReturnValue:
    """Exchange a code for tokens."""
    response: ResponseReturnValue = server.create_token_response()
    return response


@blueprint.get("/userinfo")
@public
def user_info() -> ResponseReturnValue:
    """The claims again, for whoever holds an access token."""
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    found: tuple[Any, Any] | None = memory().tokens.get(value) if scheme.lower() == "bearer" else None
    if found is None or found[1] <= clock.ticking():
        return jsonify(error="invalid_token"), 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return jsonify(found[0])


@blueprint.get("/end-session")
@public
def end_session() -> ResponseReturnValue:
    """There is no session here to end: back to the portal."""
    destination = request.args.get("post_logout_redirect_uri", "")
    return redirect(destination) if is_of_portal(destination, RETURN_PATHS[1]) else abort(400)
