"""What the pages of simulations that a worker plays receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.site.web.forms.exports import export_hrefs
from app.site.web.page.filters import day, instant, label, number
from app.site.web.page.paging import Paging, numbered
from app.withdrawal.queries.simulations import PAGE, count_simulations, latest_simulations, total_kept, touched
from app.withdrawal.web.page import rooms
from app.withdrawal.web.simulating.page import EmployerRow, employer_row, heads, totals_in_words
from app.withdrawal.words import SimulationPart, SimulationState

if TYPE_CHECKING:
    from app.site.web.forms.fields import Form
    from app.withdrawal.models import Simulation
    from app.withdrawal.queries.simulations import AskedSimulation

UNDER_WAY = frozenset({SimulationState.QUEUED, SimulationState.PLAYING})


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One of those that were asked for."""

    id: str
    href: str
    on: str
    whom: str
    by: str
    at: str
    state: SimulationState


@dataclass(frozen=True, slots=True)
class KeptList:
    """All of them; with the form that asks for another, for who may."""

    title: str
    rooms: list[tuple[str, str, bool]]
    form: Form | None
    rows: tuple[AskedRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part: its totals, and the employers where somebody would have missed something."""

    title: str
    totals: list[tuple[str, str]]
    rows: tuple[EmployerRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One simulation: who asked what, where it stands, what it found."""

    title: str
    id: str
    facts: list[tuple[str, str]]
    under_way: bool
    may_stop: bool
    heads: Sequence[str]
    parts: tuple[KeptPart, ...]
    exports: tuple[tuple[str, str], ...]


def kept_list(form: Form | None, page: int) -> KeptList:
    """The list of those that were asked for."""
    session = db.session()
    rows = tuple(_asked(each) for each in latest_simulations(session, page))
    paging = numbered(page, PAGE, count_simulations(session))
    return KeptList(_("Simulations gardées"), rooms("simulations.index"), form, rows, paging)


def _asked(one: AskedSimulation) -> AskedRow:
    row = one.row
    href = url_for("simulations.show", simulation_id=row.public_id)
    on, at = day(row.withdrawal_on), instant(row.asked_at)
    return AskedRow(row.public_id, href, on, whom(row), one.by, at, SimulationState(row.state))


def whom(row: Simulation) -> str:
    """For whom it was asked: all employers, or how many."""
    return _("Tous les employeurs") if row.everyone else number(len(row.employer_ids))


def kept_page(one: AskedSimulation, page: int, *, may_stop: bool) -> KeptPage:
    """The page of one."""
    row, state = one.row, SimulationState(one.row.state)
    played = state is SimulationState.PLAYED
    return KeptPage(
        title=_("Simulation d'un retrait du papier le %(day)s", day=day(row.withdrawal_on)),
        id=row.public_id,
        facts=_facts(one, state),
        under_way=state in UNDER_WAY,
        may_stop=may_stop and state in UNDER_WAY,
        heads=heads(),
        parts=tuple(_part(row, part, page) for part in SimulationPart) if played else (),
        exports=export_hrefs("simulations.export", simulation_id=row.public_id) if played else (),
    )


def _facts(one: AskedSimulation, state: SimulationState) -> list[tuple[str, str]]:
    row = one.row
    facts = [
        (_("État"), label(state)),
        (_("Demandée par"), one.by),
        (_("Demandée le"), instant(row.asked_at)),
        (_("Employeurs"), whom(row)),
    ]
    if row.read_at is not None:
        facts.append((_("Registre lu tel qu'il était le"), instant(row.read_at)))
        facts.append((_("Employeurs simulés"), f"{number(row.done)} / {number(row.total)}"))
    if row.ended_at is not None:
        facts.append((_("Finie le"), instant(row.ended_at)))
    return facts


def _part(row: Simulation, part: SimulationPart, page: int) -> KeptPart:
    total = total_kept(row, part)
    rows = tuple(employer_row(each.effect, each.employer) for each in touched(db.session(), row, part, page))
    return KeptPart(label(part), list(totals_in_words(total)), rows, numbered(page, PAGE, total.touched))
