"""What a date changes for a cohort, in words: how many, and where somebody is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.site.web.page.filters import label, neq
from app.withdrawal.queries.cohorts.effects import kept_of_cohort
from app.withdrawal.web.cohorts.page import how_many
from app.withdrawal.words import Left

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.withdrawal.queries.cohorts.effects import CohortEffect


@dataclass(frozen=True, slots=True)
class CohortEffectView:
    """Counts as they are read, and the employers where somebody would be forgotten: name, NEQ, who."""

    rows: list[tuple[str, ...]]
    losing: list[tuple[str, str, str]]
    warning: str


def view_of(effect: CohortEffect) -> CohortEffectView:
    """The effect as it is now."""
    return view_of_kept(kept_of_cohort(effect))


def view_of_kept(kept: Mapping[str, Any]) -> CohortEffectView:
    """The effect as a proposal keeps it."""
    rows: list[tuple[str, ...]] = [(_("Date changée"), how_many(kept["moved"]))]
    rows += [(label(why), how_many(kept["left"][why.value])) for why in Left if kept["left"][why.value]]
    if kept["untold"]:
        rows.append(
            (_("Sans préavis au dossier : leur papier reste tant qu'aucun n'est donné"), how_many(kept["untold"]))
        )
    losing = [(one["name"], neq(one["neq"]), ", ".join(one["people"])) for one in kept["losing"]]
    people = sum(len(one["people"]) for one in kept["losing"])
    warning = ngettext(
        "%(num)s personne reçoit du papier et ne pourrait pas lire à l'écran ce jour-là.",
        "%(num)s personnes reçoivent du papier et ne pourraient pas lire à l'écran ce jour-là.",
        people,
    )
    return CohortEffectView(rows, losing, str(warning) if people else "")
