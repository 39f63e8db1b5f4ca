"""What the pages of paper recipients receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.registry.words.recipients import RecipientState
from app.site.web.page.filters import day
from app.vocabulary.accounts import Situation
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.notices.web.recipients.forms import SettleForm
    from app.resolver.queries.facts import EmployerFacts
    from app.resolver.queries.recipients import Recipient

#: Employers whose papers stop coming by post, all at once.
ON_SCREEN = frozenset({Situation.CLICSEQUR})
TONES = {RecipientState.ENROLLED: "good", RecipientState.INVITED: "wait", RecipientState.NOT_ENROLLED: "alert"}


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One paper recipient; `enrol_text` says what makes them able to read on screen, empty when they are already."""

    name: str
    attention: str
    city: str
    since: str
    state: RecipientState
    tone: str
    said: str
    enrol_text: str
    enrol_href: str
    settle_href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The paper recipients of an employer. `forgotten`: how many an employer on screen leaves without papers."""

    title: str
    intro: str
    rows: tuple[RecipientRow, ...]
    forgotten: int


def list_page(recipients: Sequence[Recipient], facts: EmployerFacts, on: date) -> ListPage:
    """The page of a day."""
    on_screen = facts.situation_on(on) in ON_SCREEN
    waiting = sum(recipient.state is not RecipientState.ENROLLED for recipient in recipients)
    return ListPage(
        title=_("Personnes qui reçoivent du papier"),
        intro=_intro(facts, on),
        rows=tuple(_row(recipient) for recipient in recipients),
        forgotten=waiting if on_screen else 0,
    )


def _intro(facts: EmployerFacts, on: date) -> str:
    situation = facts.situation_on(on)
    if situation in ON_SCREEN:
        text = _("Pour votre employeur, les documents sont déposés à l'écran; rien n'est plus envoyé par la poste.")
    elif situation not in {Situation.GUICHET_SST, Situation.BOTH_SPACES}:
        text = _("Ces personnes reçoivent par la poste les documents d'indemnisation.")
    elif facts.withdrawal_on is None:
        text = _("Ces personnes reçoivent les documents par la poste tant que le papier n'est pas retiré.")
    elif facts.withdrawal_on > on:
        text = _(
            "Ces personnes reçoivent les documents par la poste. Le papier est retiré le %(day)s : "
            "inscrivez-les avant.",
            day=day(facts.withdrawal_on),
        )
    else:
        text = _("Le papier est retiré depuis le %(day)s : les documents sont à l'écran.", day=day(facts.withdrawal_on))
    return str(text)


def _row(recipient: Recipient) -> RecipientRow:
    follow_up = OnlineService.FILE_FOLLOWUP.value
    known = recipient.person_public_id
    start: dict[str, Any] = {"person": known} if known else {"recipient": recipient.public_id}
    enrol = (_("Accorder le suivi") if known else _("Inviter"), url_for("access.grant", service=follow_up, **start))
    gesture = {
        RecipientState.ENROLLED: ("", ""),
        RecipientState.INVITED: (_("Voir les invitations"), url_for("invitations.index")),
        RecipientState.NOT_ENROLLED: enrol,
    }[recipient.state]
    said = {
        RecipientState.ENROLLED: _("Peut lire à l'écran."),
        RecipientState.INVITED: _("N'a pas encore accepté l'invitation : ne peut pas lire."),
        RecipientState.NOT_ENROLLED: _("Fait partie de vos personnes, mais sans le droit de suivre les dossiers.")
        if known
        else _("N'est pas parmi vos personnes."),
    }[recipient.state]
    return RecipientRow(
        name=recipient.name,
        attention=recipient.attention,
        city=recipient.city,
        since=day(recipient.from_on),
        state=recipient.state,
        tone=TONES[recipient.state],
        said=said,
        enrol_text=gesture[0],
        enrol_href=gesture[1],
        settle_href=url_for("recipients.settle", recipient=recipient.public_id),
    )


@dataclass(frozen=True, slots=True)
class SettlePage:
    """Ending the letters to one recipient, and what that changes."""

    title: str
    caption: str
    form: SettleForm
    effect: str
    back_href: str


def settle_page(recipient: Recipient, others: int, form: SettleForm) -> SettlePage:
    """The page that asks why. `others`: how many recipients are left."""
    if others:
        effect = _(
            "Les prochaines lettres ne lui seront plus adressées; les autres personnes de la liste les reçoivent."
        )
    else:
        effect = _(
            "C'est la dernière personne de la liste : les prochaines lettres iront à l'adresse de votre employeur."
        )
    return SettlePage(
        title=_("N'a plus besoin du papier"),
        caption=recipient.name,
        form=form,
        effect=effect,
        back_href=url_for("recipients.index"),
    )
