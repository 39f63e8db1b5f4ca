"""What the steps of the wizard receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.registry.queries.people import KnownPerson, Member, known_person, members, person_of_employer
from app.registry.words.access import AccessProblem
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import Right, last_day, leaves_on_of, once_granted, opens_on, rights_of
from app.rights.web.grants.forms import FindForm
from app.rights.web.grants.page import end_in_words
from app.site.web.forms.duty import count_duty
from app.site.web.page.filters import day, label
from app.site.web.reasons.words import LETS
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import SENSITIVE_SERVICES, OnlineService

if TYPE_CHECKING:
    from datetime import date

    from app.resolver.queries.facts import EmployerFacts
    from app.resolver.steps.granting import Giver
    from app.rights.actions.grant_drafts import GrantDraft
    from app.rights.web.grants.forms import DutyForm, EndForm, NewPersonForm, PersonForm, ServicesForm
    from app.site.web.forms.fields import Form

SHOWN = 20


def step_labels() -> tuple[str, ...]:
    """The four steps."""
    return (_("Personne"), _("Échéance"), _("Services"), _("Résumé"))


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step that asks one thing."""

    title: str
    number: int
    steps: tuple[str, ...]
    who: str
    form: Form
    back_href: str


@dataclass(frozen=True, slots=True)
class PersonStepPage:
    """Step 1: the people who may receive a right."""

    title: str
    steps: tuple[str, ...]
    find: FindForm
    form: PersonForm
    hints: dict[str, str]
    more: int
    found: bool
    new_href: str
    several_href: str
    back_href: str


def person_step_page(draft: GrantDraft, form: PersonForm, giver: Giver) -> PersonStepPage:
    """The people of the employer whose name or address answers, those with a granted role only."""
    find = FindForm()
    find.validate()
    search = "" if find.q.errors else find.q.data or ""
    every = members(db.session(), giver.employer_id, giver.space, clock.today(), search=search, role=Role.USER)
    able = [member for member in every if not (member.represents or member.roles & {Role.HEALTH_PROFESSIONAL})]
    shown = _with_the_chosen(able, draft.person)
    form.person.choices = [(member.public_id, member.name) for member in shown]
    return PersonStepPage(
        title=_("Accorder un accès : à qui?"),
        steps=step_labels(),
        find=find,
        form=form,
        hints={member.public_id: member.email for member in shown if member.email},
        more=len(able) - len(shown),
        found=bool(shown),
        new_href=url_for("access.step_new_person", token=draft.token),
        several_href=url_for("access.step_people", token=draft.token) if len(able) > 1 else "",
        back_href=draft.back or url_for("access.matrix"),
    )


def _with_the_chosen(able: Sequence[Member], chosen: str) -> list[Member]:
    shown = list(able[:SHOWN])
    return shown + [member for member in able[SHOWN:] if member.public_id == chosen]


@dataclass(frozen=True, slots=True)
class NewPersonPage:
    """Step 1, somebody new. `alike`: those who have the same address or name, with the link that chooses each."""

    title: str
    steps: tuple[str, ...]
    form: NewPersonForm
    alike: tuple[tuple[str, str, str], ...]
    same_address: bool
    is_invited: bool
    back_href: str


def new_person_page(draft: GrantDraft, form: NewPersonForm, alike: Sequence[KnownPerson]) -> NewPersonPage:
    """The page of somebody whom the employer does not know yet."""
    token = draft.token
    links = (url_for("access.choose_known", token=token, person=person.public_id) for person in alike)
    return NewPersonPage(
        title=_("Accorder un accès : nouvelle personne"),
        steps=step_labels(),
        form=form,
        alike=tuple((person.name, person.email, link) for person, link in zip(alike, links, strict=True)),
        same_address=bool(form.email.errors) and bool(alike),
        is_invited=label(AccessProblem.ALREADY_INVITED) in form.email.errors,
        back_href=url_for("access.step_person", token=token),
    )


def end_step_page(draft: GrantDraft, form: EndForm, giver: Giver) -> StepPage:
    """Step 2."""
    step = "step_new_person" if draft.enrolment else "step_people" if draft.people else "step_person"
    back_href = url_for(f"access.{step}", token=draft.token)
    return StepPage(
        _("Accorder un accès : jusqu'à quand?"), 2, step_labels(), prepared(draft, giver).name, form, back_href
    )


@dataclass(frozen=True, slots=True)
class ServicesStepPage:
    """Step 3. By service: what it lets somebody see, whether that is sensitive, when it opens, the right held now."""

    title: str
    steps: tuple[str, ...]
    who: str
    form: ServicesForm
    lets: dict[str, str]
    sensitive: frozenset[str]
    opens: dict[str, str]
    held: dict[str, str]
    back_href: str


def services_step_page(draft: GrantDraft, form: ServicesForm, giver: Giver) -> ServicesStepPage:
    """Step 3."""
    known = prepared(draft, giver)
    opening = {service.value: opening_in_words(known.facts, giver.space, service) for service in OnlineService}
    return ServicesStepPage(
        title=_("Accorder un accès : quels services?"),
        steps=step_labels(),
        who=known.name,
        form=form,
        lets={service.value: str(LETS[service]) for service in OnlineService},
        sensitive=frozenset(service.value for service in SENSITIVE_SERVICES),
        opens={code: text for code, text in opening.items() if text},
        held={right.service.value: end_in_words(right.until_on) for right in known.rights if right.granted},
        back_href=url_for("access.step_end", token=draft.token),
    )


def opening_in_words(facts: EmployerFacts, space: Space, service: OnlineService) -> str:
    """When a closed service will open; empty for one that is open."""
    today = clock.today()
    if once_granted(facts, space, service, today).allowed:
        return ""
    opens = opens_on(facts, space, service, today)
    return str(_("ouvre le %(day)s", day=day(opens)) if opens else _("ouvrira avec le retrait du papier"))


@dataclass(frozen=True, slots=True)
class Prepared:
    """For whom the draft is, and what is known of them in the space today."""

    name: str
    email: str
    is_new: bool
    facts: EmployerFacts
    rights: tuple[Right, ...]
    leaves_on: date | None = None


def prepared(draft: GrantDraft, giver: Giver) -> Prepared:
    """The person of a draft: to be enrolled, or known."""
    session, today = db.session(), clock.today()
    if (new := draft.enrolment) is not None:
        facts = facts_of_employer(session, giver.employer_id, person_id=giver.person_id)
        return Prepared(f"{new.given_name} {new.family_name}", new.email, True, facts, ())
    if draft.people:
        facts = facts_of_employer(session, giver.employer_id, person_id=giver.person_id)
        number = len(draft.people)
        return Prepared(ngettext("%(num)s personne", "%(num)s personnes", number), "", False, facts, ())
    known = known_person(session, giver.employer_id, giver.space, draft.person, today)
    found = person_of_employer(session, giver.employer_id, giver.space, draft.person, today)
    facts = facts_of_employer(session, giver.employer_id, person_id=found.person_id if found else giver.person_id)
    rights = rights_of(facts, found.person_id, giver.space, today) if found else ()
    if known is None:
        return Prepared("", "", True, facts, ())
    leaves_on = leaves_on_of(facts, found.person_id, giver.space, today) if found else None
    return Prepared(known.name, known.email, not known.here, facts, rights, leaves_on)


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the summary: a service, what it lets somebody see, from when, and what that replaces."""

    service: str
    lets: str
    sensitive: bool
    starts: str
    replaces: str


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """Step 4: who will see what, from when."""

    title: str
    steps: tuple[str, ...]
    form: DutyForm
    rows: tuple[tuple[str, str, str, str], ...]
    promises: tuple[Promise, ...]
    arrival: str
    button: str
    back_href: str


def summary_page(draft: GrantDraft, form: DutyForm, giver: Giver) -> SummaryPage:
    """Step 4."""
    known, token = prepared(draft, giver), draft.token
    step = "step_new_person" if draft.enrolment else "step_person"
    count_duty(form.duty, 1, len(SENSITIVE_SERVICES & set(draft.services)))
    last_on, edit = last_day(draft.until_on), _("Modifier")
    return SummaryPage(
        title=_("Vérifiez avant d'accorder"),
        steps=step_labels(),
        form=form,
        rows=(
            (_("Personne"), _with_address(known), edit, url_for(f"access.{step}", token=token)),
            (_("Dernier jour"), day(last_on), edit, url_for("access.step_end", token=token)),
            (_("Espace"), label(giver.space), "", ""),
        ),
        promises=tuple(_promise(known, giver.space, service, draft) for service in draft.services),
        arrival=_arrival(known, giver.space, invited=draft.enrolment is not None),
        button=_("Envoyer l'invitation") if draft.enrolment else _("Accorder l'accès"),
        back_href=url_for("access.step_services", token=token),
    )


def _with_address(known: Prepared) -> str:
    return f"{known.name} ({known.email})" if known.email else known.name


def _promise(known: Prepared, space: Space, service: OnlineService, draft: GrantDraft) -> Promise:
    held = next((right for right in known.rights if right.service is service and right.granted), None)
    if held is None:
        replaces = ""
    elif held.until_on == draft.until_on:
        replaces = _("Déjà accordé jusqu'à ce jour-là : rien ne change.")
    elif held.ends_after(draft.until_on):
        end = end_in_words(held.until_on)
        replaces = _("Déjà accordé (%(end)s) : il reste jusque-là. « Modifier » le raccourcit.", end=end)
    else:
        replaces = _("Droit actuel : %(end)s.", end=end_in_words(held.until_on))
    starts = opening_in_words(known.facts, space, service)
    return Promise(
        service=label(service),
        lets=str(LETS[service]),
        sensitive=service in SENSITIVE_SERVICES,
        starts=starts or (_("dès que l'invitation est acceptée") if draft.enrolment else _("dès maintenant")),
        replaces=replaces,
    )


def _arrival(known: Prepared, space: Space, *, invited: bool) -> str:
    """How somebody new comes in, and that somebody known is told."""
    if invited:
        return str(
            _(
                "Cette personne reçoit une invitation par courriel. Elle a %(days)s jours pour accepter; d'ici là, "
                "elle n'a aucun droit.",
                days=delays.INVITATION_LINK.days,
            )
        )
    if not known.is_new:
        return str(_("Un courriel avise cette personne.")) if known.email else ""
    if space is Space.GUICHET_SST:
        return str(_("Cette personne reçoit par courriel son code d'utilisateur et un mot de passe temporaire."))
    return str(_("Cette personne reçoit une invitation par courriel; elle entre avec clicSÉQUR-Entreprises."))
