"""What the pages of cohorts receive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.site.web.page.filters import day, instant, label, neq
from app.site.web.page.filters import number as number_in_words

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.proposals import NamedProposal
    from app.resolver.models.cohorts import Cohort
    from app.site.web.page.paging import Paging
    from app.withdrawal.domain.lists import Wrong
    from app.withdrawal.queries.cohorts.cohorts import Listed, NamedCohort
    from app.withdrawal.queries.cohorts.lists import Chosen
    from app.withdrawal.web.cohorts.forms import ListForm, NameForm, SoughtForm


@dataclass(frozen=True, slots=True)
class CohortList:
    """The cohorts, a row each: its name and page, how many employers, where it stands, by whom."""

    title: str
    rooms: list[tuple[str, str, bool]]
    rows: Sequence[tuple[str, str, str, str, str]]
    may_change: bool
    may_make_everybody: bool


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """Filters, and the employers that answer: how many, the first of them by name, all of them as a list."""

    title: str
    form: SoughtForm
    number: str
    shown: Sequence[Listed]
    neqs: str
    cut: bool
    caption: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list to be given, or given again; `wrong`: line, what it says and why it is not taken."""

    title: str
    caption: str
    form: ListForm
    wrong: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The employers that a list names, before anything is recorded."""

    title: str
    caption: str
    number: str
    employers: Sequence[Listed]
    form: NameForm


@dataclass(frozen=True, slots=True)
class CohortPage:
    """A cohort and its employers. `may_change`: it is still a list that may become another.

    `may_propose`: nothing waits about it; `announced`: a date was approved for it, which may be cancelled.
    """

    title: str
    id: str
    rows: list[tuple[str, ...]]
    employers: Sequence[Listed]
    paging: Paging
    may_change: bool
    may_propose: bool
    announced: bool
    everybody: bool


def how_many(number: int) -> str:
    """A number of employers."""
    return str(ngettext("%(num)s employeur", "%(num)s employeurs", number))


def list_rows(found: Iterable[NamedCohort]) -> list[tuple[str, str, str, str, str]]:
    """The rows of the list of cohorts."""
    return [
        (
            one.row.name,
            url_for("cohorts.show", cohort_id=one.row.public_id),
            number_in_words(one.number),
            stands(one.row, one.on),
            _("%(name)s, le %(at)s", name=one.by, at=instant(one.row.made_at)),
        )
        for one in found
    ]


def stands(cohort: Cohort, on: date | None) -> str:
    """The day that was last approved for it, if one stands."""
    if on is not None:
        return day(on)
    return str(_("Annulée")) if cohort.announced_at else str(_("Pas encore annoncée"))


def cohort_rows(cohort: Cohort, on: date | None, number: int, waits: NamedProposal | None) -> list[tuple[str, ...]]:
    """What is said of a cohort above its employers."""
    rows: list[tuple[str, ...]] = [(_("Employeurs"), how_many(number)), (_("Date du retrait"), stands(cohort, on))]
    if cohort.announced_at is not None:
        rows.append((_("Annonce"), _("Annoncée le %(at)s", at=instant(cohort.announced_at))))
    if waits is None:
        return rows
    href = url_for("withdrawal_proposals.show", proposal_id=waits.row.public_id)
    says = _("%(name)s, le %(at)s", name=waits.by, at=instant(waits.row.proposed_at))
    return [*rows, (_("Proposition qui attend"), says, _("Ouvrir la proposition"), href)]


def choice_page(form: SoughtForm, found: Chosen | None, shown: int) -> ChoicePage:
    """The filters, with what was found if anything was looked for."""
    title, employers = _("Choisir des employeurs"), found.employers if found else ()
    number = how_many(len(employers)) if found else ""
    neqs = "\n".join(one.neq for one in employers)
    caption = _("Premiers employeurs de la liste") if employers[shown:] else _("Employeurs de la liste")
    return ChoicePage(title, form, number, employers[:shown], neqs, found.cut if found else False, caption)


def wrong_rows(wrong: Iterable[Wrong]) -> list[tuple[str, str, str]]:
    """The lines that are not taken."""
    return [(str(one.line), neq(one.text) if one.text.isdecimal() else one.text, label(one.problem)) for one in wrong]
