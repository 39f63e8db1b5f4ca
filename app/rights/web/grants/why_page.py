"""« Pourquoi? »: one person, one service, one day; the chain of facts and the rules that answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.rights.web.grants.page import origin_in_words, right_in_words
from app.site.web.page.filters import label
from app.site.web.reasons.chain import right_found, step_state
from app.site.web.reasons.sentences import Explained, explained_to_another, explained_to_granter
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import Link

if TYPE_CHECKING:
    from app.registry.queries.people import PersonOfEmployer
    from app.resolver.queries.explanations import Explanation, Step
    from app.resolver.queries.grants import GrantOrigin, Right
    from app.site.web.page.moment import Moment, MomentForm


@dataclass(frozen=True, slots=True)
class WhyPage:
    """One answer, explained."""

    title: str
    caption: str
    answer: str
    explained: Explained
    facts: tuple[tuple[str, str], ...]
    known: str
    filters: MomentForm
    back_href: str
    grant_href: str | None
    end_href: str | None
    revoke_href: str | None


def why_page(
    person: PersonOfEmployer, found: Explanation, origin: GrantOrigin | None, moment: Moment, filters: MomentForm
) -> WhyPage:
    """The page of a question about a person of the employer, in the granter's space."""
    who, service, right = person.public_id, found.service, found.right
    plain = Role.USER in person.roles
    gesture = moment.is_now and right.granted
    return WhyPage(
        title=_("Pourquoi? %(service)s", service=label(service)),
        caption=person.name,
        answer=answer_about(person.name, found, moment),
        explained=explained_to_another(found) if moment.is_past else explained_to_granter(found),
        facts=(*day_facts(found), *granted_by(origin)),
        known=moment.known,
        filters=filters,
        back_href=url_for("access.person", person=who),
        grant_href=url_for("access.grant", person=who, service=service.value)
        if moment.is_now and plain and not right.held
        else None,
        end_href=url_for("access.change_right_end", person=who, service=service) if gesture else None,
        revoke_href=url_for("access.revoke", person=who, service=service) if gesture else None,
    )


def answer_about(name: str, found: Explanation, moment: Moment) -> str:
    """The answer in one sentence."""
    said = {"name": name, "when": moment.when}
    if moment.is_past:
        return _answer_of_then(found, said)
    if found.paper is not None and found.allowed:
        text = _("Oui : %(name)s peut ouvrir ce document %(when)s.", **said)
    elif found.paper is not None:
        text = _("Non : %(name)s ne peut pas ouvrir ce document %(when)s.", **said)
    elif not found.roles:
        text = _("Non : %(name)s n'a pas de rôle dans cet espace %(when)s.", **said)
    elif found.allowed:
        text = _("Oui : %(name)s peut utiliser ce service %(when)s.", **said)
    elif found.right.held:
        text = _("Pas encore : %(name)s détient le droit, mais le service n'est pas ouvert %(when)s.", **said)
    else:
        text = _("Non : %(name)s ne peut pas utiliser ce service %(when)s.", **said)
    return str(text)


def _answer_of_then(found: Explanation, said: dict[str, str]) -> str:
    """The same of a day that is past."""
    if found.paper is not None and found.allowed:
        text = _("Oui : %(name)s pouvait ouvrir ce document %(when)s.", **said)
    elif found.paper is not None:
        text = _("Non : %(name)s ne pouvait pas ouvrir ce document %(when)s.", **said)
    elif not found.roles:
        text = _("Non : %(name)s n'avait pas de rôle dans cet espace %(when)s.", **said)
    elif found.allowed:
        text = _("Oui : %(name)s pouvait utiliser ce service %(when)s.", **said)
    elif found.right.held:
        text = _("Pas encore : %(name)s détenait le droit, mais le service n'était pas ouvert %(when)s.", **said)
    else:
        text = _("Non : %(name)s ne pouvait pas utiliser ce service %(when)s.", **said)
    return str(text)


def day_facts(found: Explanation) -> tuple[tuple[str, str], ...]:
    """What was found of that day, beside the chain and out of the same links: the two never contradict each other."""
    accounts = [label(space) for space in Space if space in found.accounts]
    links = {step.link: step for step in found.steps}
    return (
        (_("Comptes de l'employeur ce jour-là"), ", ".join(accounts) or _("Aucun")),
        (_("Rôle de la personne"), ", ".join(label(role) for role in sorted(found.roles)) or _("Aucun")),
        (_("Droit"), _right_fact(links[Link.RIGHT], found.right)),
        (_("Service ouvert à ce compte"), step_state(links[Link.SERVICE].ok).capitalize()),
    )


def granted_by(origin: GrantOrigin | None) -> tuple[tuple[str, str], ...]:
    """Who had granted the right of that day, and since when; nothing of a right that nobody grants."""
    return ((_("Accordé par"), origin_in_words(origin)),) if origin is not None else ()


def _right_fact(step: Step, right: Right) -> str:
    """The right that the chain found, with its end where the person still has a role to use it in."""
    if step.ok is None:
        return step_state(None).capitalize()
    if not step.ok:
        return right_found(step) if step.reasons else str(_("Aucun"))
    return right_in_words(right) if right.held else right_found(step)
