"""What the page of the people of a clinic receives."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app import clock
from app.clinics.queries.people import people_of
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.site.web.page.filters import day, label


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the clinic, as a row."""

    name: str
    role: str
    since: str
    has_come: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who is of the clinic."""

    title: str
    lines: tuple[PersonLine, ...]


def people_page(principal: Principal) -> PeoplePage:
    """The people of the reader's clinic today."""
    assert principal.supplier_id is not None  # noqa: S101 (the guard let in somebody of a clinic)
    found = people_of(db.session(), principal.supplier_id, clock.today())
    lines = (PersonLine(one.name, label(one.role), day(one.from_on), one.has_come) for one in found)
    return PeoplePage(_("Personnes de la clinique"), tuple(lines))
