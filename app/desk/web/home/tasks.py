"""What waits for a person, the worst first: each with a count and one gesture; nothing of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.desk.web.home.paper import on_paper
from app.extensions import db
from app.invitations.web.invitations import tasks as invitations
from app.mandates.web.mandates import tasks as mandates
from app.papers.queries import home
from app.papers.words.files import FileView
from app.reviews.web import tasks as access_reviews
from app.rights.web.ends import tasks as access_ends
from app.rights.web.grants import tasks as access
from app.rights.web.requests import tasks as access_requests
from app.site.web.page.task import Harm, Task, Waiting

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


def shown(number: int) -> str:
    """Write a count as it is read: beyond `MOST_COUNTED`, the exact number says no more."""
    return f"{home.MOST_COUNTED}+" if number > home.MOST_COUNTED else str(number)


def by_harm(waiting: Iterable[Waiting]) -> tuple[Task, ...]:
    """Put what is lost before what presses, what can wait, and news."""
    found = sorted((one for one in waiting if one.number), key=lambda one: one.harm)
    return tuple(Task(shown(one.number), one.text, one.action, one.href, one.harm <= Harm.PRESSES) for one in found)


def reader_tasks(principal: Principal, on: date) -> tuple[Waiting, ...]:
    """Tell what waits for who reads: documents that are new to them. Time limits that run are listed apart."""
    unread = home.count_unread(db.session(), principal, on)
    text = ngettext("document non lu", "documents non lus", unread)
    href = url_for("files.index", vue=FileView.UNREAD.value)
    return (Waiting(unread, text, _("Lire"), href, Harm.INFORMS),)


def granter_tasks(principal: Principal, facts: EmployerFacts, arrivals: Arrivals, on: date) -> tuple[Waiting, ...]:
    """What waits for who grants: people on paper, being alone to grant."""
    if principal.space is None or principal.employer_id is None:
        return ()
    alone = len(home.granters_on(facts, on)) < 2
    return (
        *on_paper(principal.employer_id, arrivals, on),
        Waiting(
            int(alone),
            _("seule personne peut accorder des droits : si elle s'absente, plus personne ne le peut"),
            _("Voir qui fait quoi"),
            url_for("access.matrix"),
        ),
        *(waiting for tell in FROM_FEATURES for waiting in tell(principal, facts, on)),
    )
