"""The switch between French and English, in the head of every page."""

from __future__ import annotations

from blinker import Signal
from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from app.site.web.gate.guards import public
from app.site.web.page.destination import safe_next
from app.site.web.page.language import COOKIE
from app.vocabulary.language import Language

COOKIE_SECONDS = 365 * 24 * 3600

#: Sent when somebody chooses a language (keyword `language`, a `Language`), so that it can be kept with the account.
language_chosen = Signal()
blueprint = Blueprint("language", __name__)


@blueprint.post("/langue/<code>")
@public
def choose(code: str) -> Response:
    """Keep the language in a cookie, tell whoever keeps it with the account, and go back to the page."""
    if code not in set(Language):
        abort(404)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    language_chosen.send(app, language=Language(code))
    response = redirect(safe_next(request.form.get("next")) or "/")
    response.set_cookie(
        COOKIE,
        code,
        max_age=COOKIE_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
