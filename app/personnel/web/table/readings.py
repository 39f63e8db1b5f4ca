"""Who would still read once a table is applied, today and on each day on which somebody loses something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app.site.web.page.filters import day, label

if TYPE_CHECKING:
    from app.rights.queries.coverage import Coverage

#: For how many days on which somebody loses something the page says who would still read; a hole is always said.
DAYS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """Who would read on a day: the title and the sentences."""

    title: str
    sentences: tuple[str, ...]


def readings(effects: Mapping[date, Coverage], lost: Mapping[date, Sequence[str]]) -> Iterator[Reading]:
    """Today, and the first days to come on which somebody would no longer read; every one that leaves a hole."""
    today, *later = effects
    yield Reading(_("Qui lirait encore les documents"), _in_words(effects[today], lost[today]))
    telling = [on for on in later if lost[on] or effects[on].is_hole]
    for number, on in enumerate(telling):
        if number < DAYS_SHOWN or effects[on].is_hole:
            title = _("Qui lirait encore les documents à partir du %(day)s", day=day(on))
            yield Reading(title, _in_words(effects[on], lost[on]))


def _in_words(coverage: Coverage, lost: Sequence[str]) -> tuple[str, ...]:
    """What would be left of the reading of documents, by name where somebody would no longer read."""
    said = []
    if lost:
        said.append(_("Ne liraient plus les documents : %(names)s.", names=", ".join(lost)))
    after = len(coverage.after)
    if coverage.nobody_reads:
        said.append(_("Personne ne lirait plus les documents de l'employeur."))
    elif coverage.before:
        said.append(
            ngettext(
                "%(num)s personne lirait encore les documents à l'écran.",
                "%(num)s personnes liraient encore les documents à l'écran.",
                after,
            )
        )
    if coverage.nobody_is_told:
        said.append(_("Aucun courriel ne les préviendrait plus : personne parmi elles n'a d'adresse qui fonctionne."))
    if coverage.left_to_nobody:
        names = ", ".join(label(service) for service in coverage.left_to_nobody)
        said.append(_("Plus personne n'aurait ces services : %(names)s.", names=names))
    exposed = coverage.exposed
    if exposed.unread or exposed.running:
        said.append(
            _(
                "Documents que personne d'autre n'a ouverts : %(unread)s; délais de révision en cours : %(running)s.",
                unread=exposed.unread,
                running=exposed.running,
            )
        )
    return tuple(said)
