"""What the page of a simulation receives, and its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.site.web.forms.exports import export_hrefs
from app.site.web.page.filters import day, label, number
from app.withdrawal.domain.simulating import Effect, Total, total_of
from app.withdrawal.web.page import rooms
from app.withdrawal.words import SimulationPart

if TYPE_CHECKING:
    from app.registry.models.employers import Employer
    from app.site.web.forms.fields import FilterForm
    from app.withdrawal.queries.simulation import Played, Sought

#: How many employers a page plays at once.
MOST = 200
#: How many unknown NEQ a sentence names.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """One employer: its name and page, counts as they are read, who loses, the first bad day."""

    name: str
    href: str
    notices: str
    on_screen: str
    no_reader: str
    held: str
    files: str
    letters: str
    losing: str
    first_bad_on: str


@dataclass(frozen=True, slots=True)
class Part:
    """What was, or what is expected: its title, the totals, an employer a row."""

    title: str
    totals: list[tuple[str, str]]
    rows: tuple[EmployerRow, ...]


@dataclass(frozen=True, slots=True)
class SimulationPage:
    """The form, and what it gave."""

    title: str
    rooms: list[tuple[str, str, bool]]
    form: FilterForm
    heads: tuple[str, ...]
    parts: tuple[Part, ...]
    exports: tuple[tuple[str, str], ...]


def simulation_page(form: FilterForm, played: Played | None) -> SimulationPage:
    """The page of a form, with what was played if anything was."""
    named = _("Simuler un retrait du papier"), rooms("simulation.index")
    if played is None:
        return SimulationPage(*named, form, (), (), ())
    parts = tuple(_part(label(part), effects, played) for part, effects in _parts(played))
    return SimulationPage(*named, form, heads(), parts, export_hrefs("simulation.export"))


def wrong_list(found: Sought) -> str:
    """What is wrong with a list of employers."""
    if found.unknown:
        return unknown_neqs(found)
    return str(_("Au plus %(most)s employeurs à la fois.", most=MOST))


def unknown_neqs(found: Sought) -> str:
    """What of a list is no employer's: the first of them."""
    some = ", ".join(found.unknown[:SHOWN])
    return str(_("Aucun employeur n'a ce NEQ : %(neqs)s.", neqs=f"{some}, …" if found.unknown[SHOWN:] else some))


def _parts(played: Played) -> Iterator[tuple[SimulationPart, Sequence[Effect]]]:
    yield SimulationPart.REPLAYED, played.replayed
    yield SimulationPart.EXPECTED, played.expected


def _part(title: str, effects: Sequence[Effect], played: Played) -> Part:
    rows = tuple(employer_row(one, played.employers[one.employer_id]) for one in effects)
    return Part(title, list(totals_in_words(total_of(effects))), rows)


def totals_in_words(total: Total) -> Iterator[tuple[str, str]]:
    yield _("Avis comptés"), number(total.notices)
    yield _("Iraient à l'écran"), number(total.on_screen)
    yield _("Sans personne pour les lire, donc postés"), number(total.no_reader)
    yield _("Sans aucune adresse, donc retenus"), number(total.held)
    yield _("Employeurs où quelqu'un manquerait quelque chose"), f"{number(total.touched)} / {number(total.employers)}"
    yield _("Dossiers où quelqu'un manquerait quelque chose"), number(total.files)
    yield _("Personnes qui perdraient le papier sans lire à l'écran"), number(total.people)
    yield _("Lettres épargnées"), number(total.saved)
    yield _("Lettres encore faites"), number(total.made)
    yield _("Premier mauvais jour"), day(total.first_bad_on) or _("Aucun")


def employer_row(one: Effect, employer: Employer) -> EmployerRow:
    """An employer as a row of the table that is shown."""
    return EmployerRow(
        name=employer.name,
        href=url_for("withdrawals.employer", employer_id=employer.public_id),
        notices=number(one.notices),
        on_screen=number(one.on_screen),
        no_reader=number(one.no_reader),
        held=number(one.held),
        files=number(one.files),
        letters=f"{number(one.letters_before)}\u00a0→\u00a0{number(one.letters_after)}",
        losing=", ".join(one.losing),
        first_bad_on=day(one.first_bad_on),
    )


def heads() -> tuple[str, ...]:
    """The heads of the table, as it is shown."""
    return (
        _("Employeur"),
        _("Avis"),
        _("À l'écran"),
        _("Sans lecteur"),
        _("Retenus"),
        _("Dossiers"),
        _("Lettres"),
        _("Perdraient le papier"),
        _("Premier mauvais jour"),
    )


def export_heads() -> Sequence[str]:
    """The heads of the same as a file."""
    shown = heads()
    return (_("Partie"), _("NEQ"), *shown[:6], _("Lettres sans le retrait"), _("Lettres avec le retrait"), *shown[7:])


def export_row(part: SimulationPart, employer: Employer, one: Effect) -> Sequence[str]:
    """An employer of a part as a row of the file."""
    counts = (one.notices, one.on_screen, one.no_reader, one.held, one.files, one.letters_before, one.letters_after)
    first = one.first_bad_on.isoformat() if one.first_bad_on else ""
    return label(part), employer.neq, employer.name, *(str(each) for each in counts), ", ".join(one.losing), first


def export_rows(played: Played) -> Iterator[Sequence[str]]:
    """The table as a file: an employer a row, in each part."""
    yield export_heads()
    for part, effects in _parts(played):
        for one in effects:
            yield export_row(part, played.employers[one.employer_id], one)
