"""« Pourquoi à cette date? »: from an entry about a right to what its person could use once it was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.site.web.reasons.words import SHORT_NAMES
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.journal.queries.journal import Entry

#: The entries that change what somebody may use.
_ABOUT_A_RIGHT = frozenset(
    {
        AuditAction.ACCESS_GRANTED,
        AuditAction.ACCESS_CHANGED,
        AuditAction.ACCESS_REVOKED,
        AuditAction.END_LEFT,
        AuditAction.PERSON_REMOVED,
        AuditAction.REQUEST_GRANTED,
        AuditAction.REPRESENTATIVE_ASSIGNED,
        AuditAction.REPRESENTATIVE_UNASSIGNED,
    }
)
#: Links as they are read: text and address.
Links = tuple[tuple[str, str], ...]


def links_for_staff(entry: Entry) -> Links:
    """For the Commission's staff, about the employer of the entry."""
    about: dict[str, Any] = {"employer_id": entry.employer_public_id, "person": entry.person_public_id}
    space = entry.details.get("space")
    return _links(
        entry, lambda service: url_for("explanations.person", **about, service=service, space=space, **_at(entry))
    )


def links_for_granter(entry: Entry) -> Links:
    """For those who grant, in their own space."""
    person = entry.person_public_id
    return _links(entry, lambda service: url_for("access.why", person=person, service=service, **_at(entry)))


def _links(entry: Entry, href: Callable[[OnlineService], str]) -> Links:
    if entry.action not in _ABOUT_A_RIGHT or not entry.person_public_id or not entry.employer_public_id:
        return ()
    named = entry.details.get("services")
    services = [service for service in OnlineService if isinstance(named, list) and service in named]
    return tuple(
        (str(_("Pourquoi à cette date? %(service)s", service=SHORT_NAMES[service])), href(service))
        for service in services
    )


def _at(entry: Entry) -> dict[str, Any]:
    """The first whole minute from which the entry was written, as the form of a moment names it."""
    local = entry.at.astimezone(clock.QUEBEC)
    whole = local.replace(second=0, microsecond=0)
    minute = whole if whole == local else whole + timedelta(minutes=1)
    days = {"on-day": minute.day, "on-month": minute.month, "on-year": minute.year}
    return {**days, "hour": f"{minute:%H:%M}"}
