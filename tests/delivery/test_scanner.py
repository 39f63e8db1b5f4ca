"""The scanner: only its own word makes a file clean, and whatever happens to it never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.delivery.received.scanner import Scan, Scanner, get_scanner
from app.delivery.received.words import ScanVerdict
from config import Config, ConfigurationError
from tests.servers.scanner import EICAR, WITHOUT, ScannerServer
from tests.servers.silent_mail import SilentServer

CLEAN = Scan(ScanVerdict.CLEAN)


@pytest.fixture
def scanner(scanner_server: ScannerServer) -> Scanner:
    return Scanner(scanner_server.address, seconds=20)


@pytest.mark.parametrize("size", [0, 1, 2**16, 2**16 + 1, 3 * 2**20])
def test_a_file_reaches_it_whole(scanner: Scanner, scanner_server: ScannerServer, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert scanner.scan(content) == CLEAN
    assert scanner_server.seen == [content]


@pytest.mark.parametrize("before", [0, 2**16 - 30, 2**20])
def test_it_names_what_it_finds(scanner: Scanner, before: int) -> None:
    assert scanner.scan(bytes(before) + EICAR) == Scan(ScanVerdict.INFECTED, "Eicar-Test-Signature")
    assert scanner.scan(b"another file") == CLEAN


def test_one_without_a_database_has_not_looked(scanner: Scanner, scanner_server: ScannerServer) -> None:
    for version in (WITHOUT, b"ClamAV 1.4.3/0/Thu Jan  1 00:00:00 1970", b"ClamAV 1.4.3//", b"COMMAND UNAVAILABLE"):
        scanner_server.version = version
        assert scanner.scan(b"a file").verdict is ScanVerdict.UNSCANNABLE
    assert scanner_server.seen == []


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"OK",
        b"stream: OK, but",
        b"stream: Can't allocate memory ERROR",
        b"stream: OK\nstream: X FOUND",
        b"UNKNOWN COMMAND",
        b"\xff\xfe",
        b"stream: OK" * 1000,
    ],
)
def test_whatever_else_it_says_is_not_clean(scanner: Scanner, scanner_server: ScannerServer, said: bytes) -> None:
    scanner_server.says = lambda _: said
    assert scanner.scan(b"a file").verdict is ScanVerdict.UNSCANNABLE


def test_a_file_that_it_does_not_take_is_not_clean(scanner: Scanner, scanner_server: ScannerServer) -> None:
    scanner_server.longest = 2**20
    assert scanner.scan(bytes(30 * 2**20)).verdict is ScanVerdict.UNSCANNABLE
    assert scanner.scan(b"a file") == CLEAN


def test_one_that_falls_silent_is_not_clean(scanner_server: ScannerServer) -> None:
    scanner_server.says = lambda _: None
    assert Scanner(scanner_server.address, seconds=0.5).scan(b"a file").verdict is ScanVerdict.UNSCANNABLE


def test_one_that_never_says_a_word_is_not_clean(silent_server: SilentServer) -> None:
    scan = Scanner(f"127.0.0.1:{silent_server.port}", seconds=0.5).scan(b"a file")
    assert scan.verdict is ScanVerdict.UNSCANNABLE
    assert silent_server.accepted == 1


def test_one_that_is_down_is_not_clean(scanner: Scanner, scanner_server: ScannerServer) -> None:
    assert scanner.scan(b"a file") == CLEAN
    scanner_server.stop()
    assert scanner.scan(b"a file").verdict is ScanVerdict.UNSCANNABLE


@pytest.mark.databases("sqlite", because="nothing is read")
def test_without_an_address_there_is_none(app: Flask) -> None:
    assert get_scanner(app).scan(EICAR) == Scan(ScanVerdict.ABSENT)


@pytest.mark.databases("sqlite", because="nothing is read")
def test_the_portal_asks_the_one_of_its_settings(app: Flask, scanner_server: ScannerServer) -> None:
    app.config.update(SCANNER_ADDRESS=scanner_server.address, SCANNER_TIMEOUT=7)
    assert get_scanner(app) == Scanner(scanner_server.address, 7)
    assert get_scanner(app).scan(EICAR).verdict is ScanVerdict.INFECTED


@pytest.mark.parametrize("address", ["clamd", "http://clamd:3310", "clamd:", ":3310", "a b:3310"])
def test_an_address_that_leads_nowhere_is_told_at_the_start(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigurationError, match="SCANNER_ADDRESS"):
        Config(RELAIS_ENV="test", RELAIS_DATA=tmp_path, SCANNER_ADDRESS=address)


@pytest.mark.parametrize("address", ["", "clamd:3310", "127.0.0.1:3310", "[::1]:3310", "/run/clamav/clamd.ctl"])
def test_each_way_to_name_one_is_taken(tmp_path: Path, address: str) -> None:
    assert address == Config(RELAIS_ENV="test", RELAIS_DATA=tmp_path, SCANNER_ADDRESS=address).SCANNER_ADDRESS
