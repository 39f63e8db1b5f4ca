"""Who still receives paper, or did, and could not read on screen: what waits for who grants."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.registry.words.invitations import InvitationState
from app.registry.words.recipients import RecipientState
from app.resolver.queries.recipients import recipients_by_state
from app.site.web.page.task import Harm, Waiting, presses
from app.vocabulary.notices import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.papers.queries.home import Arrivals


def on_paper(employer_id: int, arrivals: Arrivals, on: date) -> Iterator[Waiting]:
    """People whose paper has stopped, or will; where nothing is to change, they keep their paper and nothing waits."""
    now = arrivals.ruling.outcome is Channel.ELECTRONIC
    later = arrivals.next_ruling is not None and arrivals.next_ruling.outcome is Channel.ELECTRONIC
    if not now and not later:
        return
    counted, harm = recipients_by_state(db.session(), employer_id, on), _harm_on_paper(arrivals, on)
    number = counted[RecipientState.NOT_ENROLLED]
    yield Waiting(number, _lose(number, now=now), _("Inscrire"), url_for("recipients.index"), harm)
    invited = counted[RecipientState.INVITED]
    text = ngettext(
        "personne qui reçoit du papier, invitée, n'a pas encore accepté",
        "personnes qui reçoivent du papier, invitées, n'ont pas encore accepté",
        invited,
    )
    yield Waiting(invited, text, _("Relancer"), url_for("invitations.index", state=InvitationState.SENT.value), harm)


def _lose(number: int, *, now: bool) -> str:
    if now:
        text = ngettext(
            "personne recevait du papier et ne peut pas lire à l'écran : les documents ne lui parviennent plus",
            "personnes recevaient du papier et ne peuvent pas lire à l'écran : les documents ne leur parviennent plus",
            number,
        )
    else:
        text = ngettext(
            "personne reçoit du papier et ne pourra pas lire à l'écran quand il sera retiré",
            "personnes reçoivent du papier et ne pourront pas lire à l'écran quand il sera retiré",
            number,
        )
    return str(text)


def _harm_on_paper(arrivals: Arrivals, on: date) -> Harm:
    if arrivals.ruling.outcome is Channel.ELECTRONIC:
        return Harm.LOSES
    last_on = arrivals.change_on - timedelta(days=1) if arrivals.change_on else None
    return Harm.PRESSES if last_on and presses(last_on, on) else Harm.WAITS
