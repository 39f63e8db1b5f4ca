"""Who reads a refusal: which rights they have asked for already, and who could give them, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.extensions import db, wired
from app.registry.queries.people import granters
from app.registry.queries.sessions import Principal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from app.vocabulary.accounts import Space
    from app.vocabulary.services import OnlineService


def either(names: Sequence[str]) -> str:
    """Name those of whom one is enough: « Amélie Tremblay, Bruno Roy ou Luc Bergeron »."""
    *first, last = names or [""]
    return str(_("%(first)s ou %(last)s", first=", ".join(first), last=last)) if first else last


def granters_in(space: Space) -> str:
    """Who could give the reader a right in that space today; nobody when no employer is acted for."""
    known: dict[Space, str] = g.setdefault("granters_in", {})
    if space not in known:
        reader = _reader()
        found = (
            granters(db.session(), reader.employer_id, space, clock.today()) if reader and reader.employer_id else ()
        )
        known[space] = either([granter.name for granter in found])
    return known[space]


def asked_on(service: OnlineService) -> date | None:
    """Which day the reader asked for the right to that service, where the request waits for its answer."""
    return asked_days().get(service)


def asked_days() -> Mapping[OnlineService, date]:
    """What the reader asked for and waits for, the oldest first, with the day of each request."""
    if "asked_days" not in g:
        g.asked_days = {service: clock.day_of(at) for service, at in _asked().items()}
    days: Mapping[OnlineService, date] = g.asked_days
    return days


def _asked() -> Mapping[OnlineService, datetime]:
    reader = _reader()
    if reader is None or reader.employer_id is None or reader.space is None:
        return {}
    asked: Mapping[OnlineService, datetime] = wired("asked_rights")(
        db.session(), reader.employer_id, reader.space, reader.person_id, clock.today()
    )
    return asked


def _reader() -> Principal | None:
    person = current_user._get_current_object()
    return person if isinstance(person, Principal) else None
