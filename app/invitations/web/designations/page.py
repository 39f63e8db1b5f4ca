"""What the pages of designations receive. Nothing here counts, dates or names a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.registry.words.designations import LIVING_DESIGNATIONS, DesignationState
from app.registry.words.invitations import InvitationState
from app.site.web.forms.gesture import GesturePage, LinkPage
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day, label

if TYPE_CHECKING:
    from app.invitations.queries.readings import ReadingsOfDay
    from app.invitations.web.designations.forms import DesignationForm
    from app.registry.models.designations import Designation
    from app.registry.queries.designations import DesignationRow
    from app.site.web.forms.fields import Form
    from app.site.web.page.paging import Paging
    from app.site.web.page.shell import NavItem

TONES = {
    DesignationState.PROPOSED: "wait",
    DesignationState.ACCEPTED: "wait",
    DesignationState.CONFIRMED: "good",
    DesignationState.REFUSED: "closed",
    DesignationState.REJECTED: "closed",
    DesignationState.ENDED: "closed",
}


@dataclass(frozen=True, slots=True)
class DesignationLine:
    """One designation; the gestures are empty where they have no object."""

    name: str
    email: str
    order: str
    state: DesignationState
    tone: str
    said: str
    resend_href: str
    end_href: str
    end_text: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The designations of a space. `has_none`: nobody is designated today."""

    title: str
    rooms: tuple[NavItem, ...]
    lines: tuple[DesignationLine, ...]
    has_none: bool


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form. `alike`: somebody of the employer bears the same name; `by_post`: mail arrives on paper."""

    title: str
    form: DesignationForm
    alike: tuple[str, ...]
    by_post: bool
    back_href: str


@dataclass(frozen=True, slots=True)
class ReadingsPage:
    """Who read, which day, how many: nothing of what was read."""

    title: str
    rooms: tuple[NavItem, ...]
    lines: tuple[tuple[str, str, int, int], ...]
    paging: Paging


def readings_page(rows: Sequence[ReadingsOfDay], paging: Paging) -> ReadingsPage:
    """The page of the readings."""
    lines = tuple((day(row.day), row.name, row.openings, row.papers) for row in rows)
    return ReadingsPage(_("Historique des lectures"), access_rooms(), lines, paging)


def objection_page(one: Designation | None, employer: str) -> LinkPage:
    """The page of a link to object; `one` is None where the link serves no more."""
    if one is None:
        return LinkPage(
            _("Ce lien ne sert plus"),
            (
                _("La désignation a changé depuis ce message, ou quelqu'un s'y est déjà opposé."),
                _("Si vous doutez toujours de cette désignation, appelez la Commission."),
            ),
        )
    name = f"{one.given_name} {one.family_name}"
    number = _("%(order)s, numéro %(number)s", order=one.professional_order, number=one.order_member_no)
    return LinkPage(
        _("M'opposer à cette désignation"),
        (
            _("%(employer)s désigne %(name)s (%(number)s).", employer=employer, name=name, number=number),
            _(
                "Si vous vous y opposez, la Commission vérifie la désignation, de nouveau s'il le faut, et rien n'est "
                "lu d'ici là. Votre nom est montré à la Commission et aux personnes qui accordent les droits."
            ),
        ),
        _("Je m'oppose à cette désignation"),
    )


def objected_page() -> LinkPage:
    """The page once somebody has objected."""
    return LinkPage(
        _("Votre opposition est notée"),
        (_("La Commission la regardera. Rien n'est lu d'ici là au titre de cette désignation."),),
    )


def list_page(rows: Sequence[DesignationRow]) -> ListPage:
    """The page of the designations."""
    return ListPage(
        title=_("Professionnels de la santé"),
        rooms=access_rooms(),
        lines=tuple(_line(row) for row in rows),
        has_none=not any(row.state is DesignationState.CONFIRMED for row in rows),
    )


def _line(row: DesignationRow) -> DesignationLine:
    awaited, stands = row.state is DesignationState.PROPOSED, row.state in LIVING_DESIGNATIONS
    number = _("%(order)s, numéro %(number)s", order=row.professional_order, number=row.order_member_no)
    return DesignationLine(
        name=row.name,
        email=row.email or row.address,
        order=number if row.order_member_no else _("Au registre de la Commission"),
        state=row.state,
        tone=TONES[row.state],
        said=_said(row),
        resend_href=url_for("designations.resend", designation=row.public_id) if awaited else "",
        end_href=url_for("designations.end", designation=row.public_id) if stands else "",
        end_text=_("Annuler") if awaited else _("Mettre fin"),
    )


def _said(row: DesignationRow) -> str:
    if row.state is DesignationState.PROPOSED and row.invitation is InvitationState.EXPIRED:
        by_link, by_letter = _("Son lien a expiré sans réponse : renvoyez-le."), _("Le code de sa lettre a expiré.")
        return str(by_link if row.email else f"{by_letter} {_('Renvoyez une lettre.')}")
    since_on = clock.day_of(row.since_at) if row.since_at else row.since_on
    since = _("depuis le %(day)s", day=day(since_on)) if since_on else ""
    by = _("par %(name)s", name=row.by) if row.by else ""
    waits = _("la Commission doit la vérifier : rien n'est transmis d'ici là")
    objected = _("%(name)s s'y oppose", name=row.objected_by) if row.objected_by else ""
    told = waits if row.state is DesignationState.ACCEPTED else row.reason
    return " · ".join(str(text) for text in (since, by, told, objected) if text)


def new_page(form: DesignationForm, alike: Sequence[str], *, by_post: bool) -> NewPage:
    """The page of the form."""
    return NewPage(
        title=_("Désigner une professionnelle ou un professionnel de la santé"),
        form=form,
        alike=tuple(alike),
        by_post=by_post,
        back_href=url_for("designations.index"),
    )


def end_page(row: DesignationRow, others: int, form: Form) -> GesturePage:
    """The page that warns before a designation ends. `others`: how many remain designated."""
    in_force = row.state is DesignationState.CONFIRMED
    sentences: tuple[str, ...]
    if row.state is DesignationState.ACCEPTED:
        sentences = (_("La Commission ne vérifiera plus cette désignation : rien n'est transmis à cette personne."),)
    elif not in_force:
        sentences = (_("Le lien, ou le code, qui lui a été envoyé ne servira plus. Rien n'avait commencé."),)
    else:
        alone = _(
            "Plus personne ne sera désigné : ce que la Commission enverrait à cette personne sera retenu, avec une "
            "alerte, jusqu'à ce qu'une autre personne désignée accepte et soit confirmée."
        )
        shared = _("Les autres personnes désignées continuent de recevoir ces papiers.")
        closed = _(
            "Ce que cette désignation ouvrait se ferme dès la prochaine page demandée. Si plus rien ne s'ouvre à cette "
            "personne, un courriel l'en avise."
        )
        sentences = (closed, shared if others else alone)
    return GesturePage(
        title=_("Mettre fin à cette désignation?") if in_force else _("Annuler cette désignation?"),
        caption=row.name,
        form=form,
        sentences=sentences,
        rows=((_("État"), label(row.state)),),
        button=_("Mettre fin à la désignation") if in_force else _("Annuler la désignation"),
        back_href=url_for("designations.index"),
    )
