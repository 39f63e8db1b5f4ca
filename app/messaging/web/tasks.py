"""What the messaging adds to what waits on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.messaging.queries.inbox import count_for_staff, count_to_answer, unopened_for
from app.messaging.queries.scope import standing_in
from app.messaging.words import Turn
from app.site.web.page.task import Harm, Waiting

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


def tasks(principal: Principal, facts: EmployerFacts, on: date) -> Iterator[Waiting]:
    """The threads that wait for the employer, and the answers that nobody opened, to a holder of the messaging."""
    ruling, scope = standing_in(db.session(), facts, principal, on)
    if not ruling.allowed:
        return
    number = count_to_answer(db.session(), principal, scope, on)
    text = ngettext("fil de messages qui attend votre réponse", "fils de messages qui attendent votre réponse", number)
    yield Waiting(number, text, _("Répondre"), url_for("messaging.index"))
    unopened = len(unopened_for(db.session(), principal, scope, on))
    text = ngettext(
        "message de la Commission que personne n'a ouvert chez vous",
        "messages de la Commission que personne n'a ouverts chez vous",
        unopened,
    )
    yield Waiting(unopened, text, _("Lire"), url_for("messaging.index"), Harm.INFORMS)


def desk_task() -> Waiting:
    """The threads that wait for the Commission, whatever the office."""
    number = count_for_staff(db.session(), "", clock.today())[Turn.COMMISSION]
    text = ngettext("fil de messages qui attend la Commission", "fils de messages qui attendent la Commission", number)
    return Waiting(number, text, _("Répondre"), url_for("message_desk.index"))
