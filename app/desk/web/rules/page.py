"""What the pages of rules receive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import gettext as said

from app.desk.web.rules.words import RuleView, StepView, rule_view, step_view
from app.resolver.domain import rules
from app.site.web.page.filters import label
from app.site.web.page.spoken import Spoken, spoken
from app.vocabulary.documents import Side
from app.vocabulary.notices import AlertCode, Channel

if TYPE_CHECKING:
    from app.desk.web.rules.forms import FactsForm

#: In an address, in French; in the code, as the tables are named.
SLUGS = {"canal": "route", "acces": "access", "attribution": "granting", "ouverture": "opening"}


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as a person reads it."""

    name: str
    question: str
    how: str
    rows: tuple[RuleView, ...]
    otherwise: RuleView
    try_href: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All the tables."""

    title: str
    tables: tuple[TableView, ...]


def rules_page() -> RulesPage:
    """The tables, in words."""
    return RulesPage(_("Règles"), tuple(_table(slug, rules.table(name)) for slug, name in SLUGS.items()))


def _table(slug: str, table: rules.RuleTable) -> TableView:
    gathers = _("Toutes les règles qui tiennent sont citées, dans cet ordre.")
    decides = _("Une seule règle répond; une correction peut ensuite changer sa réponse.")
    return TableView(
        name=slug,
        question=said(table.question),
        how=gathers if table.gathers else decides,
        rows=tuple(rule_view(row) for row in table.rows),
        otherwise=rule_view(table.otherwise),
        try_href=url_for("rules.simulator", table=slug),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules answer to the facts: in a sentence, with reasons, and the way there."""

    sentence: str
    channel: Channel | None
    good: bool
    reasons: tuple[Spoken, ...]
    fix: rules.Fix | None
    alerts: tuple[AlertCode, ...]
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class SimulatorPage:
    """A form of facts, and the answer when they are understood."""

    title: str
    form: FactsForm
    question: str
    views: list[tuple[str, str, bool]]
    table: str
    answer: Answer | None


def simulator_page(slug: str, form: FactsForm, *, understood: bool) -> SimulatorPage:
    """The simulator of one table."""
    names = {
        "canal": _("Canal d'un avis"),
        "acces": _("Accès à un service"),
        "attribution": _("Attribution d'un droit"),
        "ouverture": _("Ouverture d'un document"),
    }
    views = [(str(text), url_for("rules.simulator", table=each), each == slug) for each, text in names.items()]
    question = said(rules.table(SLUGS[slug]).question)
    answer = _ANSWERS[SLUGS[slug]](form.given) if understood else None
    return SimulatorPage(_("Simulateur"), form, question, views, slug, answer)


def _steps(name: str, given: dict[str, Any]) -> tuple[StepView, ...]:
    return tuple(step_view(step) for step in rules.steps(name, given))


def _route(given: dict[str, Any]) -> Answer:
    ruling = rules.route(given)
    sentences = {
        Channel.ELECTRONIC: _("L'avis va à l'écran."),
        Channel.POST: _("L'avis va par la poste."),
        Channel.HELD: _("L'avis est retenu."),
    }
    return Answer(
        sentence=sentences[ruling.outcome],
        channel=ruling.outcome,
        good=ruling.outcome is not Channel.HELD,
        reasons=(spoken(ruling, ruling.rule),),
        fix=None,
        alerts=ruling.alerts,
        steps=_steps("route", given),
    )


def _access(given: dict[str, Any]) -> Answer:
    ruling = rules.access(given)
    if ruling.allowed:
        sentence = _("Oui : le droit est détenu et le service est ouvert.")
    elif ruling.held:
        sentence = _("Non : le droit est détenu, mais le service n'est pas ouvert à ce compte ce jour-là.")
    elif ruling.open:
        sentence = _("Non : le service est ouvert, mais la personne n'en détient pas le droit.")
    else:
        sentence = _("Non : ni droit détenu, ni service ouvert.")
    return Answer(
        sentence=sentence,
        channel=None,
        good=ruling.allowed,
        reasons=_reasons(ruling.reasons),
        fix=rules.Fix(" ".join(said(fix.what) for fix in ruling.fixes), _who(ruling.fixes)) if ruling.fix else None,
        alerts=(),
        steps=_steps("access", given),
    )


def _granting(given: dict[str, Any]) -> Answer:
    ruling = rules.granting(given)
    yes, no = _("Oui : cette personne peut accorder ce droit."), _("Non : pas dans ces conditions.")
    return Answer(
        sentence=yes if ruling.allowed else no,
        channel=None,
        good=ruling.allowed,
        reasons=_reasons(ruling.reasons),
        fix=None,
        alerts=(),
        steps=_steps("granting", given),
    )


def _opening(given: dict[str, Any]) -> Answer:
    ruling, steps = rules.opening(given), rules.steps("opening", given)
    asks = given["side"] == Side.EMPLOYER
    besides = _("Oui, pour qui peut suivre les dossiers.") if asks else _("Oui : cette personne peut l'ouvrir.")
    fixes = [step.row.fix for step in steps if step.holds and step.row.fix]
    return Answer(
        sentence=besides if ruling.allowed else _("Non : ce document ne s'ouvre pas à l'écran pour cette personne."),
        channel=None,
        good=ruling.allowed,
        reasons=_reasons(ruling.reasons),
        fix=rules.Fix(" ".join(said(fix.what) for fix in fixes), _who(fixes)) if fixes else None,
        alerts=(),
        steps=tuple(step_view(step) for step in steps),
    )


def _reasons(reasons: Sequence[Any]) -> tuple[Spoken, ...]:
    return tuple(Spoken(said(one.says), f"{one.rule}, {label(one.code)}", one.source) for one in reasons)


def _who(fixes: Sequence[rules.Fix]) -> str:
    return " ".join(dict.fromkeys(said(fix.who) for fix in fixes))


_ANSWERS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "route": _route,
    "access": _access,
    "granting": _granting,
    "opening": _opening,
}
