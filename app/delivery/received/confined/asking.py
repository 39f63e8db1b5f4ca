"""Asking a confined process: one that parses what a stranger sent, under limits, and may be lost.

A process answers many questions, one after the other, so that a feed of thousands of PDFs pays its start once. It gets
a question (JSON) and a content (bytes), and answers JSON: nothing of what it says is ever executed. It inherits neither
the environment nor an open file, ends when its portal does, and is killed by its own number when it is late.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[4]
#: The sizes of a question and of its content; the size of an answer. In bytes.
QUESTION, ANSWER = struct.Struct(">IQ"), struct.Struct(">I")
MOST_ANSWERED = 64 * 2**20
#: What a process says once it is ready for questions.
READY = b"\x06"
#: How many seconds a process may take to start, on a machine that is busy.
STARTING = 30.0
_PIECE = 2**20


class NotParsed(Exception):
    """There is no answer; what was asked about stays unknown."""


class Overwhelmed(NotParsed):
    """The content took more memory or time than it may, or broke the process that parsed it."""


class NotStarted(NotParsed):
    """No confined process can be started: nothing can be said of any content for now."""


class _Gone(Exception):
    """The process was killed by somebody else: another one is asked."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one answer may take: bytes of memory beyond an idle process, seconds of processor, seconds by the clock."""

    memory: int
    processor: int
    seconds: float


class _Process:
    """One confined process, and the socket that leads to it."""

    def __init__(self, work: str, bounds: Bounds) -> None:
        self.socket, theirs = socket.socketpair()
        with theirs:
            limits = (str(bounds.memory), str(bounds.processor), str(bounds.seconds))
            self.process = subprocess.Popen(  # noqa: S603 (our own module, from a fixed argument list)
                [sys.executable, "-m", "app.delivery.received.confined.answering", work, *limits],
                cwd=ROOT,
                env={},
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.answered = 0
        self.seconds = bounds.seconds
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        try:
            self._receive(len(READY), time.monotonic() + STARTING)
        except (OSError, EOFError) as error:
            self.end()
            log.error("a confined process does not start")
            raise NotStarted from error

    def answer(self, question: bytes, content: bytes) -> bytes:
        """What it answers. Raises Overwhelmed, or _Gone if somebody else killed it."""
        deadline = time.monotonic() + self.seconds
        try:
            self._send(QUESTION.pack(len(question), len(content)) + question + content, deadline)
            (size,) = ANSWER.unpack(self._receive(ANSWER.size, deadline))
            if size > MOST_ANSWERED:
                raise Overwhelmed("its answer is too long")
            said = self._receive(size, deadline)
        except TimeoutError as error:
            raise Overwhelmed("no answer in time") from error
        except (OSError, EOFError) as error:
            if self._was_killed():
                raise _Gone from error
            raise Overwhelmed(f"no answer: {type(error).__name__}") from error
        self.answered += 1
        return said

    def _was_killed(self) -> bool:
        """Whether a process that had answered before was killed from outside: its own limits end it otherwise."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(timeout=1) == -signal.SIGKILL and self.answered > 0
        return False

    def _send(self, said: bytes, deadline: float) -> None:
        self.socket.settimeout(_left(deadline))
        self.socket.sendall(said)

    def _receive(self, size: int, deadline: float) -> bytes:
        received = bytearray()
        while len(received) < size:
            self.socket.settimeout(_left(deadline))
            piece = self.socket.recv(min(_PIECE, size - len(received)))
            if not piece:
                raise EOFError
            received += piece
        return bytes(received)

    def end(self) -> None:
        """Let it go; kill it if it stays."""
        self.socket.close()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """Let go of a process that belongs to the one that this one was forked from."""
        self.socket.close()
        self.process.returncode = 0


def _started(work: str, bounds: Bounds) -> _Process:
    """A new process. Raises NotStarted, where the system gives no process, memory or socket too."""
    try:
        return _Process(work, bounds)
    except OSError as error:
        log.error("a confined process cannot be started: %s", type(error).__name__)
        raise NotStarted from error


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class Confined:
    """Processes that do one work (`package.module:function`), started when they are needed.

    At most `at_once` work at a time, so that hostile files cannot take all the memory; who asks meanwhile waits. Each
    is replaced after `answers`, and after any answer that it could not give.
    """

    def __init__(self, work: str, bounds: Bounds, at_once: int = 2, answers: int = 5000) -> None:
        self.work, self.bounds, self.answers = work, bounds, answers
        self._places = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._at_once = at_once
        self._idle: list[_Process] = []
        _EVERY.add(self)

    def ask(self, question: Mapping[str, Any], content: bytes) -> Any:
        """What the work answers to a question about a content. Raises Overwhelmed or NotStarted."""
        asked = json.dumps(question).encode()
        with self._places:
            while True:
                with suppress(_Gone), self._process() as process:
                    return _understood(process.answer(asked, content))

    @contextmanager
    def _process(self) -> Iterator[_Process]:
        """A process for one question; it comes back for the next one only if it answered this one."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        process = process or _started(self.work, self.bounds)
        try:
            yield process
        except BaseException:
            process.end()
            raise
        if process.answered >= self.answers:
            process.end()
        else:
            with self._lock:
                self._idle.append(process)

    def end(self) -> None:
        """End the processes that wait for a question."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    def _after_fork(self) -> None:
        for process in self._idle:
            process.forget()
        self._idle, self._lock = [], threading.Lock()
        self._places = threading.BoundedSemaphore(self._at_once)


def _understood(said: bytes) -> Any:
    answer = json.loads(said)
    if "broke" in answer:
        log.warning("a confined process could not answer: %s", answer["broke"])
        raise Overwhelmed(str(answer["broke"]))
    return answer["answer"]


_EVERY: weakref.WeakSet[Confined] = weakref.WeakSet()


@atexit.register
def _end_all() -> None:
    for confined in list(_EVERY):
        confined.end()


def _forget_all() -> None:
    for confined in list(_EVERY):
        confined._after_fork()


os.register_at_fork(after_in_child=_forget_all)
