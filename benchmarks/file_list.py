"""The list of an employer's files, called in process through WSGI, at 100,000 files of one employer on SQLite.

Ours is the whole page: the session, the right checked by the rules, search, filters, offices, fifty lines with what is
unread and which time limits run, in the layout. Beside it, what one would write in an hour: a Flask view, one
SQLAlchemy query for the same fifty rows (unread counts included), a template of fifty links, with neither session,
right, filter nor layout. Both read the same database.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any
from wsgiref.types import WSGIEnvironment

import flask_migrate
from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import Engine, create_engine, event, exists, func, select
from sqlalchemy.orm import Session

from app import clock, create_app
from app.entry.steps.sessions import Opening, open_session
from app.entry.words import Door
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.models.files import CompensationFile, FileEmployer
from app.wiring import migrations
from benchmarks.made_up_files import AT, fill
from benchmarks.measure import Result, compare
from config import Config

FILES = 100_000
REQUESTS = 50
MOST_STATEMENTS = 4
GOAL = 0.75

BARE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Dossiers</title></head><body><h1>Dossiers</h1>
<table><tr><th>Nom</th><th>Numéro</th><th>Lésion</th><th>Dernier document</th><th>Non lus</th></tr>
{%- for file, link, unread in rows %}
<tr>
<td><a href="{{ url_for("show", public_id=file.public_id) }}">
{{- file.worker_family_name }}, {{ file.worker_given_name }}</a></td>
<td>{{ file.file_no }}</td><td>{{ file.injury_on }}</td>
<td>{{ link.last_document_on }}</td><td>{{ unread }}</td></tr>
{%- endfor %}
</table></body></html>"""


def _bare(engine: Engine) -> Flask:
    """The yardstick: one view, one query, one template."""
    app = Flask("bare")
    app.jinja_loader = DictLoader({"files.html": BARE})

    @app.get("/dossiers/<public_id>")
    def show(public_id: str) -> str:
        return public_id

    @app.get("/dossiers")
    def index() -> str:
        opened = exists().where(DocumentOpening.person_id == 1, DocumentOpening.document_id == Document.id)
        unread = (
            select(func.count(Document.id))
            .where(Document.file_id == CompensationFile.id, Document.employer_id == 1, Document.channel == "electronic")
            .where(~opened)
            .scalar_subquery()
        )
        with Session(engine) as session:
            rows = session.execute(
                select(CompensationFile, FileEmployer, unread)
                .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
                .where(FileEmployer.employer_id == 1)
                .order_by(FileEmployer.last_document_on.desc(), FileEmployer.file_id.desc())
                .limit(50)
            ).all()
            return render_template("files.html", rows=rows)

    return app


def _portal(url: str, folder: Path) -> Flask:
    key = token_hex()
    return create_app(Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY=key, SQLALCHEMY_DATABASE_URI=url))


def _cookie(app: Flask) -> str:
    """The cookie of a session of the person who reads."""
    with app.app_context():
        with transaction() as session:
            token = open_session(session, Opening(Door.CLICSEQUR, Actor("person", 1, "Camille Roy"), "Firefox, Linux"))
        db.session.remove()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["token"] = token
    browser.get("/dossiers")  # the first page gives the cookie its CSRF token, as in any browser
    held = browser.get_cookie("relais")
    assert held is not None
    return f"relais={held.value}"


def _caller(app: Flask, cookie: str = "") -> Callable[[], bytes]:
    """A function that asks for the page as a server would, and returns its bytes."""
    given: WSGIEnvironment = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/dossiers",
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
def _counted() -> Iterator[list[str]]:
    """The statements that are executed inside the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _many(call: Callable[[], bytes]) -> Callable[[], int]:
    def run_many() -> int:
        for _ in range(REQUESTS):
            call()
        return REQUESTS

    return run_many


def _looked_at(call: Callable[[], bytes]) -> tuple[list[bytes], int]:
    """The files that a page links to, in order, and how many statements it takes."""
    call()
    with _counted() as statements:
        body = call()
    number = sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in statements)
    return re.findall(rb'href="/dossiers/(file\d+)"', body), number


def run(files: int = FILES) -> Result:
    """Fill a database, check both pages, measure them in turn."""
    with tempfile.TemporaryDirectory() as folder, clock.use(AT):
        url = f"sqlite:///{Path(folder) / 'files.sqlite'}"
        portal = _portal(url, Path(folder))
        migrations.register(portal)
        with portal.app_context():
            flask_migrate.upgrade()
            fill(db.session(), files)
            db.session.remove()
        engine = create_engine(url)
        ours, bare = _caller(portal, _cookie(portal)), _caller(_bare(engine))
        (shown, statements), (expected, _one) = _looked_at(ours), _looked_at(bare)
        assert len(shown) == 50, f"{len(shown)} files on the page"
        assert shown == expected, "the two pages do not show the same files"
        assert statements <= MOST_STATEMENTS, f"{statements} statements, {MOST_STATEMENTS} at most"
        result = compare(
            {"Relais": _many(ours), "bare Flask + SQLAlchemy": _many(bare)},
            title=f"List of files, {files:,} files of one employer",
            unit="pages/s",
            rounds=15,
            goal_ratio=GOAL,
            notes=[f"{statements} SQL statements for the whole page, at most {MOST_STATEMENTS}; the same fifty files"],
        )
        engine.dispose()
        with portal.app_context():
            db.engine.dispose()
        return result
