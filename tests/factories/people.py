"""People."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.registry.models.people import Person
from app.vocabulary.text import folded
from tests.factories.numbers import next_number


def make_person(session: Session, **values: Any) -> Person:
    """Somebody with an e-mail address and no postal address."""
    number = next_number()
    given = values.setdefault("given_name", "Camille")
    family = values.setdefault("family_name", f"Tremblay-{number}")
    defaults = {
        "identifier": f"P{number:06d}",
        "search_name": folded(family, given),
        "email": f"personne{number}@courriel.example",
    }
    person = Person(**{**defaults, **values})
    session.add(person)
    session.flush()
    return person
