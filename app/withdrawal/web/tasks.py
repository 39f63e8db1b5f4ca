"""What waits about the withdrawal of paper, on the first page of the Commission's staff."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.registry.queries.proposals import count_waiting
from app.site.web.gate.guards import current_actor
from app.site.web.page.task import Harm, Waiting
from app.vocabulary import delays
from app.withdrawal.queries.watch import count_watched
from app.withdrawal.queries.withdrawals import count_dated_within


def dates_task() -> Waiting:
    """The dates that come near."""
    on = clock.today()
    number = count_dated_within(db.session(), on, on + delays.WITHDRAWAL_NEAR)
    text = ngettext(
        "employeur dont le papier est retiré d'ici %(days)s jours",
        "employeurs dont le papier est retiré d'ici %(days)s jours",
        number,
        days=delays.WITHDRAWAL_NEAR.days,
    )
    return Waiting(number, text, _("Voir les dates"), url_for("withdrawals.index"))


def proposals_task() -> Waiting:
    """What others propose, for who may answer it."""
    number = count_waiting(db.session(), besides=current_actor().id)
    text = ngettext(
        "proposition de retrait du papier attend votre réponse",
        "propositions de retrait du papier attendent votre réponse",
        number,
    )
    return Waiting(number, text, _("Répondre"), url_for("withdrawal_proposals.index"), Harm.PRESSES)


def watch_task() -> Waiting:
    """The employers that may have gone dark since their paper was withdrawn."""
    number = count_watched(db.session(), clock.today())
    text = ngettext(
        "employeur dont le papier vient d'être retiré pourrait ne plus rien lire",
        "employeurs dont le papier vient d'être retiré pourraient ne plus rien lire",
        number,
    )
    return Waiting(number, text, _("Voir à qui téléphoner"), url_for("withdrawal_watch.index"), Harm.PRESSES)
