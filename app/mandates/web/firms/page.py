"""What the pages of a firm receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.mandates.web.firms.acting import firm_url
from app.mandates.web.mandates.page import (
    PAGE_SIZE,
    mandate_rows,
    services_in_words,
    state_in_words,
    tone_of,
)
from app.registry.queries.invitations import state_at
from app.registry.words.invitations import InvitationState
from app.registry.words.mandates import FirmRole
from app.site.web.forms.fields import SelectChoice
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import day, instant, label, neq
from app.site.web.page.paging import Paging, numbered
from app.site.web.page.shell import NavItem
from app.site.web.reasons.words import LETS
from app.vocabulary.services import SENSITIVE_SERVICES

if TYPE_CHECKING:
    from app.mandates.web.firms.forms import AssignForm, FindForm, MemberForm
    from app.registry.models.invitations import Invitation
    from app.registry.models.mandates import Firm
    from app.registry.queries.firms import FirmMember
    from app.resolver.queries.mandates import MandateView
    from app.site.web.forms.fields import Form

#: How many people are offered at once; a search finds the others.
SHOWN = 20


def rooms(firms: Sequence[Firm], firm: Firm) -> tuple[NavItem, ...]:
    """The views of a firm, and the other firms of the same person."""
    views = (("firms.index", _("Mandats")), ("firms.people", _("Personnes du cabinet")))
    own = [NavItem(text, firm_url(name, firm.neq), request.endpoint == name) for name, text in views]
    others = [NavItem(one.name, firm_url("firms.index", one.neq)) for one in firms if one.id != firm.id]
    return (*own, *others)


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A mandate on the firm's list."""

    employer: str
    state: str
    tone: str
    services: str
    last_day: str
    people: str
    action: str
    href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The mandates of a firm."""

    title: str
    caption: str
    rooms: tuple[NavItem, ...]
    views: tuple[NavItem, ...]
    find: FindForm
    over: bool
    lines: tuple[MandateLine, ...]
    total: int
    paging: Paging


def list_page(
    firms: Sequence[Firm],
    firm: Firm,
    found: Sequence[MandateView],
    total: int,
    number: int,
    find: FindForm,
    *,
    over: bool,
) -> ListPage:
    """The mandates that live, those to answer first, or those that are over."""
    here, past = firm_url("firms.index", firm.neq), firm_url("firms.index", firm.neq, termines="oui")
    return ListPage(
        title=_("Mon cabinet"),
        caption=f"{firm.name} – NEQ {neq(firm.neq)}",
        rooms=rooms(firms, firm),
        views=(NavItem(_("En cours"), here, not over), NavItem(_("Terminés"), past, over)),
        find=find,
        over=over,
        lines=tuple(_line(one) for one in found),
        total=total,
        paging=numbered(number, PAGE_SIZE, total),
    )


def _line(one: MandateView) -> MandateLine:
    names = ", ".join(person.name for person in one.representatives)
    action = _("Répondre") if one.is_proposed else _("Affecter") if one.is_accepted else _("Voir")
    return MandateLine(
        employer=one.employer,
        state=state_in_words(one),
        tone=tone_of(one),
        services=services_in_words(one.services),
        last_day=day(one.last_on),
        people=names or _("Personne"),
        action=action,
        href=url_for("firms.mandate", mandate=one.public_id),
    )


@dataclass(frozen=True, slots=True)
class AssignedLine:
    """Somebody who acts for the employer."""

    name: str
    services: str
    href: str


@dataclass(frozen=True, slots=True)
class MandatePage:
    """One mandate: to answer, or with those who are assigned. `form` is None where nobody can be assigned."""

    title: str
    caption: str
    state: str
    tone: str
    rows: tuple[tuple[str, str], ...]
    proposed: bool
    form: AssignForm | None
    find: FindForm
    lets: dict[str, str]
    sensitive: frozenset[str]
    more: int
    found: bool
    assigned: tuple[AssignedLine, ...]
    accept_href: str
    refuse_href: str
    resign_href: str
    people_href: str
    back_href: str


def mandate_page(
    one: MandateView, members: Sequence[FirmMember], form: AssignForm | None, find: FindForm
) -> MandatePage:
    """The page of a mandate."""
    if form is not None:
        form.person.choices = [SelectChoice(each.public_id, each.name) for each in members[:SHOWN]]
        form.services.choices = [SelectChoice(service.value, label(service)) for service in one.services]
    return MandatePage(
        title=one.employer,
        caption=one.firm,
        state=state_in_words(one),
        tone=tone_of(one),
        rows=(*mandate_rows(one), (_("Espace"), label(one.space))),
        proposed=one.is_proposed,
        form=form,
        find=find,
        lets={service.value: str(LETS[service]) for service in one.services},
        sensitive=frozenset(service.value for service in SENSITIVE_SERVICES),
        more=max(0, len(members) - SHOWN),
        found=bool(members),
        assigned=tuple(
            AssignedLine(
                person.name,
                services_in_words(person.services),
                url_for("firms.unassign", person=person.public_id, mandate=one.public_id),
            )
            for person in one.representatives
        ),
        accept_href=url_for("firms.accept", mandate=one.public_id),
        refuse_href=url_for("firms.refuse", mandate=one.public_id),
        resign_href=url_for("firms.resign", mandate=one.public_id) if one.is_accepted else "",
        people_href=firm_url("firms.people", one.firm_neq),
        back_href=firm_url("firms.index", one.firm_neq),
    )


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody of the firm; `href` is empty where they cannot be removed."""

    name: str
    email: str
    roles: str
    href: str


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """Somebody invited to the firm, who has not answered."""

    name: str
    email: str
    said: str
    resend_href: str
    cancel_href: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The people of a firm, those who are invited, and the form to invite somebody."""

    title: str
    caption: str
    rooms: tuple[NavItem, ...]
    find: FindForm
    form: MemberForm
    members: tuple[MemberLine, ...]
    more: int
    invited: tuple[InvitedLine, ...]


def people_page(
    firms: Sequence[Firm],
    firm: Firm,
    members: Sequence[FirmMember],
    invited: Sequence[Invitation],
    forms: tuple[MemberForm, FindForm],
) -> PeoplePage:
    """The page of the firm's people."""
    form, find = forms
    return PeoplePage(
        title=_("Personnes du cabinet"),
        caption=f"{firm.name} – NEQ {neq(firm.neq)}",
        rooms=rooms(firms, firm),
        find=find,
        form=form,
        members=tuple(_member(firm, one) for one in members[:SHOWN]),
        more=max(0, len(members) - SHOWN),
        invited=tuple(_invited(firm, each) for each in invited),
    )


def _member(firm: Firm, one: FirmMember) -> MemberLine:
    roles = ", ".join(label(role) for role in FirmRole if role in one.roles)
    return MemberLine(one.name, one.email, roles, firm_url("firms.remove", firm.neq, person=one.public_id))


def _invited(firm: Firm, one: Invitation) -> InvitedLine:
    valid = _("Valable jusqu'au %(instant)s", instant=instant(one.expires_at))
    over = _("Expirée le %(instant)s", instant=instant(one.expires_at))
    return InvitedLine(
        name=f"{one.given_name} {one.family_name}",
        email=one.email,
        said=valid if state_at(one, clock.now()) is InvitationState.SENT else over,
        resend_href=firm_url("firms.resend", firm.neq, invitation=one.public_id),
        cancel_href=firm_url("firms.cancel", firm.neq, invitation=one.public_id),
    )


def accept_page(one: MandateView, form: Form) -> GesturePage:
    """Accepting a mandate."""
    return GesturePage(
        title=_("Accepter ce mandat?"),
        caption=one.employer,
        form=form,
        rows=mandate_rows(one),
        sentences=(
            _("Le cabinet n'agit que pour cet employeur, avec ces services, dans ce but et jusqu'à ce jour."),
            _("Personne du cabinet n'a accès à rien avant que vous l'affectiez; vous-même non plus."),
            _("L'employeur voit par leur nom les personnes affectées, et peut mettre fin au mandat quand il veut."),
        ),
        button=_("Accepter le mandat"),
        kind="primary",
        back_href=url_for("firms.mandate", mandate=one.public_id),
    )


def refuse_page(one: MandateView, form: Form) -> GesturePage:
    """Refusing a mandate."""
    return GesturePage(
        title=_("Refuser ce mandat?"),
        caption=one.employer,
        form=form,
        rows=mandate_rows(one),
        sentences=(_("Un courriel en avise l'employeur, qui pourra proposer un autre mandat."),),
        button=_("Refuser le mandat"),
        back_href=url_for("firms.mandate", mandate=one.public_id),
    )


def resign_page(one: MandateView, form: Form) -> GesturePage:
    """Giving a mandate up."""
    people = len(one.representatives)
    lost = ngettext(
        "%(num)s personne affectée perd l'accès dès la prochaine page qu'elle demandera.",
        "%(num)s personnes affectées perdent l'accès dès la prochaine page qu'elles demanderont.",
        people,
    )
    return GesturePage(
        title=_("Renoncer à ce mandat?"),
        caption=one.employer,
        form=form,
        rows=mandate_rows(one),
        sentences=(lost, _("Un courriel en avise l'employeur. Lui seul peut proposer un autre mandat.")),
        button=_("Renoncer au mandat"),
        back_href=url_for("firms.mandate", mandate=one.public_id),
    )


def remove_page(firm: Firm, name: str, form: Form) -> GesturePage:
    """Removing somebody from the firm."""
    return GesturePage(
        title=_("Retirer cette personne du cabinet?"),
        caption=name,
        form=form,
        rows=((_("Cabinet"), firm.name),),
        sentences=(
            _("Elle perd tout de suite l'accès aux dossiers de tous les employeurs auxquels le cabinet l'a affectée."),
            _("Ce qu'elle est par ailleurs, chez un employeur, ne change pas."),
        ),
        button=_("Retirer du cabinet"),
        back_href=firm_url("firms.people", firm.neq),
    )
