"""From a file, what can be asked of the Commission or written to it, by whoever holds the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.resolver.queries.access import decide, facts_for
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from datetime import date

    from app.papers.queries.files import FileHead
    from app.registry.queries.sessions import Principal


def asking(head: FileHead, principal: Principal, on: date) -> tuple[tuple[str, str], ...]:
    """The links, in the order of the services. A review is asked for from its decision."""
    facts = facts_for(db.session(), principal)
    about: dict[str, Any] = {"dossier": head.public_id}
    words = {
        OnlineService.EMPLOYER_NOTICE: _("Faire un avis de l'employeur"),
        OnlineService.FILE_COPY: _("Demander une copie"),
        OnlineService.REVIEW: _("Demander la révision d'une décision"),
    }
    begun = [
        (text, url_for("online_requests.begin", service=service, **about))
        for service, text in words.items()
        if decide(facts, principal, service, on).allowed
    ]
    if not decide(facts, principal, OnlineService.MESSAGING, on).allowed:
        return tuple(begun)
    return (
        *begun,
        (_("Écrire à la Commission"), url_for("messaging.new", **about)),
        (_("Voir les messages de ce dossier"), url_for("messaging.index", **about)),
    )
