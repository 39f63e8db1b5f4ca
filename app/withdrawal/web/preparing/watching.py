"""The first days without paper: the employers to phone, and the way back to paper of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.site.web.gate.guards import staff
from app.site.web.page.address import page_number
from app.site.web.page.paging import Paging, numbered
from app.vocabulary import delays
from app.vocabulary.accounts import StaffRole
from app.withdrawal.queries.watch import count_watched, watched_employers
from app.withdrawal.queries.withdrawals import PAGE
from app.withdrawal.web.page import rooms

if TYPE_CHECKING:
    from app.withdrawal.queries.watch import Watched

blueprint = Blueprint("withdrawal_watch", __name__)


@dataclass(frozen=True, slots=True)
class WatchPage:
    """Employers, each with what says that it may have gone dark. `days`: for how long each is watched."""

    title: str
    rooms: list[tuple[str, str, bool]]
    days: int
    rows: tuple[tuple[Watched, tuple[str, ...]], ...]
    paging: Paging


@blueprint.get("/retrait-du-papier/surveillance")
@staff(StaffRole.ADMINISTRATOR)
def index() -> str:
    """The employers whose paper was withdrawn lately and who may have gone dark, the worst first."""
    session, today, number = db.session(), clock.today(), page_number()
    rows = tuple((row, _signs(row)) for row in watched_employers(session, today, number))
    paging = numbered(number, PAGE, count_watched(session, today))
    page = WatchPage(_("Surveillance"), rooms("withdrawal_watch.index"), delays.WITHDRAWAL_WATCH.days, rows, paging)
    return render_template("pages/withdrawals/watch.html", page=page)


def _signs(row: Watched) -> tuple[str, ...]:
    unread = ngettext(
        "%(num)s document que personne n'a ouvert", "%(num)s documents que personne n'a ouverts", row.unread
    )
    unreached = ngettext(
        "%(num)s personne qu'aucun courriel n'atteint", "%(num)s personnes qu'aucun courriel n'atteint", row.unreached
    )
    signs = ((_visits(row), not row.came), (unread, row.unread), (unreached, row.unreached))
    return tuple(str(says) for says, held in signs if held)


def _visits(row: Watched) -> str:
    if not row.readers:
        return str(_("Personne ne peut y lire à l'écran"))
    return str(
        ngettext(
            "La personne qui peut y lire n'est pas venue depuis",
            "Aucune des %(num)s personnes qui peuvent y lire n'est venue depuis",
            row.readers,
        )
    )
