"""The page of a proposal about a cohort, for who reads it or answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.site.web.gate.guards import current_actor
from app.site.web.page.filters import label
from app.withdrawal.actions.cohort_effects import effect_of_cohort_proposal
from app.withdrawal.actions.withdrawals import WithdrawalRefused
from app.withdrawal.queries.cohorts.effects import kept_of_cohort
from app.withdrawal.web.cohorts.effect import CohortEffectView, view_of_kept
from app.withdrawal.web.proposal_page import asked, proposal_rows

if TYPE_CHECKING:
    from app.registry.queries.proposals import NamedProposal


@dataclass(frozen=True, slots=True)
class CohortProposalPage:
    """One proposal: its effects as they were on the screen, and as they are now while it waits."""

    title: str
    caption: str
    id: str
    rows: list[tuple[str, ...]]
    effects: list[tuple[str, CohortEffectView]]
    seen: str
    has_changed: bool
    refusal: str
    waits: bool
    is_own: bool
    may_answer: bool


def show_cohort_proposal(found: NamedProposal, *, may_answer: bool) -> str:
    """The page, with the effects reckoned again while nobody has answered."""
    row, effect, seen, refusal = found.row, None, "", ""
    if row.decided_at is None:
        try:
            now = effect_of_cohort_proposal(db.session(), row)
            effect, seen = kept_of_cohort(now), now.fingerprint
        except WithdrawalRefused as refused:
            refusal = label(refused.code)
    effects = [(_("Ce qui était à l'écran au moment de proposer"), view_of_kept(row.effects))]
    if effect is not None and effect != row.effects:
        effects.append((_("Effets d'aujourd'hui"), view_of_kept(effect)))
    href = url_for("cohorts.show", cohort_id=row.asked["cohort"])
    page = CohortProposalPage(
        title=asked(found),
        caption=row.asked["name"],
        id=row.public_id,
        rows=[(_("Cohorte"), row.asked["name"], _("Voir ses employeurs"), href), *proposal_rows(found)],
        effects=effects,
        seen=seen,
        has_changed=len(effects) > 1,
        refusal=refusal,
        waits=row.decided_at is None,
        is_own=row.proposed_by_id == current_actor().id,
        may_answer=may_answer,
    )
    return render_template("pages/cohorts/proposal.html", page=page)
