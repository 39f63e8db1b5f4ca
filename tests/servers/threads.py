"""A WSGI application served by a thread of the test, on a planned port of the loopback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.servers.network import Network


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Write no line for each request."""


def _closed(app: WSGIApplication) -> WSGIApplication:
    """Close each answer at its end: werkzeug leaves its file open when the browser hangs up in the middle."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return _pieces(app(environ, start_response))

    return answer


def _pieces(body: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from body
    finally:
        getattr(body, "close", lambda: None)()


@contextmanager
def served(app: WSGIApplication, network: Network, port: int = 0) -> Iterator[str]:
    """Serve it, on a free port unless one is named; its address."""
    server = make_server("127.0.0.1", port, _closed(app), threaded=True, request_handler=_Silent)
    network.plan(server.port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
