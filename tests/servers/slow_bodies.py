"""Visitors who send a body that hardly comes: a byte now and then."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType

HEAD = (
    b"POST /connexion/guichet-sst HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\n"
)
EVERY_SECONDS = 0.5
NOT_YET = (BlockingIOError, ssl.SSLWantReadError)


class SlowBodies:
    """So many connections, each of which sends a byte every half second until it is answered; their `answers`."""

    def __init__(self, port: int, number: int, *, tls: bool = False) -> None:
        self.answers: list[bytes] = []
        self._waiting: set[socket.socket] = set()
        for _ in range(number):
            self._waiting.add(_connection(port, tls))
            for connection in self._waiting:
                connection.send(b"a")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._trickle, daemon=True)

    def __enter__(self) -> SlowBodies:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def wait_for_answers(self, seconds: float = 90) -> list[bytes]:
        """What each was answered, once all have been."""
        self._thread.join(seconds)
        return self.answers

    def _trickle(self) -> None:
        while self._waiting and not self._over.wait(EVERY_SECONDS):
            for connection in list(self._waiting):
                self._send_one(connection)
        for connection in list(self._waiting):
            self._send_one(connection)
            connection.close()

    def _send_one(self, connection: socket.socket) -> None:
        with suppress(OSError):
            connection.send(b"a")
        try:
            answer = connection.recv(4096)
        except NOT_YET:
            return
        except OSError:
            answer = b""
        self.answers.append(answer)
        self._waiting.discard(connection)
        connection.close()


def _connection(port: int, tls: bool) -> socket.socket:
    """A connection on which the head of a request has been sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    if tls:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = context.wrap_socket(connection)
    connection.sendall(HEAD)
    connection.setblocking(False)
    return connection
