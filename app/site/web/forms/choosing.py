"""Choosing an employer on the way to something else: a search, then a list of links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as lazy
from wtforms import StringField

from app import clock
from app.extensions import db
from app.resolver.queries.employers import EmployerSearch, find_employers
from app.site.web.forms.fields import FilterForm

if TYPE_CHECKING:
    from app.resolver.queries.employers import EmployerRow


class EmployerQuery(FilterForm):
    """What an employer is looked for by."""

    q = StringField(lazy("Nom ou NEQ de l'employeur, ou une partie"))


@dataclass(frozen=True, slots=True)
class EmployerChoices:
    """The employers that answer, each with where it leads. `more`: the search should say more."""

    asked: str
    rows: tuple[tuple[EmployerRow, str], ...]
    more: bool


def employer_choices(form: EmployerQuery, href: Callable[[str], str]) -> EmployerChoices:
    """The first employers that answer; none as long as nothing is asked. `href` takes a public identifier."""
    asked = form.q.data or ""
    if not asked or not form.validate():
        return EmployerChoices(asked, (), more=False)
    found = find_employers(db.session(), EmployerSearch(asked), clock.today())
    return EmployerChoices(
        asked, tuple((row, href(row.public_id)) for row in found.rows), more=found.following is not None
    )
