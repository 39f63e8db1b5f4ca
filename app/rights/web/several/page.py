"""What the two pages of several people receive: who is asked for, and what each will have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.registry.queries.people import Member, members
from app.resolver.queries.facts import facts_of_employer
from app.rights.web.grants.forms import FindForm
from app.rights.web.grants.page import end_in_words
from app.rights.web.wizard.page import opening_in_words, step_labels
from app.site.web.page.filters import day, label
from app.site.web.reasons.words import LETS, SHORT_NAMES
from app.vocabulary.accounts import Role
from app.vocabulary.services import SENSITIVE_SERVICES, OnlineService

if TYPE_CHECKING:
    from app.resolver.steps.granting import Giver
    from app.rights.actions.grant_drafts import GrantDraft
    from app.rights.queries.receiving import Planned, Receiving
    from app.rights.web.several.forms import PeopleForm, TogetherForm

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PeopleStepPage:
    """Step 1: the people who may receive a right, those who are chosen already among them."""

    title: str
    steps: tuple[str, ...]
    find: FindForm
    form: PeopleForm
    hints: dict[str, str]
    more: int
    found: bool
    back_href: str


def people_step_page(draft: GrantDraft, form: PeopleForm, giver: Giver) -> PeopleStepPage:
    """The people of the employer whose name or address answers; who is chosen stays, whatever is searched."""
    find = FindForm()
    find.validate()
    search = "" if find.q.errors else find.q.data or ""
    able = list(_able(giver, search))
    chosen = [member for member in _able(giver, "") if member.public_id in draft.people]
    shown = [*chosen, *(member for member in able if member.public_id not in draft.people)][: SHOWN + len(chosen)]
    form.people.choices = [(member.public_id, member.name) for member in shown]
    return PeopleStepPage(
        title=_("Accorder un accès : à qui?"),
        steps=step_labels(),
        find=find,
        form=form,
        hints={member.public_id: member.email for member in shown if member.email},
        more=len({member.public_id for member in able} - {member.public_id for member in shown}),
        found=bool(shown),
        back_href=url_for("access.step_person", token=draft.token),
    )


def _able(giver: Giver, search: str) -> Iterator[Member]:
    every = members(db.session(), giver.employer_id, giver.space, clock.today(), search=search, role=Role.USER)
    return (one for one in every if not (one.represents or one.roles & {Role.HEALTH_PROFESSIONAL}))


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """Step 4: who receives what, until when; who receives nothing, and why."""

    title: str
    steps: tuple[str, ...]
    form: TogetherForm
    rows: tuple[tuple[str, str, str, str], ...]
    services: tuple[tuple[str, bool, str, str], ...]
    people: tuple[tuple[str, str, str], ...]
    refused: tuple[tuple[str, str], ...]
    mute: tuple[str, ...]
    button: str
    back_href: str


def together_page(draft: GrantDraft, plan: Planned, form: TogetherForm, giver: Giver) -> TogetherPage:
    """The page of a plan."""
    receiving, edit = plan.receiving, _("Modifier")
    form.shown.data = plan.digest
    gains = [service for one in receiving for service in plan.services if one.gains(service, plan.until_on)]
    form.count(len(receiving), sum(service in SENSITIVE_SERVICES for service in gains))
    token = draft.token
    return TogetherPage(
        title=_("Vérifiez avant d'accorder"),
        steps=step_labels(),
        form=form,
        rows=(
            (_("Personnes"), people_in_words(plan.people), edit, url_for("access.step_people", token=token)),
            (_("Dernier jour"), day(plan.last_on), edit, url_for("access.step_end", token=token)),
            (_("Espace"), label(giver.space), "", ""),
        ),
        services=tuple(_services(plan, giver)),
        people=tuple((one.name, one.email, _said(plan, one)) for one in plan.people if not one.problem),
        refused=tuple((one.name, label(one.problem)) for one in plan.people if one.problem),
        mute=tuple(one.name for one in receiving if not one.email),
        button=ngettext("Accorder l'accès à %(num)s personne", "Accorder l'accès à %(num)s personnes", len(receiving))
        if receiving
        else "",
        back_href=url_for("access.step_services", token=token),
    )


def _services(plan: Planned, giver: Giver) -> Iterator[tuple[str, bool, str, str]]:
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=giver.person_id)
    for service in plan.services:
        starts = opening_in_words(facts, giver.space, service) or _("dès maintenant")
        yield label(service), service in SENSITIVE_SERVICES, str(LETS[service]), starts


def _said(plan: Planned, one: Receiving) -> str:
    """What changes for somebody, service by service."""
    held = dict(one.held)
    new = [service for service in plan.services if service not in held]
    longer = [each for each in plan.services if each in held and one.gains(each, plan.until_on)]
    kept = [each for each in plan.services if each in held and each not in longer]
    parts = [_("Nouveau : %(services)s.", services=_names(new))] if new else []
    parts += [
        _("Prolongé : %(service)s (droit actuel : %(end)s).", service=SHORT_NAMES[each], end=end_in_words(held[each]))
        for each in longer
    ]
    parts += [
        _("Inchangé : %(service)s (déjà %(end)s).", service=SHORT_NAMES[each], end=end_in_words(held[each]))
        for each in kept
    ]
    return " ".join(parts)


def _names(services: Sequence[OnlineService]) -> str:
    return ", ".join(str(SHORT_NAMES[service]) for service in services)


def people_in_words(people: Sequence[Receiving]) -> str:
    """« 3 personnes : Luc Gagnon, Ève Roy, Zoé Côté »."""
    names = ", ".join(one.name for one in people)
    return str(ngettext("%(num)s personne : %(names)s", "%(num)s personnes : %(names)s", len(people), names=names))
