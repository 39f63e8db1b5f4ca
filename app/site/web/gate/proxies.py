"""A proxy in front that nobody counted: every visitor would have its address, and wait for one another's guesses."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Flask, current_app, request

from app.ledger.actions.alarms import report
from app.ledger.steps.alarms import About
from app.vocabulary.alarms import AlarmCode, AlarmSubject

log = logging.getLogger(__name__)
#: What a proxy adds to the requests that it passes on.
HEADERS = ("X-Forwarded-For", "Forwarded")
_SEEN = "relais_proxy_seen"


def say_proxy() -> None:
    """Raise an alarm, once in each process, at the first request that a proxy seems to have passed on."""
    seen = next((name for name in HEADERS if name in request.headers), "")
    if not seen or current_app.extensions.get(_SEEN):
        return
    current_app.extensions[_SEEN] = True
    log.warning("a request bears %s, and TRUSTED_PROXIES is 0: count the proxy, or have it remove the header", seen)
    report(AlarmCode.PROXY_NOT_COUNTED, About(AlarmSubject.PORTAL), seen)


def register(app: Flask) -> None:
    """In production, when no proxy is counted: say so at the start behind https, and watch for one."""
    if app.config["RELAIS_ENV"] != "production" or app.config["TRUSTED_PROXIES"]:
        return
    if urlsplit(app.config["PUBLIC_URL"]).scheme == "https":
        log.warning("PUBLIC_URL is reached by https and TRUSTED_PROXIES is 0: whatever speaks TLS is to be counted")
    app.before_request(say_proxy)
