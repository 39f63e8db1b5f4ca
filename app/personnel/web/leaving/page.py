"""What the pages receive that confirm that somebody has left, or is replaced: everything ends, in every space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.resolver.queries.grants import last_day
from app.rights.web.losses.losing import LossForm, LossPage
from app.rights.web.losses.loss_pages import took_over
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import day, label
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from datetime import date

    from app.personnel.actions.leaving import Removal
    from app.registry.queries.people import PersonOfEmployer
    from app.rights.web.grants.forms import DutyForm
    from app.rights.web.losses.coverage import CoverageView


@dataclass(frozen=True, slots=True)
class Leaver:
    """What somebody who leaves is, and what stands beside.

    `roles` and `services`: by space. `grants`: they grant in the giver's. `kept`: where else they are the last who
    grants. `designated` and `last_professional`: their designation for medical papers. `paper`: letters are addressed
    to them. `sent` and `proposed`: how many invitations and mandates of theirs await an answer.
    """

    here: Space
    roles: Mapping[Space, frozenset[Role]]
    services: Mapping[Space, frozenset[OnlineService]] = field(default_factory=dict)
    grants: bool = False
    kept: Mapping[Space, Role] = field(default_factory=dict)
    designated: bool = False
    last_professional: bool = False
    paper: bool = False
    sent: int = 0
    proposed: int = 0


def removed_sentence(removal: Removal) -> str:
    """Say what was done, and what stays."""
    said = _("%(name)s n'a plus aucun rôle ni droit chez cet employeur.", name=removal.name)
    for space in removal.kept:
        said = _(
            "Tout ce que %(name)s avait chez cet employeur est fini, sauf son rôle dans l'espace %(space)s : personne "
            "d'autre n'y accorde les droits. Elle doit y nommer qui la remplace, ou la Commission l'inscrire.",
            name=removal.name,
            space=label(space),
        )
    return f"{said} {took_over(removal.successor)}".strip()


def remove_page(person: PersonOfEmployer, leaver: Leaver, form: LossForm, view: CoverageView) -> LossPage:
    """Return the page that confirms that somebody has left the employer."""
    replace_href = url_for("access.replace", person=person.public_id) if leaver.grants and form.has_candidates else ""
    return LossPage(
        title=_("Cette personne est partie?"),
        caption=person.name,
        form=form,
        sentences=(*_what_ends(person), *_beside(person, leaver)),
        rows=_rows(leaver),
        button=_("Retirer la personne"),
        back_href=url_for("access.person", person=person.public_id),
        coverage=view,
        offers_successor=form.has_candidates and not leaver.grants,
        must_accept=form.asks_to_accept(view),
        links=_links(leaver, replace_href),
    )


def _what_ends(person: PersonOfEmployer) -> tuple[str, ...]:
    if person.represents:
        return (
            _("Ce que son cabinet lui a confié chez cet employeur finit, dès la prochaine page demandée."),
            _("Cette personne reste au cabinet, qui peut l'affecter de nouveau tant que dure le mandat."),
        )
    return (
        _("Ses rôles et tous ses droits chez cet employeur finissent, dès la prochaine page demandée."),
        _("Ses sessions, ses demandes, ses invitations et les remplacements où elle figure finissent aussi."),
        _("Ce qu'elle a fait et lu reste inscrit au journal; ce qu'elle a chez un autre employeur ne change pas."),
    )


def _rows(leaver: Leaver) -> tuple[tuple[str, str], ...]:
    """Return one row a space, with what the person is and holds there."""
    rows = []
    for space, roles in leaver.roles.items():
        held = [label(role) for role in sorted(roles)]
        held += [label(service) for service in OnlineService if service in leaver.services.get(space, ())]
        rows.append((label(space), ", ".join(held) or "—"))
    return tuple(rows) or ((label(leaver.here), "—"),)


def _beside(person: PersonOfEmployer, leaver: Leaver) -> list[str]:
    others = [space for space in leaver.roles if space is not leaver.here and space not in leaver.kept]
    said = [
        _("L'espace %(space)s est compris : qui y accorde les droits en est avisé par courriel.", space=label(space))
        for space in others
    ]
    for space, role in leaver.kept.items():
        said.append(_kept(space, role))
    if leaver.designated:
        said.append(_("Sa désignation pour les papiers médicaux finit aussi."))
    if leaver.last_professional:
        said.append(
            _(
                "Plus personne ne sera désigné : ce que la Commission enverrait à cette personne sera retenu, avec une "
                "alerte, jusqu'à ce qu'une autre personne désignée accepte."
            )
        )
    if person.firm and not person.represents:
        said.append(_("Ce que « %(firm)s » lui a confié reste : mettez fin au mandat s'il le faut.", firm=person.firm))
    return [*said, *_waiting(leaver)]


def _kept(space: Space, role: Role) -> str:
    return str(
        _(
            "Son rôle (%(role)s) reste dans l'espace %(space)s, et lui seul : personne d'autre n'y accorde les droits, "
            "et on ne peut y nommer personne d'ici. Elle doit y nommer qui la remplace, ou la Commission l'inscrire. "
            "Un courriel l'en avise, ainsi que les autres personnes qui accordent les droits.",
            role=label(role),
            space=label(space),
        )
    )


def _waiting(leaver: Leaver) -> list[str]:
    said = []
    if leaver.sent:
        said.append(
            ngettext(
                "L'invitation qu'elle a envoyée et qui attend une réponse ne sert plus : renvoyez-la.",
                "Les %(num)s invitations qu'elle a envoyées et qui attendent ne servent plus : renvoyez-les.",
                leaver.sent,
            )
        )
    if leaver.proposed:
        said.append(_("Le mandat qu'elle a proposé pour l'employeur attend toujours la réponse du cabinet."))
    if leaver.paper:
        said.append(_("Des lettres lui sont encore adressées : ce geste ne les arrête pas."))
    return said


def _links(leaver: Leaver, replace_href: str) -> tuple[tuple[str, str], ...]:
    links = (
        (_("La remplacer par quelqu'un d'autre"), replace_href),
        (_("Voir les invitations"), url_for("invitations.index") if leaver.sent else ""),
        (_("Voir les mandataires"), url_for("mandates.index") if leaver.proposed else ""),
        (_("Voir qui reçoit du papier"), url_for("recipients.index") if leaver.paper else ""),
    )
    return tuple((text, href) for text, href in links if href)


def replace_page(
    person: PersonOfEmployer, leaver: Leaver, form: LossForm, view: CoverageView | None, *, last: bool
) -> LossPage:
    """Return the page that confirms that somebody takes a granter's place.

    - `last`: nobody else would grant here for good;
    - `view`: the hole that it would leave, once it is known.
    """
    alone = _("C'est la dernière à accorder les droits dans cet espace : on peut la remplacer, pas la retirer.")
    nobody = _("Personne d'autre n'a de rôle dans cet espace : invitez d'abord quelqu'un.")
    return LossPage(
        title=_("Remplacer cette personne"),
        caption=person.name,
        form=form,
        sentences=(
            *((alone,) if last else ()),
            _("La personne choisie accorde les droits dès maintenant, et a accès à tous les services."),
            _("Tout ce que %(name)s a chez cet employeur finit au même moment.", name=person.name),
            _("Un courriel avise la personne choisie, et les autres qui accordent les droits."),
            *_beside(person, leaver),
            *(() if form.has_candidates else (nobody,)),
        ),
        rows=_rows(leaver),
        button=_("Remplacer la personne"),
        back_href=url_for("access.person", person=person.public_id),
        coverage=view,
        offers_successor=form.has_candidates,
        must_accept=view is not None and form.asks_to_accept(view),
        links=() if form.has_candidates else ((_("Inviter une personne"), url_for("access.grant")),),
        is_possible=form.has_candidates,
    )


def stay_page(person: PersonOfEmployer, until_on: date, form: DutyForm, back_href: str) -> GesturePage:
    """The page that cancels a planned departure."""
    return GesturePage(
        title=_("Annuler le départ prévu"),
        caption=person.name,
        form=form,
        rows=((_("Dernier jour prévu"), day(last_day(until_on))),),
        sentences=(
            _("Ce que ce départ aurait fait finir dure de nouveau comme avant, dans tous les espaces."),
            _("Ce que quelqu'un a changé depuis reste comme il est."),
        ),
        button=_("Annuler le départ"),
        kind="primary",
        back_href=back_href,
    )
