"""Narrow what stand-ins hold to what the absent person still has.

A stand-in's roles and rights are rows of their own that bear `absence_id`: the resolver knows no difference.
"""

from __future__ import annotations

from datetime import date

from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.rights.steps.stand_ins import lasting, narrow_all
from app.vocabulary.alarms import AlarmSubject


def narrow_every_stand_in(on: date) -> int:
    """End, once a day, what stand-ins hold and the absent person no longer has: the registry may have ended it."""
    with transaction() as session:
        places = [(employer_id, space) for employer_id, space in session.execute(lasting(on))]
    kind = Kind(AlarmSubject.EMPLOYER, "narrow_stand_ins")
    return one_by_one(kind, places, lambda place: _narrow_place(place, on))


def _narrow_place(place: tuple[int, str], on: date) -> int:
    with transaction() as session:
        return narrow_all(session, [place], on)
