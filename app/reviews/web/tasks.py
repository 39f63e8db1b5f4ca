"""What a review adds to what waits on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.reviews.queries.reviews import open_review
from app.site.web.page.filters import day
from app.site.web.page.task import Harm, Waiting, presses

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts
    from app.vocabulary.accounts import Space


def tasks(principal: Principal, _facts: EmployerFacts, on: date) -> Iterator[Waiting]:
    """The review under way in the space where the person grants."""
    if principal.employer_id is None or principal.space is None:
        return
    waiting = waiting_review(principal.employer_id, principal.space, on)
    if waiting is not None:
        yield waiting


def waiting_review(employer_id: int, space: Space, on: date) -> Waiting | None:
    """The review under way in a space, if there is one."""
    review = open_review(db.session(), employer_id, space)
    if review is None:
        return None
    due = day(review.due_on)
    text = _("vérification annuelle des droits d'accès à attester au plus tard le %(day)s", day=due)
    harm = Harm.PRESSES if presses(review.due_on, on) else Harm.WAITS
    if on > review.due_on:
        text = _("vérification annuelle des droits d'accès en retard depuis le %(day)s", day=due)
    return Waiting(1, text, _("Vérifier"), url_for("access_reviews.show", review=review.public_id), harm)
