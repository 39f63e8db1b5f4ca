"""The first page of the Commission's staff: what waits for this role, each a count that leads to its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.desk.web.home.tasks import by_harm
from app.extensions import db
from app.ledger.queries.alarms import open_alarms_count
from app.messaging.web.tasks import desk_task
from app.notices.queries.exceptions import count_causes
from app.requests.web.desk.tasks import request_task
from app.resolver.queries.designation_checks import CheckSearch, count_to_check
from app.sending.queries.batches import batch_of
from app.site.web.page.task import Harm, Task, Waiting
from app.vocabulary.accounts import StaffRole
from app.withdrawal.web.tasks import dates_task, proposals_task, watch_task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.registry.queries.sessions import Principal

ADMINISTRATOR, AGENT, AUDITOR = StaffRole.ADMINISTRATOR, StaffRole.AGENT, StaffRole.AUDITOR


@dataclass(frozen=True, slots=True)
class CommissionHome:
    """What waits, and the pages where this role begins: the first one is a button."""

    title: str
    greeting: str
    tasks: tuple[Task, ...]
    beginnings: tuple[tuple[str, str], ...]


def commission_home(principal: Principal) -> CommissionHome:
    """The first page of a member of the Commission's staff."""
    roles = principal.staff_roles
    waiting = [*_on_notices(), _designations(), desk_task()]
    if roles & {ADMINISTRATOR, AUDITOR}:
        waiting.append(dates_task())
    if ADMINISTRATOR in roles:
        waiting += [proposals_task(), watch_task()]
    if roles & {AGENT, ADMINISTRATOR}:
        waiting += [_batch(), request_task()]
    greeting = _("Bonjour, %(name)s", name=principal.name)
    return CommissionHome(_("Accueil"), greeting, by_harm(waiting), tuple(_beginnings(roles)))


def _beginnings(roles: frozenset[StaffRole]) -> Iterator[tuple[str, str]]:
    if AUDITOR in roles:
        yield _("Ouvrir le journal"), url_for("audit.index")
    if roles & {AGENT, ADMINISTRATOR}:
        yield _("Déposer un document"), url_for("deposits.new")
        yield _("Imputer un dossier"), url_for("imputations.new")


def _on_notices() -> Iterator[Waiting]:
    alarms, causes = sum(open_alarms_count(db.session()).values()), count_causes(db.session())
    text = ngettext(
        "alarme : le portail n'arrive plus à faire une part de son travail",
        "alarmes : le portail n'arrive plus à faire une part de son travail",
        alarms,
    )
    yield Waiting(alarms, text, _("Voir les alarmes"), url_for("notices.alarms"), Harm.LOSES)
    text = ngettext(
        "exception : des avis n'atteignent pas tous ceux qu'ils doivent atteindre",
        "exceptions : des avis n'atteignent pas tous ceux qu'ils doivent atteindre",
        causes,
    )
    yield Waiting(causes, text, _("Voir les exceptions"), url_for("notices.exceptions"), Harm.PRESSES)


def _designations() -> Waiting:
    number = count_to_check(db.session(), CheckSearch())
    text = ngettext(
        "désignation à vérifier au tableau de l'ordre", "désignations à vérifier au tableau de l'ordre", number
    )
    return Waiting(number, text, _("Vérifier"), url_for("designation_checks.index"))


def _batch() -> Waiting:
    on = clock.today()
    batch = batch_of(db.session(), on)
    number = batch.letters if batch else 0
    text = ngettext("lettre au lot d'aujourd'hui", "lettres au lot d'aujourd'hui", number)
    return Waiting(number, text, _("Ouvrir le lot"), url_for("notices.batch", day=on.isoformat()), Harm.INFORMS)
