"""What the online services add to what waits on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.requests.queries.lists import ours_now
from app.requests.queries.reach import reach_of
from app.requests.words import Turn
from app.site.web.page.task import Harm, Waiting
from app.vocabulary import delays

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal


def tasks(principal: Principal, on: date) -> Iterator[Waiting]:
    """The questions of the Commission, and the drafts, to whoever has the right to their service."""
    session = db.session()
    ours = ours_now(session, reach_of(session, principal, on), on + delays.PRESSING)
    href = url_for("online_requests.index", tour=Turn.OURS.value)
    text = ngettext("demande qui attend votre réponse", "demandes qui attendent votre réponse", ours.questions)
    yield Waiting(ours.questions, text, _("Répondre"), href, Harm.PRESSES)
    text = ngettext(
        "brouillon de demande dont le délai finit ou est passé",
        "brouillons de demande dont le délai finit ou est passé",
        ours.pressing,
    )
    yield Waiting(ours.pressing, text, _("Continuer"), href, Harm.LOSES)
    text = ngettext("brouillon de demande à continuer", "brouillons de demande à continuer", ours.drafts)
    yield Waiting(ours.drafts, text, _("Continuer"), href, Harm.INFORMS)
