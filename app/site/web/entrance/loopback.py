"""Development answers this machine only: its pages show passwords and everybody's e-mail.

It is what runs when nobody said which environment this is, so it must be safe by itself. A request is refused when it
comes from another machine, through a proxy, to a server that listens elsewhere than on the loopback, or by another
machine's name (which is also how a page of elsewhere reaches a server of this machine through a visitor's browser).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: What a proxy adds: behind one on this machine, every address is the loopback's.
PROXY_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
)
_EXPLANATION = """\
Ce portail fonctionne en mode de développement : il ne répond qu'à la machine où il tourne, sans intermédiaire.
Pour le mettre en service : RELAIS_ENV=production (docs/operations.md).

This portal runs in development mode: it only answers the machine it runs on, without a proxy in between.
To put it in service: RELAIS_ENV=production (docs/operations.md).
""".encode()


def is_loopback(name: str) -> bool:
    """Whether a host's name or address is this machine's own loopback."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


class LoopbackOnly:
    """Refuses, with an explanation, all that does not plainly come from this machine."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the loopback; 403 to others."""
        if is_from_here(environ):
            return self.app(environ, start_response)
        status = HTTPStatus.FORBIDDEN
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(_EXPLANATION)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [_EXPLANATION]


def is_from_here(environ: Mapping[str, Any]) -> bool:
    """Whether everything says that a request comes from this machine, and through no proxy."""
    host = urlsplit(f"//{environ.get('HTTP_HOST', environ['SERVER_NAME'])}").hostname or ""
    places = (environ.get("REMOTE_ADDR") or "", environ["SERVER_NAME"], host)
    return all(map(is_loopback, places)) and not any(name in environ for name in PROXY_HEADERS)
