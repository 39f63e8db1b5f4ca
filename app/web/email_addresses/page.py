"""What the pages of e-mail addresses receive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

if TYPE_CHECKING:
    from app.queries.people import PersonOfEmployer
    from app.web.fields import Form


@dataclass(frozen=True, slots=True)
class AddressPage:
    """One's own address, or somebody's: as it is, and the form of the new one. `about` says what will follow."""

    title: str
    caption: str
    form: Form
    rows: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    button: str
    back_href: str


def own_page(form: Form, name: str, email: str) -> AddressPage:
    """« Mes coordonnées »."""
    return AddressPage(
        title=_("Mes coordonnées"),
        caption="",
        form=form,
        rows=((_("Nom"), name), (_("Courriel"), email or _("Aucun"))),
        about=(
            _("Un lien partira à la nouvelle adresse : elle remplace l'autre quand vous l'ouvrez."),
            _("L'ancienne adresse en est avisée, et les personnes qui gèrent les droits d'accès aussi."),
        ),
        button=_("Envoyer le lien"),
        back_href=url_for("profile.sessions"),
    )


def confirm_page(form: Form, email: str) -> AddressPage:
    """The page of the link."""
    return AddressPage(
        title=_("Confirmer cette adresse"),
        caption="",
        form=form,
        rows=((_("Nouvelle adresse"), email),),
        about=(_("Les messages de Relais y arriveront désormais."),),
        button=_("Confirmer cette adresse"),
        back_href=url_for("email_addresses.own"),
    )


def person_address_page(form: Form, person: PersonOfEmployer) -> AddressPage:
    """The address of somebody of the employer."""
    return AddressPage(
        title=_("Changer l'adresse de courriel"),
        caption=person.name,
        form=form,
        rows=((_("Courriel actuel"), person.email or _("Aucun")),),
        about=(
            _("Cette personne en est avisée à l'ancienne adresse et à la nouvelle."),
            _("Toutes les autres personnes qui gèrent les droits d'accès de cet employeur l'apprennent aussi."),
        ),
        button=_("Changer l'adresse"),
        back_href=url_for("access.person", person=person.public_id),
    )
