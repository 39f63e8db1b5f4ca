"""The facts that a ruling rested on, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.site.web.page.filters import day, label
from app.vocabulary.accounts import Space
from app.vocabulary.documents import Category


def facts_in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and value of each fact kept with a ruling; one that is not there is left out."""
    said = (
        ("accounts", _("Comptes de l'employeur ce jour-là"), _spaces),
        ("category", _("Catégorie"), lambda value: label(Category(value))),
        ("withdrawal_on", _("Date de retrait du papier"), _day),
        ("prior_notice_on", _("Premier préavis"), _day),
        ("readers", _("Personnes qui peuvent lire à l'écran"), str),
        ("health_professionals", _("Professionnels de la santé désignés"), str),
    )
    return [(name, write(facts[key])) for key, name, write in said if key in facts]


def _spaces(values: list[str]) -> str:
    return ", ".join(label(Space(value)) for value in values) or str(_("Aucun"))


def _day(value: str | None) -> str:
    return day(date.fromisoformat(value)) if value else str(_("Aucune date au dossier"))
