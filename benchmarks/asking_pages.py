"""Asking a page of an application in process, through WSGI, as a server would: what the benchmarks of lists share."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask
from sqlalchemy import Engine, event

from app import create_app
from app.entry.steps.sessions import Opening, open_session
from app.entry.words import Door
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from config import Config

REQUESTS = 50


def portal_on(url: str, folder: Path) -> Flask:
    """The portal on a database of its own."""
    key = token_hex()
    return create_app(Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY=key, SQLALCHEMY_DATABASE_URI=url))


def cookie_of(app: Flask) -> str:
    """The cookie of a session of the person who reads."""
    with app.app_context():
        with transaction() as session:
            token = open_session(session, Opening(Door.CLICSEQUR, Actor("person", 1, "Camille Roy"), "Firefox, Linux"))
        db.session.remove()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["token"] = token
    browser.get("/regles")  # the first page gives the cookie its CSRF token, as in any browser
    held = browser.get_cookie("relais")
    assert held is not None
    return f"relais={held.value}"


def caller(app: Flask, path: str, cookie: str = "") -> Callable[[], bytes]:
    """A function that asks for the page as a server would, and returns its bytes."""
    given: WSGIEnvironment = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": cookie,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }

    def call() -> bytes:
        answered: list[str] = []

        def start(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
            answered.append(status)
            return answered.append  # type: ignore[return-value]

        answer = app.wsgi_app({**given, "wsgi.input": io.BytesIO()}, start)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        assert answered == ["200 OK"], answered
        return body

    return call


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are executed inside the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def many(call: Callable[[], bytes]) -> Callable[[], int]:
    """A batch of requests, as a contender does them."""

    def run_many() -> int:
        for _ in range(REQUESTS):
            call()
        return REQUESTS

    return run_many


def looked_at(call: Callable[[], bytes], links: bytes) -> tuple[list[bytes], int]:
    """What a page links to, in order, and how many statements it takes. `links`: a pattern with one group."""
    call()
    with counted() as statements:
        body = call()
    number = sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in statements)
    return re.findall(links, body), number
