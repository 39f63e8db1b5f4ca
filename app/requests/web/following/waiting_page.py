"""What the page of a request says while a second person has to confirm it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.extensions import db
from app.forms.web.words import answers_in_words, said
from app.requests.actions.reading import shown
from app.requests.queries.requests import name_of
from app.requests.web.filing.check_page import Section
from app.requests.words import RequestState
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import instant, label
from app.vocabulary import delays

if TYPE_CHECKING:
    from app.requests.models.requests import OnlineRequest


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: said in a sentence, its answers, and whether the reader may confirm them."""

    sentence: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    may_confirm: bool


def waiting_of(row: OnlineRequest, viewers: list[str]) -> Waiting | None:
    """What a request waits for; None where it waits for nobody at the employer."""
    if row.state != RequestState.TO_CONFIRM or row.sent_at is None or row.sent_by_id is None:
        return None
    whole = shown(row)
    found = answers_in_words(whole.form.definition, whole.reading.values)
    rows = [(step, tuple((ask, answer) for _field, ask, answer in lines)) for step, lines in found]
    own = row.sent_by_id == current_principal().person_id
    name = name_of(db.session(), row.sent_by_id)
    if not own:
        sentence = _("%(name)s demande ce changement : vérifiez-le de vive voix, puis confirmez ou arrêtez.", name=name)
    elif len(viewers) > 1:
        sentence = _("Une autre personne doit confirmer. La Commission n'a encore rien reçu.")
    else:
        until = instant(row.sent_at + delays.DEPOSIT_WAITS)
        sentence = _("Personne d'autre ne peut confirmer : la demande part d'elle-même après le %(at)s.", at=until)
    return Waiting(
        sentence=str(sentence),
        warnings=tuple(label(warning) for warning in whole.reckoned.warnings),
        sections=tuple(Section(said(step.words), "", lines) for step, lines in rows if lines),
        may_confirm=not own,
    )
