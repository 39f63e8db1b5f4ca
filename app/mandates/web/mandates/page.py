"""What the pages of mandates receive, on the employer's side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.registry.words.mandates import MandateState
from app.rights.actions.ends import renewed_until
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day, label, neq
from app.site.web.page.paging import Paging, numbered
from app.site.web.page.shell import NavItem
from app.site.web.reasons.words import LETS, SHORT_NAMES
from app.vocabulary import delays
from app.vocabulary.services import SENSITIVE_SERVICES, OnlineService

if TYPE_CHECKING:
    from app.mandates.web.mandates.forms import NeqForm
    from app.registry.models.mandates import Firm
    from app.resolver.queries.mandates import MandateView, Representative
    from app.site.web.forms.fields import Form

PAGE_SIZE = 20
TONES = {
    MandateState.PROPOSED: "wait",
    MandateState.ACCEPTED: "good",
    MandateState.REFUSED: "alert",
    MandateState.ENDED: "closed",
    MandateState.RESIGNED: "closed",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of a firm who can act for the employer, with which services; where their page is."""

    name: str
    services: str
    href: str


@dataclass(frozen=True, slots=True)
class MandateCard:
    """A mandate on the employer's list. The addresses are empty where there is nothing to do."""

    firm: str
    state: str
    tone: str
    rows: tuple[tuple[str, str], ...]
    readers: tuple[Reader, ...]
    nobody: str
    change_href: str
    end_href: str
    invite_href: str
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Ending:
    """What is offered for a mandate that ends soon: as long again, or its end with somebody here to take over."""

    text: str
    renew_text: str
    renew_href: str
    until_on: str
    let_end_href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The mandates of an employer in a space."""

    title: str
    rooms: tuple[NavItem, ...]
    views: tuple[NavItem, ...]
    over: bool
    cards: tuple[MandateCard, ...]
    total: int
    name_href: str
    paging: Paging


def list_page(
    found: Sequence[MandateView], total: int, number: int, unanswered: frozenset[int], *, over: bool
) -> ListPage:
    """The page of the mandates that live, or of those that are over. `unanswered`: firms that nobody administers."""
    views = ((_("En cours"), False), (_("Terminés"), True))
    return ListPage(
        title=_("Mandataires"),
        rooms=access_rooms(),
        views=tuple(
            NavItem(str(text), url_for("mandates.index", termines="oui" if each else None), each is over)
            for text, each in views
        ),
        over=over,
        cards=tuple(_card(one, one.firm_id in unanswered) for one in found),
        total=total,
        name_href=url_for("mandates.name_firm"),
        paging=numbered(number, PAGE_SIZE, total),
    )


def services_in_words(services: Sequence[OnlineService]) -> str:
    """Short names, one after the other."""
    return ", ".join(str(SHORT_NAMES[service]) for service in services)


def _card(one: MandateView, unanswered: bool) -> MandateCard:
    return MandateCard(
        firm=one.firm,
        state=state_in_words(one),
        tone=tone_of(one),
        rows=mandate_rows(one),
        readers=tuple(_reader(person) for person in one.representatives),
        nobody=_nobody(one),
        change_href=url_for("mandates.change_end", mandate=one.public_id) if one.is_accepted else "",
        end_href="" if one.is_over else url_for("mandates.end", mandate=one.public_id),
        invite_href=url_for("mandates.administrator", mandate=one.public_id) if one.is_proposed and unanswered else "",
        ending=_ending(one) if one.ends_soon(clock.today()) else None,
    )


def renewed_last_day(one: MandateView) -> date:
    """The last day of a mandate once it is renewed."""
    since_on = min(clock.day_of(one.created_at), one.until_on)
    return renewed_until(since_on, one.until_on, clock.today()) - timedelta(days=1)


def _ending(one: MandateView) -> Ending:
    days = delays.ENDS_SOON.days
    left = _("Ce mandat finit d'ici %(days)s jours. On le laisse finir.", days=days)
    return Ending(
        text=left if one.is_left else _("Ce mandat finit d'ici %(days)s jours.", days=days),
        renew_text=_("Renouveler jusqu'au %(day)s", day=day(renewed_last_day(one))),
        renew_href=url_for("mandates.renew", mandate=one.public_id),
        until_on=one.until_on.isoformat(),
        let_end_href="" if one.is_left else url_for("mandates.let_end", mandate=one.public_id),
    )


def state_in_words(one: MandateView) -> str:
    """Where a mandate stands; one whose last day has passed says so."""
    if one.is_over and one.state in (MandateState.PROPOSED, MandateState.ACCEPTED):
        return str(_("Fini le %(day)s", day=day(one.last_on)))
    return label(one.state)


def tone_of(one: MandateView) -> str:
    """The colour of its tag."""
    return "closed" if one.is_over and one.state in (MandateState.PROPOSED, MandateState.ACCEPTED) else TONES[one.state]


def mandate_rows(one: MandateView) -> tuple[tuple[str, str], ...]:
    """What a mandate says, whoever reads it."""
    return (
        (_("Cabinet"), f"{one.firm} – NEQ {neq(one.firm_neq)} – {label(one.kind)}"),
        (_("Services"), services_in_words(one.services)),
        (_("But"), one.purpose),
        (_("Dernier jour"), day(one.last_on)),
    )


def _reader(person: Representative) -> Reader:
    return Reader(person.name, services_in_words(person.services), url_for("access.person", person=person.public_id))


def _nobody(one: MandateView) -> str:
    if one.is_accepted:
        return str(_("Personne du cabinet n'est affecté : personne n'y a accès à vos dossiers."))
    if one.is_proposed:
        return str(_("Le cabinet n'a pas encore accepté : personne n'y a accès à vos dossiers."))
    return str(_("Personne du cabinet n'a plus accès à vos dossiers."))


@dataclass(frozen=True, slots=True)
class NeqPage:
    """Which firm."""

    title: str
    form: NeqForm
    back_href: str


@dataclass(frozen=True, slots=True)
class ProposePage:
    """A mandate to propose. `known`: the name of a firm that others named already; `asks`: who will administer it."""

    title: str
    caption: str
    form: Form
    known: str
    asks_firm: bool
    asks_administrator: bool
    lets: dict[str, str]
    sensitive: frozenset[str]
    back_href: str


def propose_page(number: str, firm: Firm | None, form: Form, *, administered: bool) -> ProposePage:
    """The page of a firm, known or not."""
    return ProposePage(
        title=_("Proposer un mandat"),
        caption=f"{firm.name} – NEQ {neq(number)}" if firm else f"NEQ {neq(number)}",
        form=form,
        known=firm.name if firm else "",
        asks_firm=firm is None,
        asks_administrator=not administered,
        lets={service.value: str(LETS[service]) for service in OnlineService},
        sensitive=frozenset(service.value for service in SENSITIVE_SERVICES),
        back_href=url_for("mandates.name_firm"),
    )


def change_page(one: MandateView, form: Form) -> GesturePage:
    """Giving a mandate another end."""
    return GesturePage(
        title=_("Changer la fin du mandat"),
        caption=one.firm,
        form=form,
        rows=mandate_rows(one),
        sentences=(_("La nouvelle fin vaut pour toutes les personnes que le cabinet a affectées."),),
        button=_("Enregistrer la fin"),
        kind="primary",
        back_href=url_for("mandates.index"),
    )


def renew_page(one: MandateView, form: Form) -> GesturePage:
    """Giving a mandate for as long again."""
    until = day(renewed_last_day(one))
    return replace(
        change_page(one, form),
        title=_("Renouveler ce mandat?"),
        rows=(*mandate_rows(one), (_("Nouveau dernier jour"), until)),
        button=_("Renouveler jusqu'au %(day)s", day=until),
        values=(("confirm", "oui"),),
    )


def administrator_page(one: MandateView, form: Form) -> GesturePage:
    """Inviting somebody else to administer a firm."""
    return GesturePage(
        title=_("Inviter la personne qui administrera le cabinet"),
        caption=one.firm,
        form=form,
        rows=mandate_rows(one),
        sentences=(
            _("Cette personne répond au mandat et affecte les gens du cabinet; elle-même ne lit aucun dossier."),
        ),
        button=_("Envoyer l'invitation"),
        kind="primary",
        back_href=url_for("mandates.index"),
    )
