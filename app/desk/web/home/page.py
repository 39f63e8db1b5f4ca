"""What the first page shows: how documents arrive, what waits for this person, what is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.desk.web.home.asked import asked
from app.desk.web.home.tasks import by_harm, granter_tasks, reader_tasks, shown
from app.extensions import db
from app.messaging.web.tasks import tasks as messaging_tasks
from app.papers.queries import home
from app.papers.web.files.closed import closed_answer
from app.papers.web.files.file_page import limit_text
from app.requests.web.following.tasks import tasks as request_tasks
from app.resolver.queries.access import decide
from app.resolver.queries.facts import facts_of_employer
from app.site.web.page.filters import French, day
from app.site.web.page.spoken import Spoken, spoken
from app.site.web.page.task import Task, presses
from app.site.web.reasons.sentences import Explained, explained_access
from app.vocabulary.accounts import Situation
from app.vocabulary.documents import DocumentKind
from app.vocabulary.notices import Channel
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.papers.queries.home import Arrivals, NewDocument, NewFile
    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


#: Situations in which the day of paper withdrawal changes how documents arrive.
WAITING_FOR_WITHDRAWAL = frozenset({Situation.GUICHET_SST, Situation.BOTH_SPACES})


@dataclass(frozen=True, slots=True)
class Strip:
    """By which way documents arrive, until when, why; `change` tells the next way and the days that remain."""

    channel: Channel
    sentence: str
    change: str
    why: Spoken


class Line(NamedTuple):
    """A document or a file that is new, or whose time limit runs."""

    href: str
    title: str
    about: str
    detail: str
    is_new: bool
    is_red: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person who may read finds, each paper once: the time limits that run, imputed files, new documents.

    `presses`: a time limit ends in a few days, and stands before everything else. `unread`: the new ones, as the form
    that marks them as read names them.
    """

    ending_title: str
    ending: tuple[Line, ...]
    presses: bool
    imputed: tuple[Line, ...]
    new_title: str
    new: tuple[Line, ...]
    unread: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page. `grants`: whether one gives rights; `recipients`: the links to who receives paper; without
    `reading`, `closed` says why.
    """

    title: str
    greeting: str
    grants: bool
    strip: Strip
    recipients: tuple[tuple[str, str], ...]
    tasks: tuple[Task, ...]
    asked: tuple[str, ...]
    reading: Reading | None
    closed_answer: str
    closed: Explained | None


def home_page(principal: Principal) -> HomePage:
    """The first page of a person acting for an employer."""
    session, on = db.session(), clock.today()
    facts = facts_of_employer(session, principal.employer_id or 0)
    arrivals = home.arrivals(facts, on)
    ruling = decide(facts, principal, OnlineService.FILE_FOLLOWUP, on)
    waiting = reader_tasks(principal, on) if ruling.allowed else ()
    waiting += tuple(messaging_tasks(principal, facts, on))
    waiting += tuple(request_tasks(principal, on))
    if principal.is_granter:
        waiting += granter_tasks(principal, facts, arrivals, on)
    return HomePage(
        title=_("Accueil"),
        greeting=_("Bonjour, %(name)s", name=principal.name),
        grants=principal.is_granter,
        strip=_strip(arrivals, facts, on),
        recipients=tuple(_recipients(arrivals, facts, on)) if principal.is_granter else (),
        tasks=by_harm(waiting),
        asked=asked(principal),
        reading=_reading(principal, on) if ruling.allowed else None,
        closed_answer="" if ruling.allowed else closed_answer(ruling),
        closed=None if ruling.allowed else explained_access(ruling),
    )


def _strip(arrivals: Arrivals, facts: EmployerFacts, on: date) -> Strip:
    channel, until = arrivals.ruling.outcome, arrivals.change_on
    last = day(until - timedelta(days=1)) if until else ""
    if channel is Channel.ELECTRONIC:
        sentence = _("Vos documents arrivent à l'écran.")
        if until:
            sentence = _("Vos documents arrivent à l'écran jusqu'au %(day)s.", day=last)
    else:
        sentence = _("Vos documents arrivent par la poste.")
        if until:
            sentence = _("Vos documents arrivent par la poste jusqu'au %(day)s.", day=last)
    why = spoken(arrivals.ruling, arrivals.ruling.rule)
    return Strip(channel, sentence, _change(arrivals, facts, on), why)


def _recipients(arrivals: Arrivals, facts: EmployerFacts, on: date) -> Iterator[tuple[str, str]]:
    if arrivals.ruling.outcome is Channel.ELECTRONIC:
        yield _("Voir qui recevait du papier"), url_for("recipients.index")
        return
    yield _("Voir qui reçoit encore du papier"), url_for("recipients.index")
    if facts.situation_on(on) in WAITING_FOR_WITHDRAWAL:
        yield _("Se préparer au retrait du papier"), url_for("readiness.own")


def _change(arrivals: Arrivals, facts: EmployerFacts, on: date) -> str:
    """The next way, its first day and the days that remain; or what is still waited for."""
    if arrivals.change_on is None or arrivals.next_ruling is None:
        return _waiting(arrivals, facts, on)
    days = (arrivals.change_on - on).days
    left = _("demain") if days == 1 else ngettext("dans %(num)s jour", "dans %(num)s jours", days)
    if arrivals.next_ruling.outcome is Channel.ELECTRONIC:
        return str(_("Ils arriveront à l'écran dès le %(day)s, %(left)s.", day=day(arrivals.change_on), left=left))
    return str(_("Ils arriveront par la poste dès le %(day)s, %(left)s.", day=day(arrivals.change_on), left=left))


def _waiting(arrivals: Arrivals, facts: EmployerFacts, on: date) -> str:
    """What an employer on paper waits for, as long as no day is sure."""
    if facts.situation_on(on) not in WAITING_FOR_WITHDRAWAL or arrivals.ruling.outcome is Channel.ELECTRONIC:
        return ""
    if facts.withdrawal_on is None:
        return str(_("Le jour du retrait du papier n'est pas fixé. La Commission vous en avisera d'avance."))
    return str(
        _(
            "La Commission prévoit de retirer le papier, mais ne vous en a pas encore donné le préavis : "
            "d'ici là, vos documents continuent d'arriver par la poste."
        )
    )


def _reading(principal: Principal, on: date) -> Reading:
    session = db.session()
    title, new, imputed = _news(principal, on)
    running = home.ending_first(session, principal, on)
    ending, listed = tuple(_document(row, on) for row in running), {row.public_id for row in running}
    number = home.count_running(session, principal, on) if running else 0
    listed_new = [row for row in new if row.public_id not in listed][: home.LINES]
    return Reading(
        ending_title=ngettext(
            "%(shown)s délai de révision en cours", "%(shown)s délais de révision en cours", number, shown=shown(number)
        ),
        ending=ending,
        presses=any(line.is_red for line in ending),
        imputed=tuple(_file(row) for row in imputed),
        new_title=title,
        new=tuple(_document(row, on) for row in listed_new),
        unread=" ".join(row.public_id for row in (*running, *listed_new) if not row.read),
    )


def _news(principal: Principal, on: date) -> tuple[str, list[NewDocument], list[NewFile]]:
    """Find what came since the last visit; when nothing did, or at the first visit, the latest documents."""
    session, since = db.session(), principal.previous_visit_at
    if since and clock.day_of(since) > on:
        # The clock of a demonstration was put back before that visit.
        since = None
    new = home.latest_documents(session, principal, since, on)
    imputed = home.imputed_since(session, principal, since, on) if since else []
    if since and (new or imputed):
        title = _("Nouveau depuis votre dernière visite, le %(day)s", day=day(clock.day_of(since)))
        return str(title), new, imputed
    return str(_("Derniers documents")), home.latest_documents(session, principal, None, on) if since else new, []


def _document(row: NewDocument, on: date) -> Line:
    until = row.review_until_on
    about = _("Dossier de %(name)s · document déposé le %(day)s", name=row.worker, day=day(row.deposited_on))
    if row.kind == DocumentKind.DECISION:
        about = _("Dossier de %(name)s · déposée le %(day)s", name=row.worker, day=day(row.deposited_on))
    return Line(
        href=url_for("documents.show", public_id=row.public_id),
        title=French(row.title),
        about=about,
        detail=limit_text(until, on) if until and until >= on else "",
        is_new=not row.read,
        is_red=bool(until and on <= until and presses(until, on)),
    )


def _file(row: NewFile) -> Line:
    return Line(
        href=url_for("files.show", public_id=row.public_id),
        title=_("Dossier de %(name)s", name=row.worker),
        about=_("Imputé à votre entreprise le %(day)s", day=day(row.imputed_on)),
        detail="",
        is_new=True,
    )
