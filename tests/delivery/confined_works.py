"""Works for confined processes: an honest one, and every way to go wrong."""

from __future__ import annotations

import os
import socket
import time
from typing import Any


def echo(question: dict[str, Any], content: bytes) -> Any:
    """Say what was asked."""
    return {"asked": question, "size": len(content)}


def number(_question: dict[str, Any], _content: bytes) -> int:
    """Say who answers."""
    return os.getpid()


def any_of(question: dict[str, Any], content: bytes) -> Any:
    """Do what the question says."""
    works = {
        "echo": lambda: echo(question, content),
        "take_memory": lambda: len([bytes(2**20) for _ in range(1000)]),
        "take_processor": take_processor,
        "crash": os.abort,
        "raise_something": lambda: {}["nothing"],
        "say_too_much": lambda: "x" * 70 * 2**20,
    }
    return works[question["do"]]()


def take_processor() -> None:
    """Never end."""
    while True:
        pass


def wait(_question: dict[str, Any], _content: bytes) -> None:
    """Never end, without doing anything."""
    time.sleep(3600)


def reach_out(_question: dict[str, Any], _content: bytes) -> dict[str, Any]:
    """Try what is not allowed."""
    return {
        "file": _can(lambda: open("/etc/hostname", encoding="ascii")),
        "written": _can(lambda: open("/tmp/relais-confined", "w", encoding="ascii")),  # noqa: S108 (it must fail)
        "socket": _can(socket.socket),
        "secret": os.environ.get("SECRET_KEY"),
    }


def _can(act: Any) -> bool:
    try:
        act()
    except OSError:
        return False
    return True
