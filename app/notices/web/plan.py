"""What will happen, before it happens: the channel and why, each recipient with the way to reach them, the alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from app.notices.web.alert_words import next_step
from app.site.web.page.spoken import Spoken, spoken
from app.vocabulary.notices import AlertCode, Channel, DispatchState, RecipientKind

if TYPE_CHECKING:
    from app.notices.queries.destinations import Destination, NoticePlan


@dataclass(frozen=True, slots=True)
class Reached:
    """One recipient: who, by which way, and where exactly."""

    name: str
    who: str
    channel: Channel
    where: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as it is read. `fingerprint` goes back with the confirmation."""

    outcome: Channel
    answer: str
    why: Spoken
    reached: tuple[Reached, ...]
    letters: int
    alerts: tuple[tuple[AlertCode, LazyString], ...]
    fingerprint: str


def plan_view(plan: NoticePlan, *, awaits: bool = False) -> PlanView:
    """The plan of a notice, in the language of the page; `awaits`: a designation awaits the Commission."""
    outcome = plan.ruling.outcome
    answers = {
        Channel.ELECTRONIC: _("Ce sera déposé à l'écran; chaque personne en sera avisée par courriel."),
        Channel.POST: _("Ce sera envoyé par la poste, sans copie à l'écran."),
        Channel.HELD: _("Ce sera retenu : personne ne peut encore le recevoir."),
    }
    reached = tuple(_reached(one) for one in plan.destinations if one.kind is not RecipientKind.NONE)
    return PlanView(
        outcome=outcome,
        answer=answers[outcome],
        why=spoken(plan.ruling, plan.ruling.rule),
        reached=reached,
        letters=sum(one.channel is Channel.POST for one in reached),
        alerts=tuple((code, next_step(code, awaits=awaits)) for code in plan.alerts),
        fingerprint=plan.fingerprint,
    )


def _reached(one: Destination) -> Reached:
    kinds = {
        RecipientKind.PERSON: _("Peut lire à l'écran") if one.channel is Channel.ELECTRONIC else _("Personne désignée"),
        RecipientKind.PAPER_RECIPIENT: _("Reçoit le papier de l'employeur"),
        RecipientKind.EMPLOYER: _("Adresse de l'employeur au dossier"),
    }
    return Reached(one.name, kinds[one.kind], one.channel, _where(one))


def _where(one: Destination) -> str:
    if one.state is DispatchState.HELD:
        missing = _("Aucune adresse de courriel") if one.channel is Channel.ELECTRONIC else _("Aucune adresse postale")
        return str(missing)
    if one.address is None:
        return one.email
    address = one.address
    city = f"{address.city} ({address.province})"
    lines = (address.attention, address.line1, address.line2, city, address.postal_code)
    return ", ".join(line for line in lines if line)
