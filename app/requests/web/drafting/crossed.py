"""What a colleague answered meanwhile, beside what was just typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.forms.domain.values import Answer, is_empty
from app.forms.web.words import said

if TYPE_CHECKING:
    from app.requests.actions.saving import ChangedMeanwhile
    from app.requests.domain.catalogue import ServiceForm


def crossed_in_words(form: ServiceForm, changed: ChangedMeanwhile | None) -> tuple[tuple[str, str, str], ...]:
    """By question: who answered it meanwhile, and what."""
    if changed is None:
        return ()
    return tuple(
        (said(form.definition.field(each.field).words), each.name, typed_in_words(form, each.field, each.answer))
        for each in changed.crossed
    )


def typed_in_words(form: ServiceForm, name: str, answer: Answer | None) -> str:
    """An answer as it was typed; the words of an option."""
    field = form.definition.field(name)
    if is_empty(answer):
        return str(_("Aucune réponse"))
    words = {option.value: said(option.words) for option in field.options}
    if isinstance(answer, str):
        return words.get(answer, answer)
    return "; ".join(words.get(each, "") if isinstance(each, str) else _row(each) for each in answer or ())


def _row(row: Mapping[str, str]) -> str:
    return " ".join(filter(None, row.values()))
