"""What a loss would leave, in sentences: shown before it is confirmed, and again when it must be accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db, wired
from app.papers.queries.home import MOST_COUNTED
from app.resolver.queries.access import decision
from app.rights.queries.coverage import coverage
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import day, label
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.papers.queries.exposed import Exposed, Running
    from app.resolver.domain.losses import Loss
    from app.rights.queries.coverage import Coverage


@dataclass(frozen=True, slots=True)
class NearLine:
    """A document whose review time limit runs."""

    title: str
    about: str
    detail: str
    href: str
    is_new: bool = False
    is_red: bool = False


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What the page says of it. `tone`: `warning` for a hole or where only granters are left, `info` otherwise.

    `accept`: what somebody who goes on must say that they understand; empty without a hole.
    """

    tone: str
    title: str
    sentences: tuple[str, ...]
    lines: tuple[NearLine, ...]
    accept: str


def coverage_of_losses(losses: Sequence[Loss]) -> CoverageView:
    """Return what these losses would leave today of the reading of the giver's employer."""
    principal = current_principal()
    found = coverage(db.session(), principal.employer_id or 0, clock.today(), losses)
    view = coverage_view(found)
    return replace(view, sentences=(*view.sentences, *_requests(found)))


def coverage_view(found: Coverage) -> CoverageView:
    """Put a coverage in words. Workers are named only to a giver who may read their files."""
    worrying = found.is_hole or found.is_thin
    return CoverageView(
        tone="warning" if worrying else "info",
        title=_title(found),
        sentences=(*_readers(found), *_services(found), *_exposed(found.exposed)),
        lines=_lines(found.exposed),
        accept=_accept(found),
    )


def _title(found: Coverage) -> str:
    if found.nobody_reads:
        said = _("Plus personne ne lirait les documents à l'écran")
    elif found.nobody_is_told:
        said = _("Plus personne ne serait avisé par courriel")
    elif found.left_to_nobody:
        said = _("Un service n'aurait plus personne")
    elif found.is_thin and found.lost and found.only_granters:
        said = _("Seules les personnes qui accordent les droits prendraient la suite")
    elif found.is_thin:
        said = _("Un service n'aurait plus que les personnes qui accordent les droits")
    else:
        said = _("D'autres personnes prennent la suite")
    return str(said)


def _accept(found: Coverage) -> str:
    if found.nobody_reads:
        return str(_("Je comprends que plus personne ne lira les documents de l'employeur à l'écran."))
    if found.nobody_is_told:
        return str(_("Je comprends qu'aucun courriel n'avisera plus personne des nouveaux documents."))
    return str(_("Je comprends que plus personne n'aura ces services.")) if found.left_to_nobody else ""


def _readers(found: Coverage) -> list[str]:
    said = []
    if found.lost and found.begins_on is not None:
        number = len(found.before)
        then = ngettext("%(num)s personne lirait les documents", "%(num)s personnes liraient les documents", number)
        said_of = {"then": then, "day": day(found.begins_on), "after": len(found.after)}
        said.append(_("%(then)s à l'écran le %(day)s; avec ce changement : %(after)s.", **said_of))
    elif found.lost:
        number = len(found.before)
        now = ngettext("%(num)s personne lit les documents", "%(num)s personnes lisent les documents", number)
        said.append(_("%(now)s à l'écran aujourd'hui; ensuite : %(after)s.", now=now, after=len(found.after)))
    if found.by_post:
        said.append(_("Les prochains avis partiraient par la poste (règle %(rule)s).", rule=found.by_post))
    if found.nobody_is_told:
        said.append(
            _("Aucune des personnes qui liraient encore n'a d'adresse de courriel qui fonctionne. Corrigez-en une.")
        )
    if found.lost and found.only_granters:
        said.append(_("Il ne resterait, pour lire, que des personnes qui accordent les droits."))
    return said


def _services(found: Coverage) -> list[str]:
    said = []
    if found.left_to_nobody:
        said.append(_("Plus personne n'aurait : %(services)s.", services=_listed(found.left_to_nobody)))
    if found.left_to_granters:
        names = _listed(found.left_to_granters)
        said.append(_("Seules les personnes qui accordent les droits auraient encore : %(services)s.", services=names))
    return said


def _requests(found: Coverage) -> list[str]:
    """The requests under way that would be left without anybody, or to those who grant; and which presses."""
    services = {*found.left_to_nobody, *found.left_to_granters}
    if not services:
        return []
    employer_id = current_principal().employer_id
    number, limit_on = wired("unfinished_requests")(db.session(), employer_id, services)
    if not number:
        return []
    said = ngettext(
        "%(num)s demande de ces services est en cours.", "%(num)s demandes de ces services sont en cours.", number
    )
    if limit_on is None:
        return [said]
    return [_("%(said)s Le délai le plus proche pour transmettre finit le %(day)s.", said=said, day=day(limit_on))]


def _listed(services: Sequence[OnlineService]) -> str:
    return ", ".join(label(service) for service in services)


def _number(count: int) -> str:
    return _("plus de %(number)s", number=MOST_COUNTED) if count > MOST_COUNTED else str(count)


def _exposed(exposed: Exposed) -> list[str]:
    counted = (
        (exposed.files, _("Dossiers avec des documents à l'écran : %(count)s.")),
        (exposed.unread, _("Documents que personne d'autre n'a ouverts : %(count)s.")),
        (exposed.running, _("Délais de révision en cours : %(count)s.")),
    )
    return [str(text) % {"count": _number(number)} for number, text in counted if number]


def _lines(exposed: Exposed) -> tuple[NearLine, ...]:
    if not exposed.nearest:
        return ()
    reads = decision(db.session(), current_principal(), OnlineService.FILE_FOLLOWUP, clock.today()).allowed
    return tuple(_line(one) for one in exposed.nearest) if reads else ()


def _line(one: Running) -> NearLine:
    return NearLine(
        title=one.title,
        about=one.worker,
        detail=_("Révision possible jusqu'au %(day)s", day=day(one.review_until_on)),
        href=url_for("documents.show", public_id=one.public_id),
    )
