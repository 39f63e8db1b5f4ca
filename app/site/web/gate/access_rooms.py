"""The pages that stand under « Droits d'accès »: what a granter goes to from any of them."""

from __future__ import annotations

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _

from app.site.web.page.shell import NavItem

#: Endpoint and words, in the order in which they are shown.
ROOMS = (
    ("access.matrix", _("Personnes")),
    ("access_requests.index", _("Demandes")),
    ("invitations.index", _("Invitations")),
    ("absences.index", _("Absences")),
    ("designations.index", _("Professionnels de la santé")),
    ("mandates.index", _("Mandataires")),
    ("access_reviews.index", _("Vérification annuelle")),
    ("personnel.index", _("Importer")),
    ("access_history.index", _("Historique")),
)


def access_rooms() -> tuple[NavItem, ...]:
    """The views of rights that exist, for the `subnav` on top of each of them; the current one is marked."""
    return tuple(
        NavItem(str(label), url_for(endpoint), current=request.blueprint == endpoint.partition(".")[0])
        for endpoint, label in ROOMS
        if endpoint in current_app.view_functions
    )
