"""The log: one line an event, JSON in production, and nothing in it of the people that the portal is about.

What is said of a fault is where it happened and of which kind, never its words: those of an error often hold what a
row holds. What looks like an address, a number or a code is masked everywhere, whoever wrote it.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, TextIO

import structlog

Event = dict[str, Any]
MASK = "[…]"
#: E-mail addresses; user codes; numbers of seven digits and more (NEQ, file numbers, telephones) however spaced.
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|\b[A-Z]-[A-Z0-9]{4}-[A-Z0-9]{4}\b"
    r"|(?<![\w.:-])\d(?:[ \u00a0]?\d){6,}(?![\w.:-])"
)
#: PostgreSQL says which values broke a constraint, and SQLite which row it read.
_DETAIL = re.compile(r"\s*\n?(?:DETAIL|CONTEXT|HINT|QUERY|LINE \d+):.*", re.DOTALL)
#: Loggers that write their own lines: they write ours.
_OTHERS = ("gunicorn.error", "gunicorn.access", "werkzeug", "huey", "alembic", "flask_migrate")
#: It says at each start which parts of its own it has.
_CHATTY = "alembic.runtime.plugins"
#: What is said of an event by the house itself: measured or made here, never typed by anybody.
_OURS = frozenset({"timestamp", "request_id", "level", "logger", "route", "method", "faults"})

Faults = tuple[type[BaseException], BaseException, TracebackType | None]


def masked(text: str) -> str:
    """The text without what may name somebody."""
    return _PERSONAL.sub(MASK, _DETAIL.sub("", text))


def _faults(error: BaseException | None) -> list[str]:
    """Each error of a chain, the first cause last: its class and where it was raised."""
    found: list[str] = []
    while error is not None and len(found) < 10:
        kind = type(error)
        found.append(f"{kind.__module__}.{kind.__qualname__} {_places(error.__traceback__)}".rstrip())
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _places(trace: TracebackType | None) -> str:
    """The last places of a trace, the innermost last."""
    frames = traceback.extract_tb(trace)[-6:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)


def _tell_faults(_logger: Any, _name: str, event: Event) -> Event:
    """In the place of a trace, which ends with the words of the error."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given if isinstance(given, BaseException) else None
    if error is None and given:
        error = sys.exc_info()[1]
    if error is not None:
        event["faults"] = _faults(error)
    event.pop("exc_text", None)
    return event


def _mask(_logger: Any, _name: str, event: Event) -> Event:
    return {name: value if name in _OURS else _masked_value(value) for name, value in event.items()}


def _masked_value(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    return masked(value if isinstance(value, str) else str(value))


def processors() -> list[Callable[..., Any]]:
    """What each event goes through before it is written, whoever wrote it."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_faults,
        _mask,
    ]


def join() -> None:
    """Let what structlog writes go where the standard library's logging goes, whose handlers never raise."""
    structlog.configure(
        processors=[*processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def configure(environment: str, stream: TextIO | None = None) -> None:
    """Send every log line to standard error: JSON in production; easy to read elsewhere, and only what goes wrong.

    Standard output is that of commands, whose lines others read. Called once by a program (wsgi.py), never by a test's
    application: the loggers belong to the process.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter(environment))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if environment == "production" else logging.WARNING)
    for name in _OTHERS:
        other = logging.getLogger(name)
        other.handlers.clear()
        other.propagate = True
    logging.getLogger(_CHATTY).setLevel(logging.WARNING)


def formatter(environment: str) -> logging.Formatter:
    """What makes one line of an event, of structlog's or of anybody's."""
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if environment != "production":
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=processors(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
