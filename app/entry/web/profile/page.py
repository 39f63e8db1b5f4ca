"""What the page about oneself receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.site.web.page.filters import label
from app.site.web.page.language import language
from app.vocabulary.accounts import CodeSpace, Space
from app.vocabulary.language import Language

if TYPE_CHECKING:
    from app.registry.queries.sessions import OpenSession, Principal


@dataclass(frozen=True, slots=True)
class AccountPage:
    """« Mon compte »: facts, each with the link that changes it; the other language; the sessions, this one first.

    `nowhere`: where a session stands that is of no employer's space.
    """

    title: str
    rows: tuple[tuple[str, str, str, str], ...]
    language_button: str
    language_action: str
    here: str
    sessions: Sequence[OpenSession]
    nowhere: str


def account_page(
    principal: Principal, sessions: Sequence[OpenSession], *, email: str, has_password: bool
) -> AccountPage:
    """Return the page; `email` is empty where there is none, as for the staff."""
    in_french = language() == Language.FR
    return AccountPage(
        title=_("Mon compte"),
        rows=tuple(_rows(principal, email, has_password=has_password)),
        language_button=_("Passer à l'anglais") if in_french else _("Passer au français"),
        language_action=url_for("language.choose", code=(Language.EN if in_french else Language.FR).value),
        here=url_for("profile.account"),
        sessions=sessions,
        nowhere=label(CodeSpace.CLINIC) if principal.kind == "clinic" else _("Commission"),
    )


def _rows(principal: Principal, email: str, *, has_password: bool) -> list[tuple[str, str, str, str]]:
    spoken = _("Français") if language() == Language.FR else _("Anglais")
    rows = [(_("Nom"), principal.name, "", "")]
    if principal.kind == "clinic":
        rows.append((_("Courriel"), email, "", ""))
    if principal.kind == "person":
        rows.append((_("Courriel"), email or _("Aucun"), _("Changer"), url_for("email_addresses.own")))
    rows.append((_("Langue des pages et des courriels"), spoken, "", ""))
    if has_password:
        rows.append((_("Mot de passe"), _("Celui de votre code"), _("Changer"), url_for("signin.change_password")))
    elif principal.space is Space.CLICSEQUR:
        rows.append((_("Mot de passe"), _("Celui de clicSÉQUR-Entreprises : il se change là-bas"), "", ""))
    return rows
