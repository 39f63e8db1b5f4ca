"""Who else works on a draft, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.requests.queries.requests import present_in
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import SPACE
from app.site.web.page.language import language

if TYPE_CHECKING:
    from app.requests.domain.catalogue import ServiceForm
    from app.requests.models.requests import OnlineRequest


def present_in_words(row: OnlineRequest, form: ServiceForm) -> tuple[str, ...]:
    """« Marie Roy est à l'étape 5 depuis 14 h 02 »."""
    numbers = {step.name: number for number, step in enumerate(form.definition.steps, start=1)}
    found = present_in(db.session(), row, current_principal().person_id or 0, clock.now())
    return tuple(
        str(
            _(
                "%(name)s a ouvert l'étape %(number)s à %(at)s.",
                name=each.name,
                number=numbers.get(each.step, 1),
                at=_hour(each.seen_at),
            )
        )
        for each in found
    )


def _hour(at: Any) -> str:
    local = at.astimezone(clock.QUEBEC)
    return f"{local:%H:%M}" if language() == "en" else f"{local.hour}{SPACE}h{SPACE}{local:%M}"
