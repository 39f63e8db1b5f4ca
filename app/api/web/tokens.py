"""`POST /oauth/token`: client credentials with `private_key_jwt` (RFC 6749, 7523)."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app.api.actions.tokens import Asked, Refused, give_token
from app.api.web.bearer import signed_request
from app.extensions import csrf
from app.vocabulary import delays

blueprint = Blueprint("oauth", __name__)
csrf.exempt(blueprint)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MOST_BYTES = 64 * 1024


def token_url() -> str:
    """What an assertion is made for: this address, as the operator says where the site stands."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/oauth/token"


@blueprint.post("/oauth/token")
@signed_request
def token() -> ResponseReturnValue:
    """Give a token, or the one refusal."""
    request.max_content_length = MOST_BYTES
    try:
        given = give_token(_asked(), request.remote_addr or "")
    except Refused as refused:
        return _refusal(refused.wait)
    lasts = int(delays.SOFTWARE_TOKEN.total_seconds())
    said = {"access_token": given.token, "token_type": "Bearer", "expires_in": lasts, "scope": " ".join(given.scopes)}
    return jsonify(said), {"Cache-Control": "no-store"}


def _asked() -> Asked:
    """What is asked; without an assertion, which nobody signed, where it is not asked as it should be."""
    form = request.form
    once = all(len(form.getlist(name)) == 1 for name in form)
    kind = form.get("client_assertion_type", ASSERTION_TYPE)
    understood = once and form.get("grant_type") == "client_credentials" and kind == ASSERTION_TYPE
    assertion, supplier_no = form.get("client_assertion", ""), form.get("supplier_no", "")
    if not understood or "\0" in supplier_no:
        assertion = supplier_no = ""
    return Asked(assertion, supplier_no.strip(), frozenset(form.get("scope", "").split()), token_url())


def _refusal(wait: int) -> ResponseReturnValue:
    if wait:
        return jsonify(error="slow_down"), 429, {"Retry-After": str(wait), "Cache-Control": "no-store"}
    return jsonify(error="invalid_client"), 401, {"Cache-Control": "no-store"}
