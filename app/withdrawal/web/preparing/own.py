"""How one's own employer stands before its paper is withdrawn, and what remains to be done, for whoever grants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.registry.words.recipients import RecipientState
from app.site.web.forms.giver import current_giver
from app.site.web.gate.guards import granter
from app.site.web.page.filters import day
from app.site.web.page.spoken import Spoken, spoken
from app.site.web.page.task import Task
from app.vocabulary.accounts import Situation
from app.vocabulary.notices import Channel
from app.withdrawal.queries.readiness import Stand, stand_of
from app.withdrawal.web.readiness import ReadinessView, readiness_view
from app.withdrawal.words import Lack

if TYPE_CHECKING:
    from datetime import date

    from app.withdrawal.queries.readiness import Readiness

blueprint = Blueprint("readiness", __name__)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """By which way documents arrive and why; how the employer stands, None where no withdrawal is to come."""

    title: str
    channel: Channel
    sentence: str
    why: Spoken
    both: bool
    countdown: str
    readiness: ReadinessView | None
    tasks: tuple[Task, ...]


@blueprint.get("/preparation-au-retrait-du-papier")
@granter
def own() -> str:
    """What is ready, what is not, and the gesture for each."""
    giver, today = current_giver(), clock.today()
    page = _page(stand_of(db.session(), giver.employer_id, clock.now(), today), today)
    return render_template("pages/withdrawals/own.html", page=page)


def _page(stand: Stand, on: date) -> OwnPage:
    on_screen = stand.ruling.outcome is Channel.ELECTRONIC
    readiness = stand.readiness
    return OwnPage(
        title=_("Se préparer au retrait du papier"),
        channel=stand.ruling.outcome,
        sentence=_("Vos documents arrivent à l'écran.") if on_screen else _("Vos documents arrivent par la poste."),
        why=spoken(stand.ruling, stand.ruling.rule),
        both=stand.situation is Situation.BOTH_SPACES and not on_screen,
        countdown=_countdown(readiness, on) if readiness else "",
        readiness=readiness_view(readiness) if readiness else None,
        tasks=tuple(_tasks(readiness)) if readiness else (),
    )


def _countdown(one: Readiness, on: date) -> str:
    if one.reads_on:
        days = (one.reads_on - on).days
        left = _("demain") if days == 1 else ngettext("dans %(num)s jour", "dans %(num)s jours", days)
        return str(_("Ils arriveront à l'écran dès le %(day)s, %(left)s.", day=day(one.reads_on), left=left))
    return str(_("Aucun jour n'est encore sûr : vous serez avisés avant que le papier soit retiré."))


def _tasks(one: Readiness) -> Iterator[Task]:
    missing, invited = (one.recipients[state] for state in (RecipientState.NOT_ENROLLED, RecipientState.INVITED))
    if missing:
        text = ngettext(
            "personne reçoit du papier et n'est pas inscrite",
            "personnes reçoivent du papier et ne sont pas inscrites",
            missing,
        )
        yield Task(str(missing), text, _("Inscrire, ou dire pourquoi non"), url_for("recipients.index"))
    if invited:
        text = ngettext(
            "personne qui reçoit du papier, invitée, n'a pas encore accepté",
            "personnes qui reçoivent du papier, invitées, n'ont pas encore accepté",
            invited,
        )
        yield Task(str(invited), text, _("Relancer"), url_for("recipients.index"))
    if Lack.READER in one.lacks:
        text = _("adresse de courriel confirmée parmi les personnes qui liraient à l'écran")
        yield Task("0", text, _("Voir les personnes"), url_for("access.matrix"))
    if Lack.ADDRESS in one.lacks:
        text = _("adresse au dossier est incomplète : la Commission la corrige quand vous la lui dites")
        yield Task("1", text, _("Voir à qui le dire"), url_for("help.index"))
