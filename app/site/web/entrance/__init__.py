"""What stands between the server and the pages: whom to believe, whom to answer, and how long a body may take."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.site.web.entrance.loopback import LoopbackOnly
from app.site.web.entrance.script_name import OwnScriptName
from app.site.web.entrance.slow_bodies import TimedBodies


def register(app: Flask) -> None:
    """Wrap the application; the last one named sees a request first."""
    proxies: int = app.config["TRUSTED_PROXIES"]
    inner = app.wsgi_app
    if proxies:
        inner = ProxyFix(inner, proxies, proxies, 0, 0, 0)
    inner = TimedBodies(inner, app.config["BODY_GRACE_SECONDS"])
    if app.config["LOOPBACK_ONLY"]:
        inner = LoopbackOnly(inner)
    app.wsgi_app = OwnScriptName(inner)  # type: ignore[method-assign]
