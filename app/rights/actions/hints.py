"""Keeping a right that is seldom used: the hint is not shown again for six months."""

from __future__ import annotations

from app.ledger.steps.audit import record
from app.ledger.steps.transaction import transaction
from app.resolver.steps.granting import Giver, begin, person_in_space
from app.rights.models.ends import HintKept
from app.rights.queries.hints import hints
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


def keep_hint(giver: Giver, person_public_id: str) -> bool:
    """Leave somebody's rights as they are, and do not hint again for six months; False where nothing is hinted.

    Raises Unknown for somebody who never was in this space, or NotGranted.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        facts = gesture.facts(person.id)
        gesture.check(facts, (OnlineService.FILE_FOLLOWUP,))
        if person.id not in hints(session, facts, giver.space, gesture.on, [person.id]):
            return False
        until_on = gesture.on + delays.HINT_KEPT
        session.add(
            HintKept(
                employer_id=giver.employer_id,
                person_id=person.id,
                space=giver.space.value,
                until_on=until_on,
                kept_by_id=giver.person_id,
                kept_at=gesture.at,
            )
        )
        details = {"space": giver.space.value, "until_on": until_on.isoformat()}
        record(
            session,
            AuditAction.HINT_KEPT,
            giver.actor,
            employer_id=giver.employer_id,
            person_id=person.id,
            details=details,
        )
        return True
