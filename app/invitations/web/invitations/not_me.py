"""What whoever received a letter of designation is shown to say that they are not the designated person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.registry.words.designations import DesignationState
from app.site.web.forms.gesture import LinkPage
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from app.registry.models.designations import Designation


def not_me_page(one: Designation, employer: str, by: str) -> LinkPage:
    """The page of a letter that was answered, or whose invitation went by e-mail."""
    rows = (
        (_("Employeur"), employer),
        (_("Désignation faite par"), by),
        (_("Pour"), f"{one.given_name} {one.family_name}"),
        (_("Courriel"), one.accepted_email or one.email),
        (_("État"), label(DesignationState(one.state))),
    )
    return LinkPage(
        title=_("Cette désignation est-elle la vôtre?"),
        sentences=(
            _("Si c'est bien vous, vous n'avez rien à faire ici. L'invitation envoyée par courriel permet d'accepter."),
            _(
                "Si ce n'est pas vous, si ce courriel n'est pas le vôtre, ou si vous ne voulez pas de cette "
                "désignation, dites-le : elle prend fin tout de suite, et plus rien ne peut être lu en votre nom."
            ),
        ),
        rows=tuple((name, value) for name, value in rows if value),
        button=_("Ce n'est pas moi : mettre fin à la désignation"),
    )


def disowned_page() -> LinkPage:
    """The page once the designation has ended."""
    return LinkPage(
        _("La désignation est terminée"),
        (
            _("Les personnes qui gèrent les droits d'accès chez cet employeur en sont avisées."),
            _("Vous n'avez plus rien à faire."),
        ),
    )
