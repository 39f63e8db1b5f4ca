"""Why the files cannot be followed: in a sentence, by which rules, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from werkzeug.wrappers import Response

from app.site.web.gate.errors import Refusal
from app.site.web.reasons.sentences import Explained, explained_access
from app.vocabulary.rulings import AccessReason

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

    from app.resolver.domain.rules import AccessRuling

ANSWERS: dict[AccessReason, LazyString] = {
    AccessReason.AWAITING_PAPER_WITHDRAWAL: lazy(
        "Le suivi des dossiers n'est pas encore ouvert à votre employeur : ses documents arrivent par la poste."
    ),
    AccessReason.SERVICE_NOT_OPEN_YET: lazy("Le suivi des dossiers n'est pas encore ouvert."),
    AccessReason.NO_RIGHT: lazy("Vous n'avez pas le droit d'accès au suivi des dossiers de cet employeur."),
    AccessReason.MESSAGING_ONLY: lazy("Avec des codes CNESST, seule la messagerie sécurisée est ouverte."),
    AccessReason.ACCOUNT_NOT_ACTIVE: lazy(
        "L'employeur ne détient pas aujourd'hui le compte avec lequel cette session est ouverte."
    ),
    AccessReason.EMPLOYER_SERVICES_ONLY_FOR_EMPLOYER_SIDE: lazy(
        "Le suivi des dossiers est réservé à l'employeur. Vous y êtes à titre de professionnelle ou professionnel "
        "de la santé."
    ),
}


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """The refusal in a sentence, and all that it rests on."""

    title: str
    answer: str
    why: Explained
    another_day_href: str


def closed_answer(ruling: AccessRuling) -> str:
    """The refusal in one sentence, by its first obstacle."""
    if ruling.beyond is not None:
        return str(_("Vous détenez ce droit, mais la session que vous avez ouverte n'y donne pas accès."))
    return str(ANSWERS[AccessReason(ruling.reasons[0].code)])


def closed(error: Refusal) -> Response:
    """The answer of every page of files and documents to whom the follow-up is closed."""
    ruling: AccessRuling = error.ruling  # type: ignore[assignment]
    page = ClosedPage(
        title=_("Le suivi des dossiers vous est fermé"),
        answer=closed_answer(ruling),
        why=explained_access(ruling),
        another_day_href=url_for("services.why", service=ruling.facts.service),
    )
    return current_app.make_response((render_template("pages/files/closed.html", page=page), 403))
