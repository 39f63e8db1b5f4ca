"""What the pages of e-mail addresses receive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.site.web.forms.gesture import GesturePage, LinkPage
from app.vocabulary import delays

if TYPE_CHECKING:
    from app.registry.queries.people import PersonOfEmployer
    from app.site.web.forms.fields import Form


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
    """One's own address."""
    return AddressPage(
        title=_("Mon adresse de courriel"),
        caption="",
        form=form,
        rows=((_("Nom"), name), (_("Courriel"), email or _("Aucun"))),
        about=(
            _("Un lien partira à la nouvelle adresse : elle remplace l'autre quand vous l'ouvrez."),
            _("L'ancienne adresse en est avisée, et les personnes qui gèrent les droits d'accès aussi."),
        ),
        button=_("Envoyer le lien"),
        back_href=url_for("profile.account"),
    )


def confirm_page(form: Form, email: str) -> GesturePage:
    """The page of the link."""
    return GesturePage(
        title=_("Confirmer cette adresse"),
        caption="",
        form=form,
        rows=((_("Nouvelle adresse"), email),),
        sentences=(_("Les messages de Relais y arriveront désormais."),),
        button=_("Confirmer cette adresse"),
        kind="primary",
        back_href=url_for("email_addresses.own"),
    )


def refusal_page(former: str) -> LinkPage:
    """Before: what the button does."""
    sentences = (
        _(
            "Quelqu'un d'autre a changé l'adresse à laquelle Relais vous écrit. Vous pouvez remettre %(email)s.",
            email=former,
        ),
        _("Les sessions ouvertes en votre nom se ferment, et un mot de passe choisi depuis ne sert plus."),
        _("Les personnes qui gèrent les droits d'accès l'apprennent."),
    )
    return LinkPage(_("Remettre mon adresse"), sentences, button=_("Remettre mon adresse"), kind="primary")


def refused_page(former: str) -> LinkPage:
    """After: whether the address is theirs again, and what to do now. `former` is empty when nothing was done."""
    if not former:
        sentences: tuple[str, ...] = (
            _("Ce lien a déjà servi, ou l'adresse a changé de nouveau : rien n'a été fait."),
            _("Si un doute reste, téléphonez à une personne qui gère les droits d'accès chez votre employeur."),
        )
        return LinkPage(_("Rien n'a changé"), sentences, enter_href=url_for("signin.door"))
    sentences = (
        _("Relais vous écrit de nouveau à %(email)s.", email=former),
        _("Si vous entrez par un code d'utilisateur, demandez un nouveau mot de passe avant d'entrer."),
    )
    return LinkPage(_("Votre adresse est remise"), sentences, enter_href=url_for("signin.door"))


def person_address_page(form: Form, person: PersonOfEmployer) -> AddressPage:
    """The address of somebody of the employer."""
    return AddressPage(
        title=_("Changer l'adresse de courriel"),
        caption=person.name,
        form=form,
        rows=((_("Courriel actuel"), person.email or _("Aucun")),),
        about=(
            _(
                "Cette personne en est avisée à l'ancienne adresse et à la nouvelle; de l'ancienne, elle peut la "
                "remettre."
            ),
            _(
                "Si elle entre par un code, un mot de passe demandé d'ici %(hours)s heures attend ce délai avant de "
                "partir.",
                hours=delays.ADDRESS_STANDS.hours,
            ),
            _("Toutes les autres personnes qui gèrent les droits d'accès de cet employeur l'apprennent aussi."),
        ),
        button=_("Changer l'adresse"),
        back_href=url_for("access.person", person=person.public_id),
    )
