"""The chain of an explanation in words: each link, what was found, the rule that answered or that could have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.site.web.page.filters import day, label
from app.site.web.page.spoken import Spoken, spoken
from app.vocabulary.accounts import Space
from app.vocabulary.rulings import AccessReason, Link
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.resolver.queries.explanations import AccessFacts, AskedPaper, Step


@dataclass(frozen=True, slots=True)
class SpokenStep:
    """One link of the chain. `tone` and `state` say whether it holds; `lines` are the rules that said so."""

    link: str
    found: str
    state: str
    tone: str
    lines: tuple[Spoken, ...]


def spoken_steps(
    steps: Sequence[Step], facts: AccessFacts | None, paper: AskedPaper | None = None
) -> tuple[SpokenStep, ...]:
    """A chain in the language of the page. `facts` are those of its ruling; `paper` the document, if there is one."""
    return tuple(
        SpokenStep(
            link=label(step.link),
            found=_found(step, facts, paper),
            state=step_state(step.ok),
            tone={True: "good", False: "alert", None: "neutral"}[step.ok],
            lines=_lines(step),
        )
        for step in steps
    )


def step_state(ok: bool | None) -> str:
    """Whether a link holds; a link that was not asked has no answer."""
    return str(_("oui") if ok else _("sans objet") if ok is None else _("non"))


def _lines(step: Step) -> tuple[Spoken, ...]:
    """The rules that answered; for a link that merely does not refuse, the rule that could have, without its words."""
    said = tuple(spoken(reason, reason.rule) for reason in step.reasons)
    if not said and step.governed_by:
        said = (Spoken("", step.governed_by.rule, step.governed_by.source),)
    return said


def _found(step: Step, facts: AccessFacts | None, paper: AskedPaper | None) -> str:
    if step.link is Link.PAPER:
        return _paper(paper)
    if facts is None:
        return ""
    if step.link is Link.ACCOUNT:
        return label(facts.signed_in_with)
    if step.link is Link.ROLE:
        return str(_("Aucun rôle")) if step.ok is False and not step.reasons[0].rule else label(facts.role)
    if step.link is Link.RIGHT:
        return right_found(step)
    return _service(step, facts)


def right_found(step: Step) -> str:
    """Which right a link found."""
    if not step.reasons:
        return ""
    held_elsewhere = not step.reasons[0].rule
    return str(_("Pas dans cette session")) if held_elsewhere else label(AccessReason(step.reasons[0].code))


def _paper(paper: AskedPaper | None) -> str:
    if paper is None:
        return ""
    return str(_("%(channel)s, déposé le %(day)s", channel=label(paper.channel), day=day(paper.deposited_on)))


def _service(step: Step, facts: AccessFacts) -> str:
    if facts.service is not OnlineService.FILE_FOLLOWUP or Space.GUICHET_SST not in facts.accounts or step.ok is None:
        return ""
    withdrawal = day(facts.withdrawal_on) if facts.withdrawal_on else _("aucune date")
    notice = day(facts.prior_notice_on) if facts.prior_notice_on else _("aucun")
    return str(_("Retrait du papier : %(withdrawal)s. Préavis : %(notice)s.", withdrawal=withdrawal, notice=notice))
