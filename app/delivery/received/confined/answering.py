"""The confined process: `python -m app.delivery.received.confined.answering WORK MEMORY PROCESSOR SECONDS`.

Once its work is imported it can open no file and no connection, write no file, and take only so much memory. Each
question has its own time. It ends when the portal closes the socket; busy meanwhile, when the question's time is over.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any

from app.delivery.received.confined.asking import ANSWER, QUESTION, READY

#: The socket stands in the place of the standard input, beside the two outputs, which lead nowhere.
_STANDARD = 3

Work = Callable[[dict[str, Any], bytes], Any]


def main(work: str, memory: str, processor: str, seconds: str) -> None:
    """Answer questions until the socket is closed."""
    module, function = work.split(":")
    answer: Work = getattr(importlib.import_module(module), function)
    with socket.socket(fileno=sys.stdin.fileno()) as asking:
        _confine(int(memory))
        asking.sendall(READY)
        with asking.makefile("rb", buffering=2**16) as questions:
            while head := questions.read(QUESTION.size):
                sizes = QUESTION.unpack(head)
                question, content = (questions.read(size) for size in sizes)
                _begin(int(processor), float(seconds))
                said = _answered(answer, question, content)
                signal.setitimer(signal.ITIMER_REAL, 0)
                asking.sendall(ANSWER.pack(len(said)) + said)


def _answered(answer: Work, question: bytes, content: bytes) -> bytes:
    """The answer as JSON. Whatever else happens is told by its kind and place, never with what was being read."""
    try:
        said = {"answer": answer(json.loads(question), content)}
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = {"broke": f"{type(error).__name__} in {place.name}, line {place.lineno}"}
    return json.dumps(said).encode()


def _confine(memory: int) -> None:
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _STANDARD)
    _limit(resource.RLIMIT_AS, _taken() + memory)


def _begin(processor: int, seconds: float) -> None:
    """Give the next answer its time: beyond it, the system ends this process, wherever it is."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + processor
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _limit(what: int, most: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # what is already stricter stays; some systems lack some limits
        resource.setrlimit(what, (most, most))


def _taken() -> int:
    """The address space that this process takes now, in bytes; where nothing tells it, that of a usual one."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 256 * 2**20


if __name__ == "__main__":
    main(*sys.argv[1:])
