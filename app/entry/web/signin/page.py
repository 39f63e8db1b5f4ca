"""What the pages of coming in receive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.entry.steps.known_browsers import MESSAGES_A_DAY
from app.entry.steps.throttling import Wait
from app.entry.web.signin.forms import ChangePasswordForm, NewPasswordForm
from app.entry.words import DemoAccount, Door, SignInProblem
from app.site.web.page.language import language
from app.vocabulary import delays
from app.vocabulary.passwords import PasswordProblem

if TYPE_CHECKING:
    from app.site.web.forms.fields import Form


@dataclass(frozen=True, slots=True)
class DoorLink:
    """One way to sign in: its name, and a sentence that says for whom it is."""

    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class DoorsPage:
    """Entrée."""

    title: str
    doors: tuple[DoorLink, ...]
    staff_href: str
    help_href: str
    demo: tuple[DemoAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page around one form; `about` is what the template needs beside it."""

    title: str
    form: Form
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A sign-in that did not succeed: what happened, and what to do."""

    title: str
    problem: str
    advice: tuple[str, ...]
    again_href: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """What to expect after asking for a message: for how many hours it serves, and how many leave in a day."""

    title: str
    hours: int
    most: int


@dataclass(frozen=True, slots=True)
class BrowserPage:
    """The link of a message; without a form, it serves no more."""

    title: str
    sentences: tuple[str, ...]
    form: Form | None
    ask_href: str


def sent_page() -> SentPage:
    """After asking for a message, whether the code exists or not."""
    return SentPage(_("Vérifiez vos courriels"), delays.TEMPORARY_PASSWORD.hours, MESSAGES_A_DAY)


def browser_page(form: Form | None) -> BrowserPage:
    """What following the link does, or why it serves no more."""
    sentences: tuple[str, ...]
    if form is None:
        title = _("Ce lien ne sert plus")
        sentences = (_("Il a déjà servi, il est trop ancien, ou le mot de passe a changé depuis."),)
    else:
        title = _("Faire reconnaître ce navigateur")
        sentences = (
            _("Vous pourrez entrer avec votre code dans ce navigateur, même si d'autres essaient de deviner."),
            _("Votre mot de passe reste demandé. Ne continuez pas si cet appareil n'est pas à vous."),
        )
    return BrowserPage(title, sentences, form, url_for("signin.forgotten"))


def door_link(door: Door, destination: str = "") -> DoorLink:
    """The door as the entry page shows it."""
    texts = {
        Door.CLICSEQUR: _("Votre entreprise utilise clicSÉQUR-Entreprises pour ses services gouvernementaux en ligne."),
        Door.GUICHET_SST: _("On vous a envoyé par courriel un code d'utilisateur qui commence par G."),
        Door.CNESST_CODES: _("On vous a envoyé un code qui commence par C, pour la messagerie seulement."),
        Door.CLINIC: _("Votre clinique donne des soins à des personnes accidentées. Votre code commence par S."),
        Door.STAFF: _("Vous travaillez à la Commission."),
    }
    return DoorLink(door.label(language()), texts[door], door_href(door, destination))


def code_page(door: Door, form: Form) -> FormPage:
    """The page where a user code of this door is entered."""
    titles = {
        Door.GUICHET_SST: (_("Entrer au Guichet SST"), "G-7KQ4-M2XP"),
        Door.CNESST_CODES: (_("Entrer avec vos codes CNESST"), "C-7KQ4-M2XP"),
        Door.CLINIC: (_("Entrer comme personne d'une clinique"), "S-7KQ4-M2XP"),
    }
    title, example = titles[door]
    enrol = url_for("clinic_enrolment.new") if door is Door.CLINIC else ""
    return FormPage(title, form, {"door": door_link(door), "example": example, "enrol_href": enrol})


def door_href(door: Door, destination: str = "") -> str:
    """Where a door leads."""
    wanted = destination or None
    if door is Door.CLICSEQUR:
        return url_for("signin.clicsequr", next=wanted)
    if door is Door.STAFF:
        return url_for("signin.staff_door", next=wanted)
    return url_for("signin.user_code", door=door, next=wanted)


def problem_page(problem: SignInProblem, destination: str) -> ProblemPage:
    """What a refused sign-in says."""
    return ProblemPage(
        title=_("La connexion n'a pas réussi"),
        problem=problem.label(language()),
        advice=_advice(problem),
        again_href=url_for("signin.door", next=destination or None),
    )


def _advice(problem: SignInProblem) -> tuple[str, ...]:
    nothing_changed = _("Rien n'a été changé.")
    texts = {
        SignInProblem.UNKNOWN_PERSON: (
            _("La personne responsable des services électroniques (RSE) de votre employeur peut vous inscrire."),
            _("Si vous avez reçu une invitation, ouvrez le lien de son courriel : c'est là qu'on l'accepte."),
            _("Si vous êtes cette personne, écrivez ou téléphonez à la Commission : elle vérifiera votre inscription."),
        ),
        SignInProblem.UNKNOWN_STAFF: (
            _("La personne qui administre le portail à la Commission peut vous donner un rôle."),
            _("Si vous venez pour un employeur, choisissez une autre façon d'entrer."),
        ),
        SignInProblem.PROVIDER_UNAVAILABLE: (
            nothing_changed,
            _("Recommencez dans quelques minutes. Vos documents papier, eux, arrivent comme d'habitude."),
        ),
    }
    return texts.get(problem, (nothing_changed, _("Recommencez depuis la page d'entrée.")))


def wait_text(until: datetime, at: datetime) -> str:
    """How long to wait before the next attempt, rounded up."""
    seconds = max(1, int((until - at).total_seconds()) + 1)
    if seconds < 90:
        how_long = ngettext("%(num)s seconde", "%(num)s secondes", seconds)
    else:
        how_long = ngettext("%(num)s minute", "%(num)s minutes", -(-seconds // 60))
    return str(_("Trop d'essais en peu de temps. Vous pourrez recommencer dans %(how_long)s.", how_long=how_long))


def explain(form: NewPasswordForm, answer: PasswordProblem | Wait) -> None:
    """Put what is wrong with a password beside its field, or how long to wait above the form."""
    if isinstance(answer, Wait):
        form.form_errors.append(wait_text(answer.until, clock.ticking()))
        return
    is_about_current = answer is PasswordProblem.WRONG_CURRENT and isinstance(form, ChangePasswordForm)
    wrong = form.current if is_about_current else form.new
    wrong.errors = [*wrong.errors, answer.label(language())]
