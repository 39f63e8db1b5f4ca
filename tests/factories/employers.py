"""Employers."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.vocabulary.text import folded
from tests.factories.numbers import made_up_neq, next_number


def make_employer(session: Session, **values: Any) -> Employer:
    """An employer with a usable address of record."""
    name = values.setdefault("name", f"Entreprise {next_number()} inc.")
    defaults = {
        "neq": made_up_neq(),
        "search_name": folded(name),
        "attention": "Ressources humaines",
        "address_line1": "100, rue des Érables",
        "city": "Québec",
        "province": "QC",
        "postal_code": "G1R 2B5",
    }
    employer = Employer(**{**defaults, **values})
    session.add(employer)
    session.flush()
    return employer
