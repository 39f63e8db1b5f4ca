"""What the page of taking back receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.rights.web.grants.page import end_in_words
from app.site.web.page.filters import instant, label
from app.taking_back.domain.items import NOTHING, Item, TakingBack
from app.taking_back.words import NotTakenBack, TakenBack
from app.vocabulary.audit import AuditAction

if TYPE_CHECKING:
    from app.registry.queries.people import PersonOfEmployer
    from app.taking_back.web.forms import SinceForm, TakeBackForm


@dataclass(frozen=True, slots=True)
class LeftLine:
    """What stays as it is: about whom, what, why, and where to do something about it."""

    who: str
    what: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    """The preview: what will be put back, in rows of (who, what, about what), and what will not, with why."""

    title: str
    caption: str
    filters: SinceForm
    form: TakeBackForm
    since: str
    rows: tuple[tuple[str, str, str], ...]
    left: tuple[LeftLine, ...]
    holds_medical: bool
    asks_others: bool
    back_href: str


def take_back_page(
    person: PersonOfEmployer, filters: SinceForm, form: TakeBackForm, since: datetime, plan: TakingBack
) -> TakeBackPage:
    """Return the preview of taking back from one moment on."""
    return TakeBackPage(
        title=_("Retirer ce que cette personne a accordé, et rendre ce qu'elle a retiré"),
        caption=person.name,
        filters=filters,
        form=form,
        since=instant(since),
        rows=tuple((item.name or "—", label(item.what), _about(item)) for item in plan.doable),
        left=tuple(
            LeftLine(
                item.name or "—",
                _about(item) or label(item.what),
                label(item.why_not) if item.why_not else "",
                _place(item),
            )
            for item in plan.left
        ),
        holds_medical=any(item.what is TakenBack.DESIGNATION_ENDED for item in plan.doable),
        asks_others=any(item.what in _NEED_A_YES for item in plan.doable),
        back_href=url_for("access.person", person=person.public_id),
    )


_NEED_A_YES = {TakenBack.MANDATE_PROPOSED, TakenBack.INVITATION_SENT, TakenBack.DESIGNATION_PROPOSED}


#: Where each gesture is made again by hand.
_PLACES = {
    AuditAction.ABSENCE_CANCELLED: "absences.index",
    AuditAction.ACCESS_REVIEW_ATTESTED: "access_reviews.index",
    AuditAction.DESIGNATION_ENDED: "designations.index",
    AuditAction.INVITATION_CANCELLED: "invitations.index",
    AuditAction.MANDATE_CHANGED: "mandates.index",
    AuditAction.MANDATE_ENDED: "mandates.index",
    AuditAction.RECIPIENT_SETTLED: "recipients.index",
    AuditAction.REQUEST_REFUSED: "access_requests.index",
}


def _place(item: Item) -> str:
    """Return the address of the item's own page, of the person's, or of everybody's rights."""
    if item.action in _PLACES:
        return url_for(_PLACES[item.action])
    if item.what is TakenBack.ABSENCE_CANCELLED:
        return url_for("absences.index")
    is_here = item.public_id and item.why_not is not NotTakenBack.LEFT
    return url_for("access.person", person=item.public_id) if is_here else url_for("access.matrix")


def _about(item: Item) -> str:
    """Say which service or role it is about, with its days as they were and as they are."""
    if item.action is not None:
        return label(item.action)
    if item.role is not None and item.what is not TakenBack.END_RESTORED:
        return label(item.role)
    held = item.service or item.role
    if held is None:
        return ""
    said = _(
        "%(service)s : avant, %(before)s; maintenant, %(now)s",
        service=label(held),
        before=_end(item.before),
        now=_end(item.now),
    )
    return str(said)


def _end(end: date | None) -> str:
    return str(_("aucun droit")) if end == NOTHING else end_in_words(end)
