"""What waits for a person: each task with a count and one gesture. None with nothing to do is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.invitations.web.invitations import tasks as invitations
from app.mandates.web.mandates import tasks as mandates
from app.papers.queries import home
from app.papers.words.files import FileView
from app.resolver.queries.recipients import recipients_not_enrolled
from app.reviews.web import tasks as access_reviews
from app.rights.web.ends import tasks as access_ends
from app.rights.web.grants import tasks as access
from app.rights.web.requests import tasks as access_requests
from app.site.web.page.task import Task, Waiting
from app.vocabulary.notices import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from app.papers.queries.home import Arrivals
    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


#: What other features add for those who grant: each says how many, of what, the gesture and where it is made.
FROM_FEATURES: tuple[Callable[[Principal, EmployerFacts, date], Iterable[Waiting]], ...] = (
    access_ends.tasks,
    access.tasks,
    access_requests.tasks,
    access_reviews.tasks,
    invitations.tasks,
    mandates.tasks,
)


def _shown(number: int) -> str:
    return f"{home.MOST_COUNTED}+" if number > home.MOST_COUNTED else str(number)


def reader_tasks(principal: Principal, on: date) -> tuple[Task, ...]:
    """What waits for who reads: time limits that run, documents never opened."""
    session = db.session()
    running, unread = home.count_running(session, principal, on), home.count_unread(session, principal)
    tasks = (
        (
            running,
            ngettext("délai de révision en cours", "délais de révision en cours", running),
            _("Voir les dossiers"),
            url_for("files.index", vue=FileView.RUNNING.value),
        ),
        (
            unread,
            ngettext("document que vous n'avez pas ouvert", "documents que vous n'avez pas ouverts", unread),
            _("Lire"),
            url_for("files.index", vue=FileView.UNREAD.value),
        ),
    )
    return tuple(Task(_shown(number), *words) for number, *words in tasks if number)


def granter_tasks(principal: Principal, facts: EmployerFacts, arrivals: Arrivals, on: date) -> tuple[Task, ...]:
    """What waits for who grants: people on paper, being alone to grant."""
    if principal.space is None or principal.employer_id is None:
        return ()
    alone = len(home.granters_on(facts, on)) < 2
    tasks = (
        _on_paper(principal.employer_id, arrivals, on),
        (
            int(alone),
            _("seule personne peut accorder des droits : si elle s'absente, plus personne ne le peut"),
            _("Voir qui fait quoi"),
            url_for("access.matrix"),
        ),
        *(waiting for tell in FROM_FEATURES for waiting in tell(principal, facts, on)),
    )
    return tuple(Task(_shown(number), *words) for number, *words in tasks if number)


def _on_paper(employer_id: int, arrivals: Arrivals, on: date) -> Waiting:
    """People whose paper has stopped, or will; where nothing is to change, they keep their paper and nothing waits."""
    now = arrivals.ruling.outcome is Channel.ELECTRONIC
    later = arrivals.next_ruling is not None and arrivals.next_ruling.outcome is Channel.ELECTRONIC
    number = recipients_not_enrolled(db.session(), employer_id, on) if now or later else 0
    text = (
        ngettext(
            "personne recevait du papier et ne peut pas lire à l'écran : les documents ne lui parviennent plus",
            "personnes recevaient du papier et ne peuvent pas lire à l'écran : les documents ne leur parviennent plus",
            number,
        )
        if now
        else ngettext(
            "personne reçoit du papier et ne pourra pas lire à l'écran quand il sera retiré",
            "personnes reçoivent du papier et ne pourront pas lire à l'écran quand il sera retiré",
            number,
        )
    )
    return Waiting(number, text, _("Inscrire"), url_for("recipients.index"))
