"""One line of the log for each request: which page, not whose; how it ended, how long it took, which request it was."""

from __future__ import annotations

import time

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from app.site.web.gate.request_id import request_id

log = structlog.stdlib.get_logger("relais.access")


def begin() -> None:
    """Start to measure, and let every line of the log that comes meanwhile say which request it belongs to."""
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def end(response: Response) -> Response:
    """Write the line: the pattern of the address, since addresses hold identifiers, and no query."""
    if request.endpoint != "static":
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "",
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
        )
    return response


def register(app: Flask) -> None:
    """Write a line for each request."""
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(end)
