"""« Je ne sais pas lequel choisir »: three questions, each of which leads to a door."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.entry.web.signin.forms import QuestionForm
from app.entry.web.signin.page import DoorLink, door_link
from app.entry.words import Door

#: The door that each question leads to when the answer is yes.
GUIDED = (Door.CLICSEQUR, Door.GUICHET_SST, Door.CNESST_CODES)


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A question, with its rank."""

    title: str
    form: QuestionForm
    number: int
    steps: tuple[str, ...]
    hint: str
    destination: str


@dataclass(frozen=True, slots=True)
class GuideAnswerPage:
    """The door that the answers lead to, or none."""

    title: str
    door: DoorLink | None


def guide_question(form: QuestionForm, number: int, destination: str) -> GuidePage:
    """The page of a question, from 1."""
    number = min(max(number, 1), len(GUIDED))
    questions = (
        (
            _("Votre entreprise a-t-elle un compte clicSÉQUR-Entreprises?"),
            _("C'est le compte qui sert aussi, par exemple, pour les services en ligne de Revenu Québec."),
        ),
        (
            _("Avez-vous reçu un code d'utilisateur qui commence par G?"),
            _("Il vous a été envoyé par courriel, par exemple G-7KQ4-M2XP."),
        ),
        (
            _("Avez-vous un code d'utilisateur qui commence par C?"),
            _("Il vous a été envoyé par courriel, par exemple C-7KQ4-M2XP. Il sert à la messagerie."),
        ),
    )
    title, hint = questions[number - 1]
    steps = (_("Compte clicSÉQUR"), _("Code en G"), _("Code en C"))
    return GuidePage(title, form, number, steps, hint, destination)


def guide_answer(form: QuestionForm, number: int, destination: str) -> GuideAnswerPage:
    """Where the last answer leads."""
    if form.answer.data == "oui":
        return GuideAnswerPage(
            _("Voici votre porte"), door_link(GUIDED[min(max(number, 1), len(GUIDED)) - 1], destination)
        )
    return GuideAnswerPage(_("Vous n'avez pas encore d'accès"), None)
