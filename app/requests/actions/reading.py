"""A request as the pages read it: its secrets are opened for the check and the calculation, never given to a page."""

from __future__ import annotations

from collections.abc import Mapping

from app import clock
from app.extensions import db
from app.forms.domain.reading import Values
from app.forms.domain.values import masked
from app.requests.domain.catalogue import ServiceForm
from app.requests.models.requests import OnlineRequest
from app.requests.steps.secrets import opened_secrets, secrets_of
from app.requests.steps.whole import Whole, around, whole_of
from app.requests.words import RequestProblem


def shown(request: OnlineRequest) -> Whole:
    """All that the answers of a request say together, as they stand today."""
    return whole_of(db.session(), request, clock.today())


def standing(
    request: OnlineRequest, form: ServiceForm, values: Values
) -> tuple[Mapping[str, RequestProblem], tuple[str, ...]]:
    """By question, why it cannot be filed today; and whom what leaves the employer's side goes to."""
    return around(db.session(), request, form, values, clock.today())


def masks(request: OnlineRequest) -> dict[str, str]:
    """The secrets that were entered, by field: their last three signs."""
    return {name: masked(answer) for name, answer in opened_secrets(request, secrets_of(db.session(), request)).items()}
