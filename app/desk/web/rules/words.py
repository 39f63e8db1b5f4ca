"""Rules, conditions and periods in words, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import gettext as said

from app.site.web.page.filters import day, label
from app.vocabulary.labels import Labelled

if TYPE_CHECKING:
    from app.resolver.domain.rules import Condition, RuleRow, RuleStep


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as it is read. `alert` and `fix` may be empty."""

    id: str
    version: int
    says: str
    conditions: tuple[str, ...]
    then: Labelled
    period: str
    source: str
    sureness: str
    alert: Labelled | None
    fix_what: str
    fix_who: str
    correction: bool
    afterwards: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A rule met on the way: whether it answered, and otherwise why not."""

    id: str
    says: str
    holds: bool
    because: str


def rule_view(row: RuleRow) -> RuleView:
    """The rule in words."""
    return RuleView(
        id=row.id,
        version=row.version,
        says=said(row.says),
        conditions=tuple(condition_words(one) for one in row.when),
        then=row.then,
        period=period_words(row.begins, row.until),
        source=row.source,
        sureness=_sureness(row.tag),
        alert=row.alert,
        fix_what=said(row.fix.what) if row.fix else "",
        fix_who=said(row.fix.who) if row.fix else "",
        correction=row.correction,
        afterwards=row.afterwards,
    )


def step_view(step: RuleStep) -> StepView:
    """The step in words."""
    return StepView(step.row.id, said(step.row.says), step.holds, _because(step))


def _because(step: RuleStep) -> str:
    if step.holds:
        return ""
    if not step.in_force:
        period = period_words(step.row.begins, step.row.until)
        return str(_("N'est pas en vigueur ce jour-là (%(period)s).", period=period))
    return str(_("Il faudrait : %(conditions)s.", conditions="; ".join(condition_words(one) for one in step.failing)))


def condition_words(condition: Condition) -> str:
    """« comptes de l'employeur : clicSÉQUR seulement »."""
    values = _(" ou ").join(label(value) for value in condition.values)
    if condition.all_but:
        values = _("tout sauf %(value)s", value=values)
    return str(_("%(fact)s : %(values)s", fact=said(condition.fact), values=values))


def period_words(begins: date | None, until: date | None) -> str:
    """From which day to which other, both included."""
    last = until - timedelta(days=1) if until else None
    if begins and last:
        return str(_("du %(first)s au %(last)s", first=day(begins), last=day(last)))
    if begins:
        return str(_("depuis le %(first)s", first=day(begins)))
    return str(_("jusqu'au %(last)s", last=day(last)) if last else _("sans limite de temps"))


def _sureness(tag: str) -> str:
    words = {
        "D": _("énoncé par le texte"),
        "S": _("confirmé par une autre source"),
        "E": _("constaté par essai"),
        "I": _("déduit du texte"),
        "P": _("choix du portail"),
    }
    return str(_(" et ")).join(str(words[letter]) for letter in tag.split("+"))
