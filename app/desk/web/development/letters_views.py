"""The letters, as the print provider finds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.desk.web.development import blueprint
from app.extensions import db
from app.sending.domain.print_folder import MANIFEST, PrintedLetter, batch_days, batch_file, batch_letters
from app.sending.queries.batches import count_waiting
from app.site.web.gate.guards import development_only
from app.site.web.page.filters import day as in_words


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The batches, latest first, and how many letters wait to be written."""

    title: str
    batches: list[tuple[date, int]]
    waiting: int


@dataclass(frozen=True, slots=True)
class BatchPage:
    """The letters of a day, by its manifest."""

    title: str
    day: date
    letters: list[PrintedLetter]
    manifest: str


def _folder() -> Path:
    folder: Path = current_app.config["RELAIS_DATA"] / "letters"
    return folder


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


@blueprint.get("/lettres", endpoint="letters")
@development_only
def letters_page() -> ResponseReturnValue:
    """The batches."""
    page = LettersPage(_("Lettres"), batch_days(_folder()), count_waiting(db.session()))
    return render_template("pages/development/letters.html", page=page)


@blueprint.get("/lettres/<day>")
@development_only
def letter_batch(day: str) -> ResponseReturnValue:
    """One batch, by its manifest."""
    on = _day(day)
    letters = batch_letters(_folder(), on)
    if letters is None:
        abort(404)
    page = BatchPage(_("Lettres du %(day)s", day=in_words(on)), on, letters, MANIFEST)
    return render_template("pages/development/letter_batch.html", page=page)


@blueprint.get("/lettres/<day>/<path:name>")
@development_only
def letter_file(day: str, name: str) -> ResponseReturnValue:
    """A letter, what travels with it, or the manifest."""
    content = batch_file(_folder(), _day(day), name)
    if content is None:
        abort(404)
    return Response(content, mimetype="text/csv" if name == MANIFEST else "application/pdf")
