"""What the page of taking back receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.queries.taking_back import NOTHING, Item, TakingBack
from app.vocabulary.taking_back import TakenBack
from app.web.access.page import end_in_words
from app.web.filters import instant, label

if TYPE_CHECKING:
    from app.queries.people import PersonOfEmployer
    from app.web.taking_back.forms import SinceForm, TakeBackForm


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    """The preview: what will be put back, in rows of (who, what, about what), and what will not, with why."""

    title: str
    caption: str
    filters: SinceForm
    form: TakeBackForm
    since: str
    rows: tuple[tuple[str, str, str], ...]
    left: tuple[tuple[str, str, str], ...]
    holds_medical: bool
    back_href: str


def take_back_page(
    person: PersonOfEmployer, filters: SinceForm, form: TakeBackForm, since: datetime, plan: TakingBack
) -> TakeBackPage:
    """The preview of one moment."""
    return TakeBackPage(
        title=_("Reprendre ce que cette personne a fait"),
        caption=person.name,
        filters=filters,
        form=form,
        since=instant(since),
        rows=tuple((item.name or "—", label(item.what), _about(item)) for item in plan.doable),
        left=tuple(
            (item.name or "—", _about(item) or label(item.what), label(item.why_not) if item.why_not else "")
            for item in plan.left
        ),
        holds_medical=any(item.what is TakenBack.DESIGNATION_ENDED for item in plan.doable),
        back_href=url_for("access.person", person=person.public_id),
    )


def _about(item: Item) -> str:
    """Which service or role, and its days: as it was, as it is."""
    if item.action is not None:
        return label(item.action)
    if item.role is not None:
        return label(item.role)
    if item.service is None:
        return ""
    said = _(
        "%(service)s : avant, %(before)s; maintenant, %(now)s",
        service=label(item.service),
        before=_end(item.before),
        now=_end(item.now),
    )
    return str(said)


def _end(end: date | None) -> str:
    return str(_("aucun droit")) if end == NOTHING else end_in_words(end)
