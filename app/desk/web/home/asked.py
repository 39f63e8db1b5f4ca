"""What one asked for and waits for, on the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.site.web.page.filters import day, label
from app.site.web.reasons.reader import asked_days, granters_in

if TYPE_CHECKING:
    from app.registry.queries.sessions import Principal


def asked(principal: Principal) -> tuple[str, ...]:
    """Each right that one asked for and that waits for its answer: since when, and whose answer."""
    names = granters_in(principal.space) if principal.space else ""
    return tuple(_waits(label(service), day(on), names) for service, on in asked_days().items())


def _waits(service: str, on: str, names: str) -> str:
    said = {"service": service, "day": on, "names": names}
    if names:
        return str(
            _("Vous avez demandé « %(service)s » le %(day)s; votre demande attend la réponse de %(names)s.", **said)
        )
    return str(_("Vous avez demandé « %(service)s » le %(day)s; personne n'accorde les droits pour l'instant.", **said))
