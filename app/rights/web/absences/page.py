"""What the pages of absences receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.resolver.queries.grants import last_day
from app.rights.web.grants.person_notes import absence_sentence
from app.rights.web.losses.losing import LossPage
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day

if TYPE_CHECKING:
    from app.rights.queries.absences import AbsenceRow
    from app.rights.web.absences.forms import AbsenceForm
    from app.rights.web.losses.coverage import CoverageView
    from app.rights.web.losses.losing import LossForm
    from app.site.web.page.shell import NavItem


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence. `cancel_href` is empty for one that is over, `prolong_href` and `pass_href` too."""

    person: str
    stand_in: str
    first_day: str
    last_day: str
    state: str
    tone: str
    cancel_href: str
    prolong_href: str
    pass_href: str


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    """Absences that run or are to come, and those that are over."""

    title: str
    rooms: tuple[NavItem, ...]
    lasting: tuple[AbsenceLine, ...]
    past: tuple[AbsenceLine, ...]


def absences_page(lasting: Sequence[AbsenceRow], past: Sequence[AbsenceRow], on: date) -> AbsencesPage:
    """The list."""
    return AbsencesPage(
        title=_("Absences"),
        rooms=access_rooms(),
        lasting=tuple(_line(row, on) for row in lasting),
        past=tuple(_line(row, on) for row in past),
    )


def _line(row: AbsenceRow, on: date) -> AbsenceLine:
    state, tone = _state(row, on)
    return AbsenceLine(
        person=row.person,
        stand_in=row.stand_in,
        first_day=day(row.from_on),
        last_day=day(last_day(row.until_on)),
        state=state,
        tone=tone,
        cancel_href=url_for("absences.cancel", absence=row.public_id) if row.may_end(on) else "",
        prolong_href=url_for("absences.new", after=row.public_id, same="oui") if row.may_end(on) else "",
        pass_href=url_for("absences.new", after=row.public_id) if row.may_end(on) else "",
    )


def _state(row: AbsenceRow, on: date) -> tuple[str, str]:
    if row.cancelled:
        return str(_("Annulée")), "closed"
    if row.runs(on):
        return str(_("En cours")), "good"
    return (str(_("À venir")), "info") if row.may_end(on) else (str(_("Finie")), "closed")


@dataclass(frozen=True, slots=True)
class NewAbsencePage:
    """Naming a stand-in."""

    title: str
    form: AbsenceForm
    back_href: str


def new_page(form: AbsenceForm) -> NewAbsencePage:
    """The form."""
    return NewAbsencePage(_("Inscrire une absence"), form, url_for("absences.index"))


def cancel_page(row: AbsenceRow, form: LossForm, view: CoverageView) -> LossPage:
    """Ending an absence before its last day."""
    return LossPage(
        title=_("Mettre fin à ce remplacement?"),
        caption=row.person,
        form=form,
        rows=((_("Remplacement"), absence_sentence(row)),),
        sentences=(
            _("Ce que %(name)s a par ce remplacement finit dès la prochaine page demandée.", name=row.stand_in),
            _("La personne absente garde tous ses droits."),
            _("Un courriel avise les deux personnes."),
        ),
        button=_("Mettre fin au remplacement"),
        back_href=url_for("absences.index"),
        coverage=view,
        must_accept=form.asks_to_accept(view),
        offers_successor=form.has_candidates,
    )
