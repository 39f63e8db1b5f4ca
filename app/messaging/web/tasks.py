"""What the messaging adds to what waits on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.messaging.queries.inbox import count_for, count_for_staff, unopened_for
from app.messaging.words import Turn
from app.resolver.queries.access import decide
from app.site.web.page.task import Harm, Waiting
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


def tasks(principal: Principal, facts: EmployerFacts, on: date) -> Iterator[Waiting]:
    """The threads that wait for the employer, and the answers that nobody opened, to a holder of the messaging."""
    if not decide(facts, principal, OnlineService.MESSAGING, on).allowed:
        return
    sees_files = decide(facts, principal, OnlineService.FILE_FOLLOWUP, on).allowed
    number = count_for(db.session(), principal, sees_files)[Turn.PARTY]
    text = ngettext("fil de messages qui attend votre réponse", "fils de messages qui attendent votre réponse", number)
    yield Waiting(number, text, _("Répondre"), url_for("messaging.index"))
    unopened = len(unopened_for(db.session(), principal, sees_files))
    text = ngettext(
        "réponse de la Commission que personne n'a ouverte chez vous",
        "réponses de la Commission que personne n'a ouvertes chez vous",
        unopened,
    )
    yield Waiting(unopened, text, _("Lire"), url_for("messaging.index"), Harm.INFORMS)


def desk_task() -> Waiting:
    """The threads that wait for the Commission, whatever the office."""
    number = count_for_staff(db.session(), "")[Turn.COMMISSION]
    text = ngettext("fil de messages qui attend la Commission", "fils de messages qui attendent la Commission", number)
    return Waiting(number, text, _("Répondre"), url_for("message_desk.index"))
