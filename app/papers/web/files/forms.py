"""What narrows the list of files, and the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _
from wtforms import StringField

from app.papers.queries.file_list import Anchor, FileQuestion
from app.papers.words.files import FileOrder, FileView
from app.site.web.forms.fields import Form
from app.site.web.forms.private_search import unsealed
from app.site.web.page.paging import sorting

FIRST_YEAR = 1931


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address asks of the list, as it was typed and as it was understood."""

    question: FileQuestion
    year: str
    year_error: str


def narrowing() -> Narrowing:
    """Read the address; whatever it says wrongly is left aside. It is read on every page: no form object is made."""
    given, now = request.args, sorting(frozenset(FileOrder), FileOrder.UNREAD)
    typed = given.get("annee", "").strip()[:20]
    year = int(typed) if typed.isdecimal() and FIRST_YEAR <= int(typed) < date.max.year else None
    question = FileQuestion(
        search=unsealed(given.get("recherche")),
        order=FileOrder(now.by),
        reversed=now.reversed,
        unread_only=given.get("vue") == FileView.UNREAD,
        review_running=given.get("vue") == FileView.RUNNING,
        year=year,
        office=given.get("bureau", "").strip()[:80],
        anchor=_anchor(),
    )
    error = str(_("Écrivez une année en quatre chiffres, comme 2020.")) if typed and year is None else ""
    return Narrowing(question, typed, error)


def _anchor() -> Anchor | None:
    """`apres=0.<file>` or `avant=1.<file>`: the rank and the identifier of the file next to the page."""
    for name, backwards in (("apres", False), ("avant", True)):
        rank, _dot, public_id = request.args.get(name, "").partition(".")
        if rank in {"0", "1"} and 0 < len(public_id) <= 24:
            return Anchor(int(rank), public_id, backwards)
    return None


class SearchForm(Form):
    """A number's beginning, or words of a name, from the component `private_search`; and what narrows the list.

    It is sent rather than put in the address, which others may read.
    """

    cherche = StringField()
    annee = StringField()
    bureau = StringField()
