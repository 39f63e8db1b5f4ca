"""The list of an employer's files, called in process through WSGI, at 100,000 files of one employer on SQLite.

Ours is the whole page: the session, the right checked by the rules, search, filters, offices, fifty lines with what is
unread and which time limits run, in the layout. Beside it, what one would write in an hour: a Flask view, one
SQLAlchemy query for the same fifty rows (unread counts included), a template of fifty links, with neither session,
right, filter nor layout. Both read the same database.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import flask_migrate
from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import Engine, create_engine, exists, func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.models.files import CompensationFile, FileEmployer
from app.wiring import migrations
from benchmarks.asking_pages import caller, cookie_of, looked_at, many, portal_on
from benchmarks.made_up_files import AT, fill
from benchmarks.measure import Result, compare

FILES = 100_000
MOST_STATEMENTS = 4
GOAL = 0.75
LINKS = rb'href="/dossiers/(file\d+)"'

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


def run(files: int = FILES) -> Result:
    """Fill a database, check both pages, measure them in turn."""
    with tempfile.TemporaryDirectory() as folder, clock.use(AT):
        url = f"sqlite:///{Path(folder) / 'files.sqlite'}"
        portal = portal_on(url, Path(folder))
        migrations.register(portal)
        with portal.app_context():
            flask_migrate.upgrade()
            fill(db.session(), files)
            db.session.remove()
        engine = create_engine(url)
        engine.connect().close()  # outside any application, whose settings our connections read
        ours, bare = caller(portal, "/dossiers", cookie_of(portal)), caller(_bare(engine), "/dossiers")
        (shown, statements), (expected, _one) = looked_at(ours, LINKS), looked_at(bare, LINKS)
        assert len(shown) == 50, f"{len(shown)} files on the page"
        assert shown == expected, "the two pages do not show the same files"
        assert statements <= MOST_STATEMENTS, f"{statements} statements, {MOST_STATEMENTS} at most"
        result = compare(
            {"Relais": many(ours), "bare Flask + SQLAlchemy": many(bare)},
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
