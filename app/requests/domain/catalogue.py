"""The forms of the services, by name: the definition of each, and the rules that it needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.forms.domain.definition import FormDefinition, read_definition
from app.requests.domain import (
    direct_deposit,
    discontinuance,
    employer_notice,
    file_copy,
    preventive_withdrawal,
    review,
)
from app.requests.domain.reckoning import FormRules
from app.vocabulary.services import OnlineService

DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"
#: The folder beside them of the versions that were: `<form>.<version>.toml`.
EARLIER = "earlier"

_RULES: Mapping[str, FormRules] = {
    "direct_deposit": direct_deposit.RULES,
    "employer_notice": employer_notice.RULES,
    "file_copy": file_copy.RULES,
    "preventive_withdrawal": preventive_withdrawal.RULES,
    "review": review.RULES,
    "discontinuance": discontinuance.RULES,
}


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """A form and its rules."""

    definition: FormDefinition
    rules: FormRules

    @property
    def name(self) -> str:
        """The name under which requests keep it."""
        return self.definition.form

    @property
    def has_copy(self) -> bool:
        """Whether the worker whom it is about receives a copy from the employer."""
        return self.definition.copy

    @property
    def service(self) -> OnlineService:
        """The service whose right it needs."""
        return OnlineService(self.definition.service)


@cache
def form_of(name: str, version: int | None = None) -> ServiceForm:
    """The form of that name, as it is now or in the version with which a request began; KeyError where there is none.

    What was begun goes on, and what was filed is read, in the words of its own version (decision 0034).
    """
    rules, now = _RULES[name], read_definition(DEFINITIONS / f"{name}.toml")
    if version in (None, now.version):
        return ServiceForm(now, rules)
    return ServiceForm(read_definition(DEFINITIONS / EARLIER / f"{name}.{version}.toml"), rules)


def forms_of(service: OnlineService) -> tuple[ServiceForm, ...]:
    """The forms that are filled with the right to a service."""
    return tuple(form for name in _RULES if (form := form_of(name)).service is service)


def services_with_forms() -> frozenset[OnlineService]:
    """The services that have at least one form."""
    return frozenset(form_of(name).service for name in _RULES)
