"""What tells one request from all others: said in each answer, on error pages and in each line of the log."""

from __future__ import annotations

import re
import secrets

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

HEADER = "X-Request-Id"
#: Without those that are taken for one another when said on the telephone (0 and O, 1 and I and L, U and V).
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH = 12
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")


def request_id() -> str:
    """The identifier of the request: the proxy's, where one is counted and what it gives is well formed; else made."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "") if current_app.config["TRUSTED_PROXIES"] else ""
        g.request_id = given if _WELL_FORMED.fullmatch(given) else _made()
    identifier: str = g.request_id
    return identifier


def _made() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def say(response: Response) -> Response:
    """Put it in the answer."""
    response.headers[HEADER] = request_id()
    return response


def register(app: Flask) -> None:
    """Give each request its identifier, and each answer."""
    app.after_request(say)
