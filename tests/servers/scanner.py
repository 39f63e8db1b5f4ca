"""A scanner that speaks clamd's protocol over TCP or a Unix socket, and finds the one virus made to be found."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers.network import Network
from tests.servers.process import free_port

#: The standard antivirus test file, in two parts: whole, it would be found in this file too.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
WITH_DATABASE, WITHOUT = b"ClamAV 1.4.3/27700/Mon Jul 14 08:35:12 2025", b"ClamAV 1.4.3"


@dataclass
class ScannerServer:
    """Answers each connection in a thread of its own.

    `version`: what it says of itself; `longest`: the bytes that a stream may have; `says`: an answer to every stream in
    the place of its own, None to fall silent; `seen`: the streams that came whole.
    """

    address: str
    listener: socket.socket
    version: bytes = WITH_DATABASE
    longest: int = 25 * 2**20
    says: Callable[[bytes], bytes | None] | None = None
    seen: list[bytes] = field(default_factory=list)
    _silent: list[socket.socket] = field(default_factory=list)

    def serve(self) -> None:
        """Accept connections until the listener is closed."""
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError, EOFError), connection.makefile("rb") as asked:
            command = _until_zero(asked.read)
            answer = self.version if command == b"zVERSION" else self._scanned(asked.read)
            if answer is None:
                self._silent.append(connection)
                return
            connection.sendall(answer + b"\0" if answer else b"")
        connection.close()

    def _scanned(self, read: Callable[[int], bytes]) -> bytes | None:
        content = b""
        while size := struct.unpack(">I", read(4))[0]:
            content += read(size)
            if len(content) > self.longest:
                return b"INSTREAM size limit exceeded. ERROR"
        self.seen.append(content)
        if self.says:
            return self.says(content)
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"

    def stop(self) -> None:
        """Be down from now on."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self._silent:
            connection.close()


def _until_zero(read: Callable[[int], bytes]) -> bytes:
    command = b""
    while (sign := read(1)) != b"\0":
        if not sign:
            raise EOFError
        command += sign
    return command


@pytest.fixture(params=["tcp", "unix"])
def scanner_server(request: pytest.FixtureRequest, planned_network: Network, tmp_path: Path) -> Iterator[ScannerServer]:
    """A scanner for this test, over each of the two ways."""
    if request.param == "unix":
        address, listener = str(tmp_path / "clamd"), socket.socket(socket.AF_UNIX)
        listener.bind(address)
    else:
        port = free_port()
        planned_network.plan(port)
        address, listener = f"127.0.0.1:{port}", socket.create_server(("127.0.0.1", port))
    listener.listen()
    server = ScannerServer(address, listener)
    threading.Thread(target=server.serve, daemon=True).start()
    yield server
    server.stop()
