"""Answering the same invitation at the same moment: one answer holds, the other is told so, nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.invitations.actions.accepting import accept_by_mailbox, refuse
from app.invitations.actions.invitations import cancel
from app.invitations.steps.accepting import NotAccepted
from app.invitations.steps.links import secret_of
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.digests import token_digest
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential
from app.registry.words.invitations import InvitationProblem
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Space
from tests.invitations.actions.test_invitations import invited
from tests.registry.actions.test_people import make_giver

ROUNDS = 10


def answers(app: Flask, *gestures: Callable[[], object]) -> list[object]:
    """What each gesture answered, all of them made at the same moment; a refusal is answered by its problem."""
    go = threading.Barrier(len(gestures))

    def make(gesture: Callable[[], object]) -> object:
        with app.app_context():
            go.wait()
            try:
                return gesture()
            except NotAccepted as stopped:
                return stopped.problem

    with ThreadPoolExecutor(len(gestures)) as pool:
        return [each.result() for each in [pool.submit(make, gesture) for gesture in gestures]]


def latest(session: Session) -> Invitation:
    """The invitation that was sent last."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(Invitation).order_by(Invitation.id.desc())).all()[0]


def counts(session: Session, giver: Giver) -> dict[str, int]:
    """How many rows there are of what an acceptance makes."""
    session.rollback()
    tables = (Person, Membership, AccessGrant, Credential)
    found = {table.__name__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    entries = session.scalars(select(AuditEntry.action).where(AuditEntry.employer_id == giver.employer_id)).all()
    emails = session.scalars(select(OutgoingEmail.kind).where(OutgoingEmail.employer_id == giver.employer_id)).all()
    noted = {action: entries.count(action) for action in ("invitation_accepted", "access_granted", "code_issued")}
    return found | noted | {kind: emails.count(kind) for kind in ("welcome_code", "invitation_answered")}


def test_two_acceptances_at_the_same_moment_make_one_right_and_one_entry(app: Flask, session: Session) -> None:
    giver = make_giver(session, Space.GUICHET_SST)
    session.commit()
    for number in range(ROUNDS):
        before = counts(session, giver)
        invited(giver, f"round-{number}", email=f"eve{number}@courriel.example")
        digest = token_digest(secret_of(latest(session)))
        said = answers(app, lambda: accept_by_mailbox(digest), lambda: accept_by_mailbox(digest))  # noqa: B023
        assert said.count(InvitationProblem.ALREADY_SETTLED) == 1
        after = counts(session, giver)
        assert {name: after[name] - before[name] for name in after} == dict.fromkeys(after, 1)


@pytest.mark.parametrize("other", ["refused", "cancelled"])
def test_an_acceptance_and_its_contrary_at_the_same_moment_leave_one_of_them(
    app: Flask, session: Session, other: str
) -> None:
    giver = make_giver(session, Space.GUICHET_SST)
    session.commit()
    for number in range(ROUNDS):
        before = counts(session, giver)
        invited(giver, f"round-{number}", email=f"eve{number}@courriel.example")
        invitation = latest(session)
        digest, public_id = token_digest(secret_of(invitation)), invitation.public_id
        contrary = (lambda: refuse(digest)) if other == "refused" else (lambda: cancel(giver, public_id))  # noqa: B023
        accepted, undone = answers(app, lambda: accept_by_mailbox(digest), contrary)  # noqa: B023
        made = counts(session, giver)["AccessGrant"] - before["AccessGrant"]
        if accepted is InvitationProblem.ALREADY_SETTLED:
            assert (undone, made, latest(session).state) == (True, 0, other)
        else:
            assert (undone, made, latest(session).state) == (False, 1, "accepted")
