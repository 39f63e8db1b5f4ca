"""Joining an employer's users: a role, and what a person needs to come in with it."""

from __future__ import annotations

from app.entry.steps.credentials import issue_code
from app.registry.models.people import Person
from app.resolver.steps.granting import Gesture
from app.resolver.steps.people import begin_role
from app.vocabulary.accounts import Role, Space
from app.vocabulary.emails import EmailKind


def join(gesture: Gesture, person: Person) -> Person:
    """Make somebody whom the employer knows a user in the giver's space, and send them what they need to come in."""
    session, giver = gesture.session, gesture.giver
    membership = begin_role(gesture, person, Role.USER)
    if giver.space is Space.GUICHET_SST:
        issue_code(session, person.id, giver.space, giver.actor, giver.employer_id)
    else:
        gesture.tell(EmailKind.INVITATION, f"{person.public_id}.{membership.id}", person)
    return person
