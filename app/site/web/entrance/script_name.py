"""Where the site stands below its host: what the operator says (SCRIPT_NAME of the environment), never a header."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HEADERS = ("HTTP_SCRIPT_NAME", "HTTP_PATH_INFO")


class OwnScriptName:
    """Undoes what gunicorn makes of a header SCRIPT_NAME that comes from the loopback, where a proxy may pass it on."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as if those headers had not been sent."""
        if "HTTP_SCRIPT_NAME" in environ:
            path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
            own = os.environ.get("SCRIPT_NAME", "")
            environ["SCRIPT_NAME"] = own
            environ["PATH_INFO"] = path.removeprefix(own)
        for name in _HEADERS:
            environ.pop(name, None)
        return self.app(environ, start_response)
