"""« Pourquoi? »: one person, one service, one day; the chain of facts and the rules that answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from app.web.access.page import right_in_words
from app.web.filters import day, instant, label
from app.web.services.reasons import Explained, SpokenFix, explained_access
from app.web.spoken import Spoken

if TYPE_CHECKING:
    from app.queries.facts import EmployerFacts
    from app.queries.grants import Right
    from app.queries.people import PersonOfEmployer
    from app.web.access.forms import WhyForm


@dataclass(frozen=True, slots=True)
class WhyPage:
    """One answer, explained."""

    title: str
    caption: str
    answer: str
    explained: Explained
    facts: tuple[tuple[str, str], ...]
    known: str
    filters: WhyForm
    back_href: str
    grant_href: str | None
    end_href: str | None
    revoke_href: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: who, in which space, on which day, as things were known when (None: now)."""

    person: PersonOfEmployer
    space: Space
    service: OnlineService
    on: date
    today: date
    known_at: datetime | None


def why_page(asked: Question, facts: EmployerFacts, right: Right, filters: WhyForm) -> WhyPage:
    """The page of a question."""
    person, service = asked.person.public_id, asked.service
    now = asked.on == asked.today and asked.known_at is None
    plain = Role.USER in asked.person.roles
    return WhyPage(
        title=_("Pourquoi? %(service)s", service=label(service)),
        caption=asked.person.name,
        answer=_answer(asked, right),
        explained=_explained(right),
        facts=_facts(asked, facts, right),
        known=_known(asked.known_at),
        filters=filters,
        back_href=url_for("access.person", person=person),
        grant_href=url_for("access.grant", person=person, service=service.value)
        if now and plain and not right.held
        else None,
        end_href=url_for("access.change_right_end", person=person, service=service) if now and right.granted else None,
        revoke_href=url_for("access.revoke", person=person, service=service) if now and right.granted else None,
    )


def _answer(asked: Question, right: Right) -> str:
    when = _("aujourd'hui") if asked.on == asked.today else _("le %(day)s", day=day(asked.on))
    said = {"name": asked.person.name, "when": when}
    if right.ruling is None:
        text = _("Non : %(name)s n'a pas de rôle dans cet espace %(when)s.", **said)
    elif right.allowed:
        text = _("Oui : %(name)s peut utiliser ce service %(when)s.", **said)
    elif right.held:
        text = _("Pas encore : %(name)s détient le droit, mais le service n'est pas ouvert %(when)s.", **said)
    else:
        text = _("Non : %(name)s ne peut pas utiliser ce service %(when)s.", **said)
    return str(text)


def _explained(right: Right) -> Explained:
    if right.ruling is not None:
        return explained_access(right.ruling)
    nobody = Spoken(_("Un droit tient à un rôle, et cette personne n'en a aucun ce jour-là dans cet espace."), "", "")
    fix = SpokenFix(
        _("Inscrire la personne dans cet espace."),
        _("Qui y accorde les droits : les RSE à clicSÉQUR-Entreprises, les répondants au Guichet SST."),
    )
    return Explained((nobody,), fix)


def _facts(asked: Question, facts: EmployerFacts, right: Right) -> tuple[tuple[str, str], ...]:
    accounts = [label(space) for space in Space if space in facts.accounts_on(asked.on)]
    roles = facts.roles_on(asked.person.person_id, asked.space, asked.on)
    is_open = right.ruling is not None and right.ruling.open
    return (
        (_("Comptes de l'employeur ce jour-là"), ", ".join(accounts) or _("Aucun")),
        (_("Rôle de la personne"), ", ".join(label(role) for role in sorted(roles)) or _("Aucun")),
        (_("Droit"), right_in_words(right) if right.held else _("Aucun")),
        (_("Service ouvert à ce compte"), _("Oui") if is_open else _("Non")),
    )


def _known(known_at: datetime | None) -> str:
    if known_at is None:
        return str(_("D'après ce qui est inscrit aujourd'hui."))
    return str(_("D'après ce qui était inscrit le %(instant)s.", instant=instant(known_at)))
