"""A request as the pages read it: its secrets are opened for the check and the calculation, never given to a page."""

from __future__ import annotations

from app import clock
from app.extensions import db
from app.requests.domain.canonical import masked
from app.requests.models.requests import OnlineRequest
from app.requests.steps.secrets import opened_secrets, secrets_of
from app.requests.steps.whole import Whole, whole_of


def shown(request: OnlineRequest) -> Whole:
    """All that the answers of a request say together, as they stand today."""
    return whole_of(db.session(), request, clock.today())


def masks(request: OnlineRequest) -> dict[str, str]:
    """The secrets that were entered, by field: their last three signs."""
    return {name: masked(answer) for name, answer in opened_secrets(request, secrets_of(db.session(), request)).items()}
