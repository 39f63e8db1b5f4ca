"""What the pages of recovery receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from app.entry.queries.recovery import FoundPerson, PersonAtTheDoor, StaffRow
    from app.entry.web.recovery.forms import PersonSearchForm, ReasonForm
    from app.vocabulary.accounts import CodeSpace


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The people whom a search found; `narrowed` when something was asked."""

    title: str
    form: PersonSearchForm
    people: Sequence[FoundPerson]
    narrowed: bool
    staff_href: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """How somebody comes in; `codes` are each space with the page that unlocks its code."""

    title: str
    identifier: str
    sessions: str
    close_href: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StaffPage:
    """The staff: name, roles, and the pages that close their sessions and take them away; none for oneself."""

    title: str
    rows: tuple[tuple[str, str, tuple[str, str] | None], ...]


def person_page(person: PersonAtTheDoor) -> PersonPage:
    """The page of one person."""
    return PersonPage(
        title=person.name,
        identifier=person.identifier,
        sessions=ngettext("%(num)s session ouverte", "%(num)s sessions ouvertes", person.sessions),
        close_href=url_for("recovery.close", person=person.public_id),
        codes=tuple(
            (label(space), url_for("recovery.unlock", person=person.public_id, space=space.value))
            for space in person.spaces
        ),
    )


def staff_page(rows: Sequence[StaffRow], own_id: int | None) -> StaffPage:
    """Everybody of the staff, oneself without the gesture."""
    return StaffPage(
        title=_("Membres du personnel"),
        rows=tuple(
            (
                one.name,
                ", ".join(label(role) for role in one.roles),
                None if one.id == own_id else _gestures(one),
            )
            for one in rows
        ),
    )


def _gestures(one: StaffRow) -> tuple[str, str]:
    pages = ("recovery.close_staff", "recovery.remove")
    return url_for(pages[0], member=one.public_id), url_for(pages[1], member=one.public_id)


def close_page(person: PersonAtTheDoor, form: ReasonForm) -> GesturePage:
    """Closing somebody's sessions."""
    return GesturePage(
        title=_("Fermer les sessions"),
        caption=person.name,
        sentences=(
            _("Tous les appareils où cette personne est entrée lui demanderont de s'identifier de nouveau."),
            _(
                "Si un appareil est perdu, ou si le compte semble servir à quelqu'un d'autre : ses navigateurs ne sont "
                "plus reconnus, et les mots de passe temporaires et les liens d'entrée déjà demandés ne servent plus."
            ),
            _(
                "Le mot de passe que cette personne a choisi reste le même : si quelqu'un d'autre peut le connaître, "
                "dites-lui de le changer."
            ),
        ),
        form=form,
        button=_("Fermer les sessions"),
        back_href=url_for("recovery.person", person=person.public_id),
    )


def unlock_page(person: PersonAtTheDoor, space: CodeSpace, form: ReasonForm) -> GesturePage:
    """Unlocking somebody's code."""
    return GesturePage(
        title=_("Débloquer le code d'utilisateur (%(space)s)", space=label(space)),
        caption=person.name,
        sentences=(_("Les essais ratés sont oubliés. Le mot de passe reste le même, et aucun autre n'est envoyé."),),
        form=form,
        button=_("Débloquer le code"),
        back_href=url_for("recovery.person", person=person.public_id),
    )


def close_staff_page(member: StaffRow, form: ReasonForm) -> GesturePage:
    """Closing the sessions of a member of the staff."""
    return GesturePage(
        title=_("Fermer les sessions d'un membre du personnel"),
        caption=member.name,
        sentences=(
            _(
                "Tous les appareils où cette personne est entrée lui demanderont de s'identifier de nouveau. Ses rôles "
                "restent les mêmes."
            ),
            _(
                "Son compte chez le fournisseur d'identité n'est pas touché : si quelqu'un d'autre s'en sert, retirez "
                "plutôt l'accès."
            ),
        ),
        form=form,
        button=_("Fermer les sessions"),
        back_href=url_for("recovery.members"),
    )


def remove_page(member: StaffRow, form: ReasonForm) -> GesturePage:
    """Taking somebody's place among the staff away."""
    return GesturePage(
        title=_("Retirer un membre du personnel"),
        caption=member.name,
        sentences=(
            _("Dès sa prochaine page, cette personne n'a plus aucun rôle ici, et toutes ses sessions sont fermées."),
        ),
        form=form,
        button=_("Retirer l'accès"),
        back_href=url_for("recovery.members"),
    )
