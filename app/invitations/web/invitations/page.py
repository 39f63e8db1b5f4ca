"""What the pages of whoever is invited receive: the offer, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.entry.web.signin.page import ProblemPage, door_href
from app.entry.words import Door
from app.extensions import db
from app.registry.queries.credentials import code_was_sent
from app.registry.queries.invitations import code_holder, inviter_name, is_late, organisation_of, state_at
from app.registry.words.invitations import InvitationProblem, InvitationPurpose, InvitationState
from app.resolver.queries.grants import last_day
from app.site.web.page.filters import day, instant, label
from app.site.web.reasons.words import LETS
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.services import SENSITIVE_SERVICES, OnlineService

if TYPE_CHECKING:
    from app.invitations.web.invitations.forms import EmailForm, LetterForm
    from app.registry.models.invitations import Invitation


@dataclass(frozen=True, slots=True)
class Promised:
    """One service that is offered, and what it lets somebody see."""

    service: str
    lets: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class OfferPage:
    """What accepting would give, and the two answers."""

    title: str
    intro: str
    rows: tuple[tuple[str, str], ...]
    promises: tuple[Promised, ...]
    next_steps: tuple[str, ...]
    accept_text: str
    accept_href: str
    refuse_href: str
    form: EmailForm | None = None


@dataclass(frozen=True, slots=True)
class LetterPage:
    """Where the code of a letter is typed."""

    title: str
    form: LetterForm


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """An invitation that awaits no answer: why, and what to do."""

    title: str
    sentences: tuple[str, ...]
    enter_href: str
    letter_href: str = ""


def offer_page(invitation: Invitation, form: EmailForm | None = None) -> OfferPage:
    """The page of an invitation that awaits its answer; with `form`, the answer is an address to be confirmed."""
    session = db.session()
    organisation, by = organisation_of(session, invitation), inviter_name(session, invitation)
    by_code = invitation.space == Space.GUICHET_SST
    has_code = code_holder(session, invitation) is not None
    accept_text = _("Accepter et recevoir mon code") if by_code else _("Accepter avec clicSÉQUR-Entreprises")
    return OfferPage(
        title=_("%(organisation)s vous invite", organisation=organisation.name),
        intro=_intro(InvitationPurpose(invitation.purpose), by),
        rows=_rows(invitation, organisation.name, by),
        promises=tuple(_promised(OnlineService(code)) for code in invitation.services),
        next_steps=_next_steps(invitation, _entering(invitation, has_code=has_code, asks=form is not None)),
        accept_text=_("Accepter l'invitation") if has_code else accept_text,
        accept_href=url_for("invitations.give_address" if form else "invitations.accept"),
        refuse_href=url_for("invitations.refuse"),
        form=form,
    )


def _intro(purpose: InvitationPurpose, by: str) -> str:
    texts = {
        InvitationPurpose.USER: _("%(by)s vous invite à utiliser des services en ligne de cet employeur.", by=by),
        InvitationPurpose.HEALTH_PROFESSIONAL: _(
            "%(by)s vous désigne comme professionnelle ou professionnel de la santé de cet employeur. Une fois votre "
            "désignation confirmée par la Commission, vous liriez, à titre personnel, les papiers médicaux et de "
            "réadaptation physique de ses dossiers, et rien d'autre.",
            by=by,
        ),
        InvitationPurpose.FIRM_ADMINISTRATOR: _("%(by)s vous invite à administrer ce cabinet dans ce portail.", by=by),
        InvitationPurpose.FIRM_STAFF: _("%(by)s vous invite à travailler dans ce portail pour ce cabinet.", by=by),
    }
    return str(texts[purpose])


def _rows(invitation: Invitation, organisation: str, by: str) -> tuple[tuple[str, str], ...]:
    last_on = last_day(invitation.until_on)
    rows = (
        (_("Organisation"), organisation),
        (_("Invitation de"), by),
        (_("Pour"), f"{invitation.given_name} {invitation.family_name}"),
        (_("Courriel"), invitation.email),
        (_("Espace"), label(Space(invitation.space)) if invitation.space else ""),
        (_("Dernier jour des droits"), day(last_on) if last_on else ""),
        (_("Répondez avant le"), instant(invitation.expires_at)),
    )
    return tuple((name, value) for name, value in rows if value)


def _promised(service: OnlineService) -> Promised:
    return Promised(label(service), str(LETS[service]), service in SENSITIVE_SERVICES)


def _entering(invitation: Invitation, *, has_code: bool, asks: bool) -> str:
    if asks:
        return str(
            _("Un lien part à l'adresse que vous donnez : l'ouvrir montre qu'elle est à vous, et vous acceptez là.")
        )
    if has_code:
        return str(_("Vous avez déjà un code d'utilisateur du Guichet SST : il reste le vôtre, avec son mot de passe."))
    if invitation.space == Space.GUICHET_SST:
        return str(
            _("Un code d'utilisateur permanent et un mot de passe temporaire partent tout de suite à cette adresse.")
        )
    if invitation.code_digest is not None:
        return str(_("Vous entrez avec votre compte clicSÉQUR-Entreprises, qui doit porter votre nom."))
    return str(_("Vous entrez avec votre compte clicSÉQUR-Entreprises, qui doit porter cette adresse de courriel."))


def _next_steps(invitation: Invitation, entering: str) -> tuple[str, ...]:
    answered = _(
        "La personne qui vous invite est avisée de votre réponse. Si vous refusez, rien n'est inscrit à votre nom."
    )
    late = is_late(invitation, clock.today())
    ended = _("Le dernier jour prévu est passé : vous seriez inscrit sans aucun droit. Demandez-en d'autres ensuite.")
    if invitation.purpose == InvitationPurpose.HEALTH_PROFESSIONAL:
        waits = _("La Commission vérifie ensuite votre nom et votre numéro au tableau de votre ordre.")
        told = _("Rien ne vous est transmis d'ici là; un courriel vous dit sa réponse.")
        return (entering, f"{waits} {told}", answered)
    return (
        entering,
        *((ended,) if late else (_("Ce qui vous est proposé commence le jour où vous acceptez, et pas avant."),)),
        answered,
    )


def answered_page(invitation: Invitation) -> AnsweredPage:
    """The page of an invitation that awaits no answer, for whoever holds its link."""
    session, state = db.session(), state_at(invitation, clock.now())
    by = inviter_name(session, invitation)
    asked = _("Si vous en avez besoin, demandez-la à la personne qui vous a invité : %(by)s.", by=by)
    titles = {
        InvitationState.ACCEPTED: _("Cette invitation est acceptée"),
        InvitationState.REFUSED: _("Cette invitation est refusée"),
        InvitationState.CANCELLED: _("Cette invitation a été annulée"),
        InvitationState.EXPIRED: _("Cette invitation a expiré"),
    }
    accepted: tuple[str, ...] = (_("Vous pouvez entrer par la porte de votre espace. Ce lien ne sert plus."),)
    if invitation.space == Space.GUICHET_SST:
        accepted = (_how_to_enter(invitation), *accepted)
    sentences: dict[InvitationState, Sequence[str]] = {
        InvitationState.ACCEPTED: accepted,
        InvitationState.REFUSED: (_("Rien n'a été inscrit à votre nom."), asked),
        InvitationState.CANCELLED: (_("Rien n'a été inscrit à votre nom."), asked),
        InvitationState.EXPIRED: (
            _(
                "Un lien sert pendant %(days)s jours. Une invitation peut être renvoyée.",
                days=delays.INVITATION_LINK.days,
            ),
            asked,
        ),
    }
    door = Door.GUICHET_SST if invitation.space == Space.GUICHET_SST else Door.CLICSEQUR
    return AnsweredPage(
        titles[state], tuple(sentences[state]), door_href(door) if state is InvitationState.ACCEPTED else ""
    )


def _how_to_enter(invitation: Invitation) -> str:
    """For whoever has accepted on Guichet SST: a new code, or the one that they had."""
    ids = (invitation.person_id, invitation.employer_id)
    if ids[0] is not None and ids[1] is not None and not code_was_sent(db.session(), ids[0], ids[1]):
        return str(_("Vous entrez avec le code d'utilisateur que vous avez déjà : aucun autre ne vous est envoyé."))
    return str(_("Votre code et un mot de passe temporaire partent par courriel, à l'adresse de l'invitation."))


def no_link_page() -> AnsweredPage:
    """The page of a browser that has opened no link, or whose link serves no more."""
    return AnsweredPage(
        title=_("Ouvrez le lien de votre invitation"),
        sentences=(
            _("Cette page montre une invitation à qui vient d'en ouvrir le lien, dans ce navigateur."),
            _("Ouvrez le lien du courriel le plus récent. Si vous avez reçu une lettre, tapez son code."),
        ),
        enter_href="",
        letter_href=url_for("invitations.letter"),
    )


def unknown_page() -> AnsweredPage:
    """The page of a link that is nobody's."""
    return AnsweredPage(
        title=_("Ce lien n'est pas valable"),
        sentences=(
            _("Si vous avez reçu plusieurs courriels d'invitation, seul le lien du plus récent sert encore."),
            _("Vérifiez que l'adresse est complète, ou demandez à la personne qui vous a invité de la renvoyer."),
        ),
        enter_href="",
    )


def stopped_page(problem: InvitationProblem, by: str, again_href: str) -> ProblemPage:
    """The page of an acceptance that the rules stop."""
    waits = _("Rien n'a été inscrit, et l'invitation attend toujours.")
    asks = _("La personne qui vous a invité peut vous aider : %(by)s.", by=by) if by else ""
    advice = {
        InvitationProblem.NOT_YOURS: _(
            "Sortez de ce compte chez clicSÉQUR-Entreprises, puis ouvrez de nouveau le lien avec le vôtre."
        ),
        InvitationProblem.ANOTHER_NAME: _(
            "Sortez de ce compte chez clicSÉQUR-Entreprises, puis reprenez le lien ou le code et entrez avec le vôtre. "
            "Si votre compte porte un autre nom, demandez une désignation à ce nom."
        ),
        InvitationProblem.ANOTHER_ORGANISATION: _(
            "Chez clicSÉQUR-Entreprises, la personne responsable des services électroniques de cette organisation peut "
            "y rattacher votre compte."
        ),
        InvitationProblem.NOBODY_GRANTS: _(
            "Les personnes qui gèrent les droits d'accès chez cet employeur en sont avisées : l'une d'elles peut "
            "renvoyer l'invitation."
        ),
        InvitationProblem.CONFIRM_FIRST: _(
            "Si c'est vous, entrez d'abord par clicSÉQUR-Entreprises : un code vous sera envoyé à cette adresse pour "
            "le confirmer. Tapez ensuite de nouveau le code de la lettre."
        ),
        InvitationProblem.ADDRESS_KNOWN: _(
            "Les personnes qui gèrent les droits d'accès chez cet employeur en sont avisées."
        ),
        InvitationProblem.ALREADY_SETTLED: "",
    }.get(problem, _("Les personnes qui gèrent les droits d'accès chez cet employeur en sont avisées."))
    said = (advice, asks) if problem is InvitationProblem.ALREADY_SETTLED else (waits, advice, asks)
    return ProblemPage(
        title=_("L'invitation n'a pas pu être acceptée"),
        problem=label(problem),
        advice=tuple(sentence for sentence in said if sentence),
        again_href=again_href,
    )
