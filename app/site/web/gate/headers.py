"""What every answer says about itself: what the browser may load, where forms may go, and how long it may be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from werkzeug.wrappers import Response

P = ParamSpec("P")
R = TypeVar("R")

YEAR = 365 * 24 * 3600
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


@cache
def content_policy(issuer: str, embeds_documents: bool) -> str:
    """The Content-Security-Policy of a page. After a form, the browser may be sent to the identity provider."""
    parts = urlsplit(issuer)
    provider = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    framed = "frame-src 'self'; object-src 'self'; " if embeds_documents else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        f"manifest-src 'self'; {framed}form-action 'self'{provider}; frame-ancestors 'none'; base-uri 'none'"
    )


def embeds_documents(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose page shows a document in the browser's viewer."""

    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> R:
        g.embeds_documents = True
        return view(*args, **kwargs)

    return marked


@cache
def _digest(path: Path, _changed_at: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_version(filename: str) -> str:
    """A short hash of a static file's content; empty if there is no such file."""
    path = Path(str(current_app.static_folder)) / filename
    return _digest(path, path.stat().st_mtime_ns) if path.is_file() else ""


def static_url(filename: str) -> str:
    """The address of a static file, with its content's hash so that browsers may keep it for ever."""
    kept: dict[str, str] = current_app.extensions.setdefault("static_urls", {})
    if filename not in kept or current_app.debug:
        kept[filename] = f"{current_app.static_url_path}/{filename}?v={static_version(filename)}"
    return request.script_root + kept[filename]


def static_path(filename: str) -> str:
    """The address of a static file as the style sheet writes it, without a hash."""
    return f"{request.script_root}{current_app.static_url_path}/{filename}"


def _cache_rule() -> str:
    if request.endpoint == "static":
        filename = (request.view_args or {}).get("filename", "")
        if request.args.get("v") and request.args["v"] == static_version(filename):
            return f"public, max-age={YEAR}, immutable"
        return "public, max-age=604800" if filename.startswith(("fonts/", "vendor/")) else "no-cache"
    reader = g.get("_login_user")
    return "no-store" if reader is not None and reader.is_authenticated else "no-cache"


def secure(response: Response) -> Response:
    """Add the headers that the view did not set itself."""
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    policy = content_policy(current_app.config["OIDC_ISSUER"], g.get("embeds_documents", False))
    response.headers.setdefault("Content-Security-Policy", policy)
    if current_app.config["RELAIS_ENV"] == "production":
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if request.endpoint == "static" or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _cache_rule()
    return response


def share_static(response: Response) -> Response:
    """A static file depends on no cookie, though Flask-Login has just looked at the session."""
    if request.endpoint == "static":
        session.accessed = False
    return response


def register(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(secure)
    # The first of the list runs last.
    app.after_request_funcs[None].insert(0, share_static)
    app.jinja_env.globals.update(static_url=static_url, static_path=static_path)
