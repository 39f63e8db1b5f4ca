"""What the pages of paper recipients receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.registry.words.invitations import InvitationState
from app.registry.words.recipients import RecipientState
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import day
from app.vocabulary.accounts import Situation
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.notices.web.recipients.forms import SettleForm
    from app.resolver.queries.facts import EmployerFacts
    from app.resolver.queries.recipients import Recipient

#: Situations in which the day of paper withdrawal decides.
WAITS_FOR_WITHDRAWAL = frozenset({Situation.GUICHET_SST, Situation.BOTH_SPACES})
TONES = {RecipientState.ENROLLED: "wait", RecipientState.INVITED: "wait", RecipientState.NOT_ENROLLED: "alert"}


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One paper recipient; `enrol_text` says what makes them able to read on screen, empty when they are already.

    `enrols`: that gesture grants a right. `resend_href`: sends again, at once, an invitation of the reader's own space.
    """

    name: str
    attention: str
    city: str
    since: str
    state: RecipientState
    tone: str
    said: str
    enrol_text: str
    enrol_href: str
    enrols: bool
    settle_href: str
    resend_href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The paper recipients of an employer. `forgotten`: how many an employer on screen leaves without papers."""

    title: str
    intro: str
    rows: tuple[RecipientRow, ...]
    forgotten: int


def list_page(recipients: Sequence[Recipient], facts: EmployerFacts, on: date) -> ListPage:
    """The page of a day."""
    has_stopped = _is_on_screen(facts, on)
    waiting = sum(recipient.state is not RecipientState.ENROLLED for recipient in recipients)
    return ListPage(
        title=_("Personnes qui recevaient du papier") if has_stopped else _("Personnes qui reçoivent du papier"),
        intro=_intro(facts, on),
        rows=tuple(_row(recipient, on) for recipient in recipients),
        forgotten=waiting if has_stopped else 0,
    )


def _is_on_screen(facts: EmployerFacts, on: date) -> bool:
    """Whether an ordinary document issued that day arrives on screen: the rule that the home page asks as well."""
    return facts.route(Category.ADMINISTRATIVE, on, on).outcome is Channel.ELECTRONIC


def _intro(facts: EmployerFacts, on: date) -> str:
    withdrawal_on = facts.withdrawal_on
    waits = facts.situation_on(on) in WAITS_FOR_WITHDRAWAL
    if _is_on_screen(facts, on):
        if waits and withdrawal_on:
            return str(
                _("Le papier est retiré depuis le %(day)s : les documents sont à l'écran.", day=day(withdrawal_on))
            )
        return str(
            _("Pour votre employeur, les documents sont déposés à l'écran; rien n'est plus envoyé par la poste.")
        )
    if waits and withdrawal_on and withdrawal_on > on and _is_on_screen(facts, withdrawal_on):
        text = _(
            "Ces personnes reçoivent les documents par la poste. Le papier est retiré le %(day)s : "
            "inscrivez-les avant.",
            day=day(withdrawal_on),
        )
        return str(text)
    if waits:
        return str(_("Ces personnes reçoivent les documents par la poste tant que le papier n'est pas retiré."))
    return str(_("Ces personnes reçoivent par la poste les documents d'indemnisation."))


def _said(recipient: Recipient, on: date) -> str:
    if recipient.state is RecipientState.INVITED:
        return str(_("N'a pas encore accepté l'invitation : ne peut pas lire."))
    if recipient.state is RecipientState.NOT_ENROLLED and recipient.person_public_id:
        return str(_("Fait partie de vos personnes, mais sans le droit de suivre les dossiers."))
    if recipient.state is RecipientState.NOT_ENROLLED:
        return str(_("N'est pas parmi vos personnes."))
    if recipient.reads_on is None:
        return str(_("Détient le droit, mais aucun jour n'est connu où le suivi lui ouvrirait."))
    if recipient.reads_on > on:
        return str(_("Tout est prêt : lira à l'écran dès le %(day)s.", day=day(recipient.reads_on)))
    return str(_("Peut lire à l'écran."))


def _tone(recipient: Recipient, on: date) -> str:
    """Green is for who reads today."""
    return "good" if recipient.reads_on == on else TONES[recipient.state]


def _row(recipient: Recipient, on: date) -> RecipientRow:
    follow_up = OnlineService.FILE_FOLLOWUP.value
    known = recipient.person_public_id
    start: dict[str, Any] = {"person": known} if known else {"recipient": recipient.public_id}
    start["back"] = url_for("recipients.index")
    enrol = (_("Accorder le suivi") if known else _("Inviter"), url_for("access.grant", service=follow_up, **start))
    gesture = {
        RecipientState.ENROLLED: ("", ""),
        RecipientState.INVITED: (_("Relancer"), url_for("invitations.index", state=InvitationState.SENT.value)),
        RecipientState.NOT_ENROLLED: enrol,
    }[recipient.state]
    return RecipientRow(
        name=recipient.name,
        attention=recipient.attention,
        city=recipient.city,
        since=day(recipient.from_on),
        state=recipient.state,
        tone=_tone(recipient, on),
        said=_said(recipient, on),
        enrol_text=gesture[0],
        enrol_href=gesture[1],
        enrols=gesture is enrol,
        settle_href=url_for("recipients.settle", recipient=recipient.public_id),
        resend_href=_resend_href(recipient),
    )


def _resend_href(recipient: Recipient) -> str:
    if not recipient.invitation or recipient.invited_to != current_principal().space:
        return ""
    return url_for("invitations.resend", invitation=recipient.invitation)


def settle_page(recipient: Recipient, others: int, form: SettleForm) -> GesturePage:
    """The page that asks why. `others`: how many recipients are left."""
    if others:
        effect = _(
            "Les prochaines lettres ne lui seront plus adressées; les autres personnes de la liste les reçoivent."
        )
    else:
        effect = _(
            "C'est la dernière personne de la liste : les prochaines lettres iront à l'adresse de votre employeur."
        )
    return GesturePage(
        title=_("N'a plus besoin du papier"),
        caption=recipient.name,
        form=form,
        sentences=(effect,),
        button=_("Cesser les lettres"),
        kind="primary",
        back_href=url_for("recipients.index"),
    )
