"""A test talks only to the servers that it planned: anything else fails it, even if the code under test catches it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator

import pytest

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
#: smtplib introduces itself by this machine's own name, and looks it up.
OWN_NAMES = LOOPBACK | {socket.gethostname(), socket.getfqdn()}
CONNECTIONS = {"socket.connect", "socket.sendto"}
LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class UnplannedConnection(ConnectionRefusedError):
    """The code under test tried to reach something that this test did not plan."""


class Network:
    """Which loopback ports are planned, and what was tried besides."""

    def __init__(self) -> None:
        self.planned: set[int] = set()
        self.unplanned: list[str] = []
        self.watching = False

    def plan(self, port: int) -> None:
        """Allow connections to this port of the loopback."""
        self.planned.add(port)

    def watch(self, event: str, arguments: tuple[object, ...]) -> None:
        """The audit hook of the interpreter: every connection and every look-up of a name passes here."""
        if not self.watching:
            return
        if event in CONNECTIONS:
            self._connection(arguments[1])
        elif event in LOOKUPS and arguments[0] not in OWN_NAMES:
            self._refuse(f"look-up of {arguments[0]!r}")

    def _connection(self, address: object) -> None:
        # An address that is not a tuple is a socket of this machine's file system.
        if isinstance(address, tuple) and (address[0] not in LOOPBACK or address[1] not in self.planned):
            self._refuse(f"connection to {address[0]}:{address[1]}")

    def _refuse(self, what: str) -> None:
        self.unplanned.append(what)
        raise UnplannedConnection(f"unplanned {what}: plan the server with a fixture of tests/servers")


NETWORK = Network()
sys.addaudithook(NETWORK.watch)


@pytest.fixture(scope="session")
def planned_network() -> Network:
    """The network as the session's servers see it: they plan their ports here."""
    return NETWORK


@pytest.fixture(autouse=True)
def network() -> Iterator[Network]:
    """Watch the network during the test, and fail it for what it did not plan."""
    NETWORK.unplanned.clear()
    NETWORK.watching = True
    yield NETWORK
    NETWORK.watching = False
    if NETWORK.unplanned:
        pytest.fail(f"unplanned on the network: {', '.join(NETWORK.unplanned)}", pytrace=False)
