"""What the staff's pages of explanations receive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.papers.web.documents.openers_page import count_of_openers, roles_in_words
from app.rights.web.grants.why_page import answer_about, day_facts, granted_by
from app.site.web.page.filters import instant, label
from app.site.web.reasons.chain import SpokenStep, spoken_steps
from app.site.web.reasons.sentences import Explained, SpokenFix, explained_to_another, spoken_fix

if TYPE_CHECKING:
    from app.desk.web.explanations.forms import FindForm, PaperForm, ServiceForm
    from app.medical.queries.notice_subjects import AskedSubject, Chain
    from app.registry.models.employers import Employer
    from app.resolver.queries.explanations import AskedPaper, Explanation, Step
    from app.resolver.queries.grants import GrantOrigin
    from app.site.web.page.moment import Moment


@dataclass(frozen=True, slots=True)
class FindPage:
    """The people of an employer to ask about. `more`: there are others, beyond those that are shown."""

    title: str
    caption: str
    form: FindForm
    people: tuple[tuple[str, str], ...]
    more: bool
    back_href: str


def find_page(employer: Employer, form: FindForm, found: Sequence[tuple[int, str, str]], most: int) -> FindPage:
    """The page of a search."""
    people = tuple(
        (name, url_for("explanations.person", employer_id=employer.public_id, person=public_id))
        for _id, public_id, name in found[:most]
    )
    back = url_for("employers.show", employer_id=employer.public_id)
    return FindPage(_("Qui peut quoi, et pourquoi?"), employer.name, form, people, len(found) > most, back)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person and one service."""

    title: str
    caption: str
    answer: str
    explained: Explained
    facts: tuple[tuple[str, str], ...]
    known: str
    form: ServiceForm
    back_href: str


def person_page(
    employer: Employer, name: str, found: Explanation, origin: GrantOrigin | None, moment: Moment, form: ServiceForm
) -> PersonPage:
    """The page of a question about a person."""
    return PersonPage(
        title=_("Pourquoi? %(name)s", name=name),
        caption=employer.name,
        answer=answer_about(name, found, moment),
        explained=explained_to_another(found),
        facts=(
            (_("Service"), label(found.service)),
            (_("Espace"), label(found.space)),
            *day_facts(found),
            *granted_by(origin),
        ),
        known=moment.known,
        form=form,
        back_href=url_for("explanations.index", employer_id=employer.public_id),
    )


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One person and their chain to the paper."""

    name: str
    roles: str
    answer: str
    steps: tuple[SpokenStep, ...]
    fix: SpokenFix | None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Who could open the paper of a notice; `nature` is why nobody could. Neither its title nor its worker is here."""

    title: str
    caption: str
    count: str
    nature: tuple[SpokenStep, ...]
    known: str
    asked: tuple[PaperLine, ...]
    searched: bool
    openers: tuple[PaperLine, ...]
    form: PaperForm
    back_href: str


@dataclass(frozen=True, slots=True)
class FoundOfPaper:
    """What the queries say: those who could open the paper, those who were asked about, and everybody's name."""

    subject: AskedSubject
    openers: Sequence[Chain]
    asked: Sequence[Chain]
    names: dict[int, str]
    nature: Step


def paper_page(employer: Employer, notice_id: str, found: FoundOfPaper, moment: Moment, form: PaperForm) -> PaperPage:
    """The page of a notice's paper and a moment."""
    title = (
        _("Qui pouvait ouvrir ce papier médical?") if found.subject.is_medical else _("Qui pouvait ouvrir ce document?")
    )
    removed = _removed(found.subject.document, moment)
    return PaperPage(
        title=title,
        caption=employer.name,
        count=removed or count_of_openers(len(found.openers), moment),
        nature=() if found.nature.ok or removed else spoken_steps((found.nature,), None, found.subject.document),
        known=moment.known,
        asked=_lines(found.asked, found.names, moment),
        searched=bool(form.q.data),
        openers=_lines(found.openers, found.names, moment),
        form=form,
        back_href=url_for("notices.show", notice_id=notice_id),
    )


def _removed(document: AskedPaper | None, moment: Moment) -> str:
    """When and by whom the document was taken back, by that moment; empty if it was not."""
    if document is None or document.removed_at is None or not document.is_removed(moment.on, moment.known_at):
        return ""
    about = {"at": instant(document.removed_at), "by": document.removed_by}
    return str(_("Ce document a été retiré le %(at)s, par %(by)s : depuis, personne ne peut l'ouvrir.", **about))


def _said(chain: Chain, moment: Moment) -> tuple[SpokenStep, ...]:
    """The chain; where the document was taken back, its last link says so and not that nothing was deposited."""
    found = chain.found
    paper = found.paper if found else None
    steps = spoken_steps(chain.steps, found.facts if found else None, paper)
    if not (removed := _removed(paper, moment)):
        return steps
    return (*steps[:-1], replace(steps[-1], found=removed, lines=()))


def _lines(chains: Iterable[Chain], names: dict[int, str], moment: Moment) -> tuple[PaperLine, ...]:
    return tuple(sorted((_line(chain, names, moment) for chain in chains), key=lambda line: line.name))


def _line(chain: Chain, names: dict[int, str], moment: Moment) -> PaperLine:
    name, found = names[chain.person_id], chain.found
    said = {"name": name, "when": moment.when}
    yes, no = (
        _("Oui : %(name)s peut ouvrir ce document %(when)s.", **said),
        _("Non : %(name)s ne peut pas ouvrir ce document %(when)s.", **said),
    )
    if moment.is_past:
        yes, no = (
            _("Oui : %(name)s pouvait ouvrir ce document %(when)s.", **said),
            _("Non : %(name)s ne pouvait pas ouvrir ce document %(when)s.", **said),
        )
    return PaperLine(
        name=name,
        roles=roles_in_words(found.roles) if found else "",
        answer=yes if chain.allowed else no,
        steps=_said(chain, moment),
        fix=spoken_fix(chain.fixes),
    )
