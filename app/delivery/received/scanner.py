"""The scanner of what comes in: a clamd that is asked by its protocol, `INSTREAM`, over TCP or a Unix socket.

Off unless SCANNER_ADDRESS names one. Only its own word « OK », said with a database of signatures in its hands, is
clean: one that is down, late or silent, that speaks otherwise or knows no virus has not looked.
"""

from __future__ import annotations

import logging
import re
import socket
import struct
import time
from dataclasses import dataclass

from flask import Flask

from app.delivery.received.words import ScanVerdict

log = logging.getLogger(__name__)

_CHUNK, _SIZE = 2**16, struct.Struct(">I")
#: « ClamAV 1.4.3/27700/Mon Jul 14 … »: the program, the number of its database, its day. Without one: « ClamAV 1.4.3 ».
_WITH_DATABASE = re.compile(r"[^/]+/0*[1-9]\d*/.+")
_INFECTED = re.compile(r"stream: (.+) FOUND")
_LONGEST_ANSWER = 4096


class _Unanswered(Exception):
    """The scanner did not look; the message says why, in its own words where it said any."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner says of a file, and in which words: the name of what it found, or why it did not look."""

    verdict: ScanVerdict
    said: str = ""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Asks one scanner; without an address, answers that there is none. `seconds`: what one file may take."""

    address: str
    seconds: float = 30.0

    def scan(self, content: bytes) -> Scan:
        """What the scanner says of a content."""
        if not self.address:
            return Scan(ScanVerdict.ABSENT)
        deadline = time.monotonic() + self.seconds
        try:
            said = self._asked(content, deadline)
        except (_Unanswered, OSError, UnicodeDecodeError) as error:
            log.error("the scanner did not look: %s", type(error).__name__)
            return Scan(ScanVerdict.UNSCANNABLE, str(error))
        found = _INFECTED.fullmatch(said)
        return Scan(ScanVerdict.INFECTED, found[1]) if found else Scan(ScanVerdict.CLEAN)

    def _asked(self, content: bytes, deadline: float) -> str:
        """Its answer about a content: clean, or what it found. Raises _Unanswered and OSError."""
        with self._connection(deadline) as connection:
            version = _exchanged(connection, b"zVERSION\0", deadline)
        if not _WITH_DATABASE.fullmatch(version):
            raise _Unanswered(f"no database: {version}")
        pieces = (content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK))
        stream = b"".join(_SIZE.pack(len(piece)) + piece for piece in pieces)
        with self._connection(deadline) as connection:
            said = _exchanged(connection, b"zINSTREAM\0" + stream + _SIZE.pack(0), deadline)
        if said != "stream: OK" and not _INFECTED.fullmatch(said):
            raise _Unanswered(said)
        return said

    def _connection(self, deadline: float) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.settimeout(_left(deadline))
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), _left(deadline))


def _exchanged(connection: socket.socket, command: bytes, deadline: float) -> str:
    """The answer to a command, without the zero that ends it."""
    connection.settimeout(_left(deadline))
    connection.sendall(command)
    answer = b""
    while not answer.endswith(b"\0"):
        connection.settimeout(_left(deadline))
        piece = connection.recv(_LONGEST_ANSWER)
        if not piece or len(answer) > _LONGEST_ANSWER:
            raise _Unanswered("its answer has no end")
        answer += piece
    return answer[:-1].decode()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left


def get_scanner(app: Flask) -> Scanner:
    """The application's scanner (SCANNER_ADDRESS, SCANNER_TIMEOUT)."""
    return Scanner(app.config["SCANNER_ADDRESS"], app.config["SCANNER_TIMEOUT"])
