"""The provider as an application of its own, on the portal's database."""

from __future__ import annotations

from flask import Flask, g, request
from flask_babel import get_locale
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from app import clock
from app.demo.web import views
from app.demo.web.keys import signing_key
from app.demo.web.server import LOOPBACK, Memory, Portal, server
from app.extensions import babel, db
from app.site.web.entrance.loopback import LoopbackOnly
from app.site.web.gate import headers
from app.site.web.page import filters
from app.site.web.page.language import Languages, language
from app.vocabulary.language import Language
from config import ROOT, Config


class NotHere(RuntimeError):
    """The demo provider vouches for anybody: never in production, never beyond the loopback."""


def create_identity_provider(config: Config, host: str, port: int) -> Flask:
    """The provider that answers at this host and port. Raises NotHere in production or beyond the loopback."""
    if config.RELAIS_ENV == "production":
        raise NotHere("the demo identity provider does not run in production")
    if host not in LOOPBACK:
        raise NotHere(f"the demo identity provider answers on the loopback only, not on {host}")
    clock.configure(config.RELAIS_ENV, file=config.RELAIS_DATA / "clock")
    app = Flask("identity_provider", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_object(config)
    app.jinja_env.undefined = StrictUndefined
    db.init_app(app)
    babel.init_app(app, locale_selector=_language)
    babel.domain_instance = Languages()
    filters.register(app)
    headers.register(app)
    app.after_request(_policy)
    app.jinja_env.globals["language"] = language
    app.register_blueprint(views.blueprint)
    server.init_app(app)
    app.extensions["identity_provider_memory"] = Memory(
        issuer=f"http://{f'[{host}]' if ':' in host else host}:{port}",
        key=signing_key(config.RELAIS_DATA),
        client=Portal(config.OIDC_CLIENT_ID, config.OIDC_CLIENT_SECRET),
    )
    app.wsgi_app = LoopbackOnly(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _language() -> str:
    asked = request.args.get("ui_locales", "").split()
    return Language.EN.value if Language.EN.value in asked[:1] else Language.FR.value


def _policy(response: Response) -> Response:
    """The form leads back to the portal, and nowhere else. No cookie is ever set: those of a host share its ports."""
    portal = g.get("may_send_to", "")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        f"form-action 'self' {portal}; frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers.setdefault("Content-Language", str(get_locale() or "fr"))
    return response
