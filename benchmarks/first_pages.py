"""The first page of a long list beside the same rows in raw SQL, and among fewer: what such benchmarks share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.wiring import migrations
from benchmarks.asking_pages import REQUESTS, caller, cookie_of, looked_at, portal_on
from benchmarks.made_up_files import AT, fill
from benchmarks.measure import Result, compare

#: The names of what one page lists, in its order.
Ask = Callable[[Session], list[str]]
GOAL = 0.75


@dataclass(frozen=True, slots=True)
class FirstPage:
    """A list: how its rows are made (`write`, so many of them), how we and raw SQL ask for its first page."""

    noun: str
    title: str
    files: int
    write: Callable[[Session, int], None]
    ours: Ask
    raw: Ask


@dataclass(frozen=True, slots=True)
class WholePage:
    """The page that shows the list: where, how its links name rows, and how many statements it may send."""

    path: str
    links: bytes
    most_statements: int


def measure(page: FirstPage, many: int, fewer: int, notes: list[str], whole: WholePage | None = None) -> Result:
    """Fill two databases, check what they list, measure them in turn."""
    with tempfile.TemporaryDirectory() as folder, clock.use(AT):
        many_of, few_of = (_filled(Path(folder) / str(each), page, each) for each in (many, fewer))
        with many_of.app_context():
            expected = page.raw(db.session())
            assert page.ours(db.session()) == expected, f"not the same {page.noun}"
        if whole is not None:
            notes = [_looked_at(many_of, page, whole, expected), *notes]
        result = compare(
            {
                "Relais": _batch(many_of, page.ours),
                "raw SQL": _batch(many_of, page.raw),
                f"Relais, {fewer:,} {page.noun}": _batch(few_of, page.ours),
            },
            title=page.title,
            unit="lists/s",
            rounds=15,
            goal_ratio=GOAL,
            notes=notes,
        )
        for each in (many_of, few_of):
            with each.app_context():
                db.engine.dispose()
        return result


def _looked_at(app: Flask, page: FirstPage, whole: WholePage, expected: list[str]) -> str:
    """Ask for the whole page once: it shows the same rows, in few statements."""
    shown, statements = looked_at(caller(app, whole.path, cookie_of(app)), whole.links)
    assert [each.decode() for each in shown] == expected, f"not the same {page.noun}"
    most = whole.most_statements
    assert statements <= most, f"{statements} statements, {most} at most"
    return f"{statements} SQL statements for the whole page, at most {most}; the same fifty {page.noun}"


def _filled(folder: Path, page: FirstPage, number: int) -> Flask:
    folder.mkdir()
    portal = portal_on(f"sqlite:///{folder / 'list.sqlite'}", folder)
    migrations.register(portal)
    with portal.app_context():
        flask_migrate.upgrade()
        fill(db.session(), page.files)
        page.write(db.session(), number)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()
    return portal


def _batch(app: Flask, ask: Ask) -> Callable[[], int]:
    """A batch of first pages, each in a session of its own, as each request has."""

    def run_many() -> int:
        with app.app_context():
            for _ in range(REQUESTS):
                ask(db.session())
                db.session.remove()
        return REQUESTS

    return run_many
