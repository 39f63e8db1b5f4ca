"""What the page receives that puts two kept simulations side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app.site.web.page.filters import day, instant, label, number
from app.withdrawal.queries.simulations import total_kept
from app.withdrawal.web.simulating.kept import whom
from app.withdrawal.web.simulating.page import totals_in_words
from app.withdrawal.words import SimulationPart, SimulationState

if TYPE_CHECKING:
    from app.withdrawal.domain.simulating import Total
    from app.withdrawal.queries.simulations import AskedSimulation

#: How many simulations are compared.
PAIR = 2
#: The figures of a total, in the order in which they are said; the first bad day comes after them.
FIGURES = ("notices", "on_screen", "no_reader", "held", "touched", "files", "people", "saved", "made")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two simulations, the one asked for first on the left. `refusals`: why they are not compared."""

    title: str
    refusals: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...] = ()
    parts: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    same_employers: bool = True


def comparison(chosen: list[AskedSimulation]) -> Comparison:
    """The page of those that were ticked."""
    title = _("Deux simulations comparées")
    chosen = sorted(chosen, key=lambda one: one.row.id)
    refusals = tuple(_refusals(chosen))
    if refusals:
        return Comparison(title, refusals)
    first, second = (one.row for one in chosen)
    return Comparison(
        title,
        (),
        facts=tuple((head, *said) for head, *said in _facts(*chosen)),
        parts=tuple(
            (label(part), tuple(_lines(total_kept(first, part), total_kept(second, part)))) for part in SimulationPart
        ),
        same_employers=(first.everyone, first.employer_ids) == (second.everyone, second.employer_ids),
    )


def _refusals(chosen: list[AskedSimulation]) -> Iterator[str]:
    if len(chosen) != PAIR:
        yield _("Cochez deux simulations de la liste, ni plus ni moins.")
    for one in chosen:
        if one.row.state != SimulationState.PLAYED:
            yield _(
                "Celle que %(by)s a demandée le %(at)s n'a pas de résultat à comparer. Son état : %(state)s.",
                by=one.by,
                at=instant(one.row.asked_at),
                state=label(SimulationState(one.row.state)),
            )


def _facts(first: AskedSimulation, second: AskedSimulation) -> Iterator[tuple[str, str, str]]:
    yield _("Jour du retrait du papier"), day(first.row.withdrawal_on), day(second.row.withdrawal_on)
    yield _("Employeurs"), whom(first.row), whom(second.row)
    yield _("Demandée par"), first.by, second.by
    yield _("Demandée le"), instant(first.row.asked_at), instant(second.row.asked_at)
    yield _("Registre lu tel qu'il était le"), instant(first.row.read_at), instant(second.row.read_at)


def _lines(first: Total, second: Total) -> Iterator[tuple[str, ...]]:
    said = zip(totals_in_words(first), totals_in_words(second), _differences(first, second), strict=True)
    for (head, one), (_head, other), difference in said:
        yield head, one, other, difference


def _differences(first: Total, second: Total) -> Iterator[str]:
    for figure in FIGURES:
        yield signed(getattr(second, figure) - getattr(first, figure))
    yield _between(first, second)


def signed(value: int) -> str:
    """A difference as it is read: with its sign, unless there is none."""
    return ("+" if value > 0 else "\u2212" if value < 0 else "") + number(abs(value))


def _between(first: Total, second: Total) -> str:
    """How far the second's first bad day is from the first's; a dash where one of them has none."""
    if first.first_bad_on is None or second.first_bad_on is None:
        return "—" if first.first_bad_on != second.first_bad_on else str(_("Aucune"))
    days = (second.first_bad_on - first.first_bad_on).days
    if days == 0:
        return str(_("Aucune"))
    later = ngettext("%(num)s jour plus tard", "%(num)s jours plus tard", days)
    earlier = ngettext("%(num)s jour plus tôt", "%(num)s jours plus tôt", -days)
    return str(later if days > 0 else earlier)
