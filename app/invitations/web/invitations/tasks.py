"""What waits for who invites: invitations that expired without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.registry.queries.invitations import count_lapsed
from app.registry.words.invitations import InvitationState
from app.site.web.page.task import Waiting
from app.vocabulary import delays

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


def tasks(principal: Principal, _facts: EmployerFacts, _on: date) -> Iterator[Waiting]:
    """Those to send again, or to cancel."""
    if principal.employer_id is None or principal.space is None:
        return
    at = clock.now()
    number = count_lapsed(db.session(), principal.employer_id, principal.space, at - delays.LAPSED_INVITATIONS, at)
    text = ngettext("invitation a expiré sans réponse", "invitations ont expiré sans réponse", number)
    yield Waiting(
        number, text, _("Renvoyer ou annuler"), url_for("invitations.index", state=InvitationState.EXPIRED.value)
    )
