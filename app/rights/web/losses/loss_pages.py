"""What the pages receive that confirm a loss: of one right, of the role of granting. Leaving has its own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.rights.web.grants.page import coming_in_words, end_in_words, right_in_words
from app.rights.web.losses.losing import LossForm, LossPage
from app.site.web.page.filters import label
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.registry.queries.people import PersonOfEmployer
    from app.resolver.queries.grants import ComingRight, Right
    from app.rights.steps.grants import Outcome
    from app.rights.web.losses.coverage import CoverageView
    from app.site.web.forms.fields import Form


def revoke_page(
    person: PersonOfEmployer, right: Right, coming: Sequence[ComingRight], form: LossForm, view: CoverageView
) -> LossPage:
    """Return the page that confirms taking one right back."""
    followup = right.service is OnlineService.FILE_FOLLOWUP
    effect = _("L'accès est fermé dès la prochaine page que cette personne demandera, même si elle est en ligne.")
    reading = _("Les documents déposés à partir d'aujourd'hui ne lui seront plus annoncés.")
    return LossPage(
        title=_("Retirer ce droit?"),
        caption=person.name,
        form=form,
        sentences=(effect, reading, _told(person)) if followup else (effect, _told(person)),
        rows=(
            (_("Service"), label(right.service)),
            *(((_("Droit actuel"), right_in_words(right)),) if right.granted else ()),
            *((_("Droit à venir"), coming_in_words(one)) for one in coming),
        ),
        button=_("Retirer le droit"),
        back_href=url_for("access.person", person=person.public_id),
        coverage=view,
        offers_successor=form.has_candidates,
        must_accept=form.asks_to_accept(view),
    )


def shorten_page(
    person: PersonOfEmployer,
    right: Right,
    until_on: date,
    form: LossForm,
    view: CoverageView,
    values: tuple[tuple[str, str], ...],
) -> LossPage:
    """Return the page that confirms a sooner end of one right."""
    new = end_in_words(until_on)
    return LossPage(
        title=_("Raccourcir ce droit?"),
        caption=person.name,
        form=form,
        sentences=(
            _("Le droit finit plus tôt : %(end)s.", end=new),
            _("La personne qui prend la suite a ce droit dès le lendemain, jusqu'au jour où il devait finir."),
            _told(person),
        ),
        rows=(
            (_("Service"), label(right.service)),
            (_("Droit actuel"), right_in_words(right)),
            (_("Nouvelle échéance"), new[:1].upper() + new[1:]),
        ),
        button=_("Raccourcir le droit"),
        back_href=url_for("access.person", person=person.public_id),
        coverage=view,
        offers_successor=form.has_candidates,
        must_accept=form.asks_to_accept(view),
        values=values,
    )


def shortened_sentence(outcome: Outcome, name: str) -> str:
    """Say that the right now ends sooner."""
    said = _("L'échéance est changée pour %(name)s.", name=name)
    return f"{said} {took_over(outcome.successor)}".strip()


def revoked_sentence(outcome: Outcome, name: str) -> str:
    """Say that the right was taken back."""
    said = _("Le droit est retiré : %(name)s n'a plus accès à ce service.", name=name)
    return f"{said} {took_over(outcome.successor)}".strip()


def took_over(name: str) -> str:
    """Say who has taken over; empty when nobody did."""
    return str(_("%(name)s prend la suite.", name=name)) if name else ""


def _told(person: PersonOfEmployer) -> str:
    if person.email:
        return str(_("Un courriel l'en avise."))
    return str(_("Sans adresse de courriel, c'est à vous de l'en aviser."))


def name_page(person: PersonOfEmployer, form: Form, role: Role) -> LossPage:
    """Return the page that confirms giving somebody of the space the role of granting."""
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
    """Return the page on which a granter confirms giving the role back."""
    return LossPage(
        title=_("Ne plus accorder les droits?"),
        caption=label(role),
        form=form,
        sentences=(
            _("Vous restez dans l'espace, avec les seuls droits qu'on vous a accordés."),
            _("Les autres personnes qui accordent les droits en sont avisées; elles peuvent vous nommer de nouveau."),
            _("Si vous choisissez quelqu'un pour prendre la suite, cette personne a votre rôle dès maintenant."),
        ),
        rows=(),
        button=_("Quitter ce rôle"),
        back_href=back_href,
        coverage=view,
        offers_successor=form.has_candidates,
        must_accept=form.asks_to_accept(view),
    )
