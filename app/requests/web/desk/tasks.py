"""What the online services add to what waits on the first page of an agent."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.requests.queries.desk import counts_for_desk
from app.requests.words import Turn
from app.site.web.page.task import Waiting


def request_task() -> Waiting:
    """The requests that wait for the Commission, whatever the office."""
    number = counts_for_desk(db.session(), clock.today())[Turn.COMMISSION]
    text = ngettext("demande qui attend la CNESST", "demandes qui attendent la CNESST", number)
    return Waiting(number, text, _("Traiter"), url_for("request_desk.index"))
