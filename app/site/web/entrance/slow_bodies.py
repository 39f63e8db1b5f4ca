"""A body that hardly comes holds a thread of the server: it is given up, and the answer is 408.

A body may take `grace` seconds, and then must have come at SLOWEST bytes a second on average. One thread a process
looks at the bodies under way; it ends the reading side of the connection of one that is too slow, which wakes the
thread that waits for it. A proxy that keeps bodies until they are whole costs no thread at all: docs/deployment.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from socket import SHUT_RD, socket
from typing import IO, TYPE_CHECKING

from werkzeug.exceptions import RequestTimeout

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Bytes a second: an upload of 20 MiB over the slowest line then has 21 minutes, and a trickle none.
SLOWEST = 16 * 1024
#: How much is asked of the server at a time; it waits until it has all of it.
PIECE = 8 * 1024
LOOK_SECONDS = 0.5


@dataclass(eq=False)
class TimedBody:
    """The body of one request. Reading it raises RequestTimeout (408) once it was given up."""

    source: IO[bytes]
    connection: socket
    grace: float
    expected: int | None
    began: float = field(default_factory=time.monotonic)
    received: int = 0
    whole: bool = False
    late: bool = False

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, perhaps fewer, none at the end; or all that is left."""
        if size < 0:
            return b"".join(iter(lambda: self.read(PIECE), b""))
        return self._counted(self.source.read(min(size, PIECE)))

    def readline(self, size: int = -1) -> bytes:
        """One line."""
        return self._counted(self.source.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """All the lines that are left."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _counted(self, piece: bytes) -> bytes:
        self.received += len(piece)
        self.whole = not piece or self.received == self.expected
        if self.late:
            raise RequestTimeout
        return piece

    def is_too_slow(self, now: float) -> bool:
        """Whether it has had its grace and has not kept the pace since it began."""
        spent = now - self.began
        return not self.whole and spent > self.grace and self.received < (spent - self.grace) * SLOWEST + 1

    def give_up(self) -> None:
        """Wake who waits for it."""
        self.late = True
        with suppress(OSError):
            self.connection.shutdown(SHUT_RD)


class TimedBodies:
    """Times the body of each request whose server says on which connection it comes (gunicorn does)."""

    def __init__(self, app: WSGIApplication, grace: float) -> None:
        self.app = app
        self.grace = grace
        self._under_way: set[TimedBody] = set()
        self._lock = threading.Lock()
        self._watch: threading.Thread | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, while the body is looked at."""
        connection = environ.get("gunicorn.socket")
        if connection is None or not (environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING")):
            return self.app(environ, start_response)
        length = str(environ.get("CONTENT_LENGTH", ""))
        body = TimedBody(environ["wsgi.input"], connection, self.grace, int(length) if length.isdigit() else None)
        environ["wsgi.input"] = body
        self._begin(body)
        try:
            return self.app(environ, start_response)
        finally:
            with self._lock:
                self._under_way.discard(body)

    def _begin(self, body: TimedBody) -> None:
        with self._lock:
            self._under_way.add(body)
            if self._watch is None or not self._watch.is_alive():
                self._watch = threading.Thread(target=self._look, name="slow bodies", daemon=True)
                self._watch.start()

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            now = time.monotonic()
            with self._lock:
                slow = {body for body in self._under_way if body.is_too_slow(now)}
                self._under_way -= slow
            for body in slow:
                body.give_up()
