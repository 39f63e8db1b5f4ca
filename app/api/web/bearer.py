"""Who asks, by the token of the request alone: no cookie is read, so no page of elsewhere can make a browser ask."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from app import clock
from app.api.actions.limits import count_request
from app.api.actions.tokens import digest_of_token
from app.api.queries.software import Software, software_of
from app.api.web.problems import too_many
from app.api.words import Scope
from app.extensions import db
from app.site.web.gate.guards import Guarded, P, R, View, guard

#: The guards behind which a request bears its own proof. Their addresses are exempt from CSRF tokens, and no others.
WITHOUT_COOKIES = frozenset({"signed_request", "software"})


def current_software() -> Software:
    """Whose token the request bears. Only for views behind `software`."""
    found: Software = g.software
    return found


def software(scope: Scope) -> Callable[[View[P, R]], Guarded[P]]:
    """A certified software that a clinic lets act for it, with a token for `scope`."""

    def check() -> ResponseReturnValue | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorized()
        found = software_of(db.session(), digest_of_token(token.strip()), clock.today(), clock.ticking())
        if found is None:
            raise _unauthorized(error="invalid_token")
        if scope not in found.scopes:
            abort(403)
        if wait := count_request(found):
            return too_many(wait, "Ce logiciel a trop demandé pour cette clinique.")
        g.software = found
        return None

    return guard("software", check, (scope.value,))


def _unauthorized(**said: str) -> Unauthorized:
    return Unauthorized(www_authenticate=WWWAuthenticate("bearer", {**said}))


#: Who asks for a token: the request is signed, and looked at by what gives tokens.
signed_request = guard("signed_request", lambda: None)
