"""User codes and their passwords."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.passwords import hashed, new_code
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.vocabulary.accounts import CodeSpace, Space

PASSWORD = "un bateau bleu sur le fleuve"


def make_credential(
    session: Session,
    person: Person,
    space: Space | CodeSpace = Space.GUICHET_SST,
    password: str = PASSWORD,
    **values: Any,
) -> Credential:
    """A user code whose owner has chosen a password."""
    defaults = {
        "user_code": new_code({CodeSpace.GUICHET_SST: "G", CodeSpace.CNESST_CODES: "C"}.get(CodeSpace(space), "S")),
        "password_hash": hashed(password),
        "must_change": False,
        "created_at": clock.ticking(),
        "changed_at": clock.ticking(),
    }
    credential = Credential(person_id=person.id, space=space.value, **{**defaults, **values})
    session.add(credential)
    session.flush()
    return credential
