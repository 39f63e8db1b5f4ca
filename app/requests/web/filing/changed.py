"""What changed of a request while somebody was reading it: what they saw beside what stands now, and by whom."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.extensions import db
from app.forms.domain.values import WrongAnswer, amount_of
from app.forms.web.words import money, said
from app.requests.domain.catalogue import form_of
from app.requests.queries.requests import revisions_after
from app.requests.web.drafting.crossed import typed_in_words

if TYPE_CHECKING:
    from app.requests.models.requests import OnlineRequest
    from app.requests.steps.whole import Whole
    from app.requests.web.forms import FilingForm

#: What was seen, what stands now, by whom.
Difference = tuple[str, str, str, str]


def differences(row: OnlineRequest, whole: Whole, seen: FilingForm) -> tuple[Difference, ...]:
    """Question by question; the amount last, which a rule may change too."""
    read = next((number for number in range(row.revision) if str(number) == seen.revision.data), row.revision)
    return (*_of_answers(row, read), *_of_amount(whole, seen.amount.data or ""))


def _of_answers(row: OnlineRequest, revision: int) -> tuple[Difference, ...]:
    form = form_of(row.form, row.form_version)
    found: dict[str, tuple[list[Any], list[Any], str]] = {}
    for saved in revisions_after(db.session(), row, revision):
        for name, change in saved.changes.items():
            before = found[name][0] if name in found else change[:1]
            found[name] = (before, change[1:], saved.name)
    return tuple(
        (
            said(form.definition.field(name).words),
            typed_in_words(form, name, before[0]) if before else str(_("Chiffré")),
            typed_in_words(form, name, now[0]) if now else str(_("Un autre, chiffré")),
            who,
        )
        for name, (before, now, who) in found.items()
        if not before or before != now
    )


def _of_amount(whole: Whole, seen: str) -> tuple[Difference, ...]:
    before = None
    with suppress(WrongAnswer):
        before = amount_of(seen)
    now = whole.reckoned.amount
    if before == now:
        return ()
    was, is_now = (money(each) if each is not None else str(_("Aucun")) for each in (before, now))
    return ((str(_("Montant réclamé")), was, is_now, str(_("Calcul"))),)
