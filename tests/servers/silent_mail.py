"""A mail server that accepts connections and says nothing, until it is told to talk as the real one does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.servers.network import Network
from tests.servers.process import free_port


class SilentServer:
    """Accepts every connection, keeps it open, never writes a byte. `accepted` counts the connections."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.accepted = 0
        self._held: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self._held.append(connection)

    def stop(self) -> None:
        """Close everything; the port is free for another server."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for connection in self._held:
            connection.close()


@pytest.fixture
def silent_server(planned_network: Network) -> Iterator[SilentServer]:
    """A server that says nothing during this test."""
    port = free_port()
    planned_network.plan(port)
    server = SilentServer(port)
    yield server
    server.stop()
