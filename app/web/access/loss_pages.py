"""What the pages receive that confirm a loss: of one right, of everything, of the role of granting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from app.web.access.losing import LossForm, LossPage
from app.web.access.page import right_in_words
from app.web.filters import label

if TYPE_CHECKING:
    from app.actions.access import Outcome
    from app.actions.leaving import Removal
    from app.queries.grants import Right
    from app.queries.people import PersonOfEmployer
    from app.web.access.coverage import CoverageView
    from app.web.fields import Form


@dataclass(frozen=True, slots=True)
class Beside:
    """What else there is to know of somebody who leaves a space.

    `grants`: they grant there. `other_space`: they also have a role in another space of the employer. `paper`: whether
    letters are still addressed to them. `designated`: they are the designated health professional.
    """

    space: Space
    grants: bool = False
    other_space: bool = False
    paper: bool = False
    designated: bool = False


def revoke_page(person: PersonOfEmployer, right: Right, form: LossForm, view: CoverageView) -> LossPage:
    """Taking one right back."""
    followup = right.service is OnlineService.FILE_FOLLOWUP
    effect = _("L'accès est fermé dès la prochaine page que cette personne demandera, même si elle est en ligne.")
    reading = _("Les documents déposés à partir d'aujourd'hui ne lui seront plus annoncés.")
    return LossPage(
        title=_("Retirer ce droit?"),
        caption=person.name,
        form=form,
        sentences=(effect, reading, _told(person)) if followup else (effect, _told(person)),
        rows=((_("Service"), label(right.service)), (_("Droit actuel"), right_in_words(right))),
        button=_("Retirer le droit"),
        back_href=url_for("access.person", person=person.public_id),
        coverage=view,
        offers_successor=form.has_candidates,
        must_accept=form.asks_to_accept(view),
    )


def revoked_sentence(outcome: Outcome, name: str) -> str:
    """What was done."""
    said = _("Le droit est retiré : %(name)s n'a plus accès à ce service.", name=name)
    return f"{said} {_took_over(outcome.successor)}".strip()


def removed_sentence(removal: Removal) -> str:
    """What was done."""
    said = _("%(name)s n'a plus aucun rôle ni droit dans cet espace.", name=removal.name)
    return f"{said} {_took_over(removal.successor)}".strip()


def _took_over(name: str) -> str:
    return str(_("%(name)s prend la suite.", name=name)) if name else ""


def _told(person: PersonOfEmployer) -> str:
    if person.email:
        return str(_("Un courriel l'en avise."))
    return str(_("Sans adresse de courriel, c'est à vous de l'en aviser."))


def remove_page(
    person: PersonOfEmployer,
    rights: Sequence[Right],
    form: LossForm,
    view: CoverageView,
    beside: Beside,
) -> LossPage:
    """Ending what somebody is in the space."""
    granted = [label(right.service) for right in rights if right.granted]
    roles = ", ".join(label(role) for role in sorted(person.roles - {Role.HEALTH_PROFESSIONAL}))
    replace_href = url_for("access.replace", person=person.public_id) if beside.grants and form.has_candidates else ""
    return LossPage(
        title=_("Cette personne est partie?"),
        caption=person.name,
        form=form,
        sentences=(
            _("Ses rôles et tous ses droits dans cet espace finissent tout de suite, dès la prochaine page demandée."),
            _("Ses sessions, ses demandes, ses invitations et les remplacements où elle figure finissent aussi."),
            _("Ce qu'elle a fait et lu reste inscrit au journal."),
            *_beside(beside),
        ),
        rows=(
            (_("Espace"), label(beside.space)),
            (_("Rôle"), roles or "—"),
            (_("Droits retirés"), ", ".join(granted) or _("Aucun droit accordé")),
        ),
        button=_("Retirer la personne"),
        back_href=url_for("access.person", person=person.public_id),
        coverage=view,
        offers_successor=form.has_candidates and not beside.grants,
        must_accept=form.asks_to_accept(view),
        offers_telling=beside.other_space,
        links=_links(beside, replace_href),
    )


def _beside(beside: Beside) -> list[str]:
    said = []
    if beside.other_space:
        said.append(_("Elle a aussi un rôle dans un autre espace de l'employeur, que ce geste ne change pas."))
    if beside.designated:
        said.append(_("Elle reste désignée pour les papiers médicaux : cette désignation se termine à part."))
    if beside.paper:
        said.append(_("Des lettres lui sont encore adressées : ce geste ne les arrête pas."))
    return said


def _links(beside: Beside, replace_href: str) -> tuple[tuple[str, str], ...]:
    links = (
        (_("La remplacer par quelqu'un d'autre"), replace_href),
        (_("Voir qui reçoit du papier"), url_for("recipients.index") if beside.paper else ""),
    )
    return tuple((text, href) for text, href in links if href)


def replace_page(person: PersonOfEmployer, form: LossForm, *, last: bool) -> LossPage:
    """A granter leaves, and somebody takes the role at the same time. `last`: nobody else grants there for good."""
    alone = _("C'est la dernière à accorder les droits dans cet espace : on peut la remplacer, pas la retirer.")
    nobody = _("Personne d'autre n'a de rôle dans cet espace : invitez d'abord quelqu'un.")
    return LossPage(
        title=_("Remplacer cette personne"),
        caption=person.name,
        form=form,
        sentences=(
            *((alone,) if last else ()),
            _("La personne choisie accorde les droits dès maintenant, et a accès à tous les services."),
            _("Tout ce que %(name)s a dans cet espace finit au même moment.", name=person.name),
            _("Un courriel avise la personne choisie, et les autres qui accordent les droits."),
            *(() if form.has_candidates else (nobody,)),
        ),
        rows=((_("Rôle"), ", ".join(label(role) for role in sorted(person.roles))),),
        button=_("Remplacer la personne"),
        back_href=url_for("access.person", person=person.public_id),
        offers_successor=form.has_candidates,
        links=() if form.has_candidates else ((_("Inviter une personne"), url_for("access.grant")),),
        is_possible=form.has_candidates,
    )


def name_page(person: PersonOfEmployer, form: Form, role: Role) -> LossPage:
    """Making somebody of the space one who grants."""
    return LossPage(
        title=_("Confier la gestion des droits d'accès?"),
        caption=person.name,
        form=form,
        sentences=(
            _("Elle accorde et retire les droits de tout le monde dans cet espace, et peut nommer d'autres personnes."),
            _("Elle a accès à tous les services en ligne, dossiers d'indemnisation compris."),
            _("Un courriel l'en avise, ainsi que les autres personnes qui accordent les droits."),
        ),
        rows=((_("Nouveau rôle"), label(role)),),
        button=_("Confier le rôle"),
        back_href=url_for("access.person", person=person.public_id),
    )


def step_down_page(form: LossForm, view: CoverageView, role: Role, back_href: str) -> LossPage:
    """One who grants gives the role back."""
    return LossPage(
        title=_("Ne plus accorder les droits?"),
        caption=label(role),
        form=form,
        sentences=(
            _("Vous restez dans l'espace, avec les seuls droits qu'on vous a accordés."),
            _("Les autres personnes qui accordent les droits en sont avisées; elles peuvent vous nommer de nouveau."),
        ),
        rows=(),
        button=_("Quitter ce rôle"),
        back_href=back_href,
        coverage=view,
        must_accept=form.asks_to_accept(view),
    )
