"""User codes for the people of the registry: given when an operator says so, since each leaves an e-mail."""

from __future__ import annotations

from app import clock
from app.actions.audit import SYSTEM
from app.actions.credentials import issue_code
from app.actions.transaction import transaction
from app.queries.credentials import people_without_code
from app.vocabulary.accounts import Space

CHUNK = 200


def issue_missing_codes() -> int:
    """Give a code to each person who needs one to come in today, has an e-mail address and has none; returns how many.

    People are taken a few at a time, each time in one transaction: stopped on the way, it goes on where it was.
    """
    issued = 0
    while True:
        with transaction() as session:
            people = people_without_code(session, clock.today(), CHUNK)
            for person_id, space in people:
                issue_code(session, person_id, Space(space), SYSTEM, None)
        if not people:
            return issued
        issued += len(people)
