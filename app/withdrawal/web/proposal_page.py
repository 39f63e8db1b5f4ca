"""What the pages of proposals receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.registry.words.proposals import Decision, ProposalKind
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import day as written
from app.site.web.page.filters import instant, label
from app.vocabulary.notices import Channel
from app.withdrawal.queries.kept import kept
from app.withdrawal.queries.proposals import asked_day
from app.withdrawal.web.effect import EffectView, effect_view

if TYPE_CHECKING:
    from app.ledger.steps.audit import Actor
    from app.registry.queries.proposals import NamedProposal
    from app.site.web.forms.fields import Form
    from app.site.web.page.paging import Paging
    from app.withdrawal.queries.withdrawals import Effect


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One line: what, for whom, who asks since when, and whether it is one's own."""

    asked: str
    employer: str
    by: str
    at: str
    href: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ProposalList:
    """What waits for a second person."""

    title: str
    rooms: list[tuple[str, str, bool]]
    rows: Sequence[ProposalRow]
    paging: Paging


@dataclass(frozen=True, slots=True)
class KeptEffect:
    """The effect as it was on the screen of whoever proposed: ways, rules, and names."""

    on: date
    before: Channel
    before_rule: str
    after: Channel
    after_rule: str
    readers: str
    losing: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One proposal. `kept`: its effects as they were on the screen; `effect`: as they are now, while it waits.

    `has_changed`: whether the two differ. `refusal`: why it can no longer be approved.
    """

    title: str
    caption: str
    id: str
    rows: list[tuple[str, ...]]
    kept: KeptEffect
    has_changed: bool
    effect: EffectView | None
    refusal: str | None
    waits: bool
    is_own: bool
    may_answer: bool

    @property
    def seen(self) -> str:
        """What whoever approves has read: the fingerprint of its effects now; empty when it cannot be approved."""
        return self.effect.fingerprint if self.effect else ""


def asked(found: NamedProposal) -> str:
    """What is proposed, in a few words."""
    on = asked_day(found.row)
    if on is None:
        return label(ProposalKind(found.row.kind))
    return str(_("Retrait du papier le %(day)s", day=written(on)))


def list_rows(found: Sequence[NamedProposal], actor: Actor) -> list[ProposalRow]:
    """The lines of the list."""
    return [
        ProposalRow(
            asked(one),
            one.employer.name if one.employer else one.row.asked["name"],
            one.by,
            instant(one.row.proposed_at),
            url_for("withdrawal_proposals.show", proposal_id=one.row.public_id),
            one.row.proposed_by_id == actor.id,
        )
        for one in found
    ]


def proposal_page(
    found: NamedProposal, effect: Effect | None, refusal: str | None, actor: Actor, *, may_answer: bool
) -> ProposalPage:
    """One proposal, for who reads it."""
    return ProposalPage(
        title=asked(found),
        caption=found.employer.name if found.employer else "",
        id=found.row.public_id,
        rows=proposal_rows(found),
        kept=_kept(found.row.effects),
        has_changed=effect is not None and kept(effect) != found.row.effects,
        effect=effect_view(effect) if effect else None,
        refusal=refusal,
        waits=found.row.decided_at is None,
        is_own=found.row.proposed_by_id == actor.id,
        may_answer=may_answer,
    )


def _kept(effects: Mapping[str, Any]) -> KeptEffect:
    return KeptEffect(
        on=date.fromisoformat(effects["effect_on"]),
        before=Channel(effects["channel_before"]),
        before_rule=effects["rule_before"],
        after=Channel(effects["channel_after"]),
        after_rule=effects["rule_after"],
        readers=", ".join(one["name"] for one in effects["readers"]),
        losing=", ".join(one["name"] for one in effects["losing"]),
    )


def proposal_rows(found: NamedProposal) -> list[tuple[str, ...]]:
    """For whom, by whom, why, and the answer."""
    row, employer = found.row, found.employer
    rows: list[tuple[str, ...]] = [
        (_("Proposée par"), _("%(name)s, le %(at)s", name=found.by, at=instant(row.proposed_at))),
        (_("Motif"), row.reason),
    ]
    if employer is not None:
        href = url_for("withdrawals.employer", employer_id=employer.public_id)
        rows.insert(0, (_("Employeur"), employer.name, _("Voir ses dates"), href))
    if row.decision is None or row.decided_at is None:
        return [*rows, (_("Réponse"), _("Attend une deuxième personne"))]
    answered = _("%(name)s, le %(at)s", name=found.decided_by, at=instant(row.decided_at))
    rows += [(label(Decision(row.decision)), answered)]
    return [*rows, (_("Motif du refus"), row.answer)] if row.answer else rows


def refusal_page(found: NamedProposal, form: Form) -> GesturePage:
    """The page that asks why it is refused."""
    return GesturePage(
        title=_("Refuser la proposition"),
        caption=asked(found),
        form=form,
        sentences=(_("Rien ne change. Votre motif reste avec la proposition."),),
        button=_("Refuser la proposition"),
        kind="primary",
        back_href=url_for("withdrawal_proposals.show", proposal_id=found.row.public_id),
    )
