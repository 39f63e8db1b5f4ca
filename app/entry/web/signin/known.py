"""The cookie by which a browser is known to the codes of those who came in with it; it stays after they go out.

It holds one secret for each code, signed and out of reach of scripts, and opens nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import after_this_request, current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from app.entry.actions.known_browsers import follow_link, remember_browser
from app.ledger.steps.digests import signing_keys
from app.vocabulary import delays
from app.vocabulary.accounts import CodeSpace

NAME = "relais_browser"
#: How many people's codes one browser is known to at most; whoever came in least recently is forgotten.
_MOST = 8


def held() -> tuple[str, ...]:
    """The secrets that this browser holds."""
    try:
        secrets = _serializer().loads(request.cookies.get(NAME, ""))
    except BadData:
        return ()
    return tuple(secrets[:_MOST])


def remember(token: str) -> None:
    """Somebody has just come in: this session's browser is known to their code."""
    before = held()
    if (secrets := remember_browser(token, before)) != list(before):
        _keep(secrets)


def follow(token: str) -> CodeSpace | None:
    """Follow the link of a message: the space of the code, or None if it serves no more."""
    followed = follow_link(token, held())
    if followed is None:
        return None
    _keep(followed[0])
    return followed[1]


def _keep(secrets: Sequence[str]) -> None:
    text = _serializer().dumps(list(secrets[:_MOST]))

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            NAME,
            str(text),
            max_age=delays.KNOWN_BROWSER,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="browser cookie")
