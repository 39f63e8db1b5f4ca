"""What the pages of paper withdrawal receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.registry.queries.proposals import count_waiting
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import day as written
from app.site.web.page.filters import instant
from app.site.web.page.paging import Paging
from app.vocabulary.accounts import StaffRole
from app.withdrawal.web.effect import EffectView
from app.withdrawal.web.readiness import ReadinessView, readiness_of_employer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.registry.models.employers import Employer
    from app.registry.queries.proposals import NamedProposal
    from app.site.web.forms.choosing import EmployerChoices, EmployerQuery
    from app.site.web.forms.fields import Form
    from app.withdrawal.queries.withdrawals import DatedEmployer, Past, Stage


def rooms(current: str) -> list[tuple[str, str, bool]]:
    """The first pages of the subject that the reader may open, as links; with how many proposals wait."""
    waiting, proposals = count_waiting(db.session()), _("Propositions")
    named = [
        ("withdrawals.index", _("Dates")),
        ("preparation.index", _("Préparation")),
        ("simulation.index", _("Simuler")),
        ("simulations.index", _("Simulations gardées")),
        ("cohorts.index", _("Cohortes")),
        ("withdrawal_proposals.index", f"{proposals} ({waiting})" if waiting else proposals),
    ]
    if StaffRole.ADMINISTRATOR in current_principal().staff_roles:
        named.append(("withdrawal_watch.index", _("Surveillance")))
    return [(text, url_for(endpoint), endpoint == current) for endpoint, text in named]


@dataclass(frozen=True, slots=True)
class ListPage:
    """Employers that have a date, by stage; a search for any other."""

    title: str
    rooms: list[tuple[str, str, bool]]
    form: EmployerQuery
    choices: EmployerChoices
    views: list[tuple[str, str, bool]]
    stage: Stage
    rows: Sequence[DatedEmployer]
    paging: Paging


def stage_views(counts: Mapping[Stage, int], current: Stage) -> list[tuple[str, str, bool]]:
    """The stages with their counts, as links."""
    names = {
        "a-venir": _("À venir"),
        "en-vigueur": _("En vigueur"),
        "sans-preavis": _("Sans préavis"),
    }
    return [
        (f"{names[stage.value]} ({number})", url_for("withdrawals.index", stage=stage.value), stage is current)
        for stage, number in counts.items()
    ]


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """One employer's date, prior notices and history. `effective`: the date can no longer be moved.

    `proposal`: what waits for a second person.
    """

    title: str
    employer: Employer
    withdrawal_on: date | None
    prior_notices: Sequence[tuple[date, str]]
    told: bool
    effective: bool
    may_change: bool
    proposal: NamedProposal | None
    history: list[tuple[str, str, str]]

    @property
    def readiness(self) -> ReadinessView:
        """How it stands, today."""
        return readiness_of_employer(self.employer.id)


def history_sentences(history: Sequence[Past]) -> list[tuple[str, str, str]]:
    """When, what, and in whose words."""
    return [(instant(past.recorded_at), _sentence(past), _detail(past)) for past in history]


def _sentence(past: Past) -> str:
    who = past.by or (_("Le registre") if past.origin == "feed" else _("La Commission"))
    if past.kind == "notice":
        return str(_("%(who)s a consigné le préavis donné le %(day)s.", who=who, day=written(past.day)))
    if past.kind == "return":
        return str(_("%(who)s a remis l'employeur au papier le %(day)s.", who=who, day=written(past.day)))
    if past.day is None:
        return str(_("%(who)s a annulé le retrait du %(before)s.", who=who, before=written(past.before)))
    if past.before is None:
        return str(_("%(who)s a fixé le retrait au %(day)s.", who=who, day=written(past.day)))
    moved = _("%(who)s a déplacé le retrait du %(before)s au %(day)s.")
    return str(moved) % {"who": who, "before": written(past.before), "day": written(past.day)}


def _detail(past: Past) -> str:
    if not past.words:
        return ""
    if past.kind == "notice":
        return str(_("Lettre : %(words)s", words=past.words))
    if past.proposed_by:
        return str(_("Proposé par %(name)s. Motif : %(words)s", name=past.proposed_by, words=past.words))
    return str(_("Motif : %(words)s", words=past.words))


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What is asked: a date, a cancellation or a prior notice."""

    title: str
    employer: Employer
    form: Form
    intro: str


@dataclass(frozen=True, slots=True)
class EffectPage:
    """What that would change. `kept` is what was typed, sent again with the confirmation."""

    title: str
    employer: Employer
    asked: str
    effect: EffectView
    kept: list[tuple[str, str]]
    confirm_text: str
    changed: bool
