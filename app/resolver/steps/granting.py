"""What every gesture on rights begins with: who acts, whether they may, and about whom.

The employer's row is locked first, so that two gestures on the rights of one employer never cross: the second sees
what the first did.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.queries.intervals import stands
from app.ledger.steps.audit import Actor
from app.ledger.steps.intervals import Batch
from app.ledger.steps.outbox import queue_email
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.words.access import AccessProblem
from app.resolver.domain.rules import GrantingRuling
from app.resolver.models.access import AccessGrant
from app.resolver.queries.ends import latest_end
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import granting_ruling, last_day
from app.resolver.queries.snapshots import Snapshot, snapshot_of
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService


class NotGranted(Exception):
    """The rules of granting refuse; `ruling` says which and why."""

    def __init__(self, ruling: GrantingRuling) -> None:
        super().__init__("the rules of granting refuse")
        self.ruling = ruling


class Unknown(LookupError):
    """Nobody of that identifier is within the giver's reach: it is answered as if it did not exist."""


class ChangedMeanwhile(Exception):
    """Somebody's rights are no longer those on which the gesture was decided: `before` was shown, `now` is true."""

    def __init__(self, before: Snapshot, now: Snapshot) -> None:
        super().__init__("the rights changed meanwhile")
        self.before = before
        self.now = now


class Declined(Exception):
    """Something else stands in the way; `problem` says what, in a sentence."""

    def __init__(self, problem: AccessProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Giver:
    """Who grants and takes back rights: a person, for one employer, in the space that they signed in to.

    `expects`: the rights on which their gesture is decided, if a page showed them.
    """

    actor: Actor
    employer_id: int
    space: Space
    expects: Snapshot | None = None

    @property
    def person_id(self) -> int:
        """The row of the person; ValueError for anybody who is not one."""
        if self.actor.kind != "person" or self.actor.id is None:
            raise ValueError("only a person grants rights")
        return self.actor.id


@dataclass(slots=True)
class Gesture:
    """One gesture on rights, inside its transaction: the giver, the instant and day, what is known of both people."""

    session: Session
    giver: Giver
    at: datetime
    on: date

    def facts(self, person_id: int) -> EmployerFacts:
        """What is known of the employer, the giver and that person, now."""
        ids = {self.giver.person_id, person_id}
        return facts_of_employer(self.session, self.giver.employer_id, person_ids=ids)

    def check(self, facts: EmployerFacts, services: Iterable[OnlineService]) -> None:
        """Raises NotGranted unless the giver may grant each of these services in the space, today."""
        giver = self.giver
        for service in services:
            ruling = granting_ruling(facts, giver.person_id, giver.space, service, self.on)
            if not ruling.allowed:
                raise NotGranted(ruling)

    def in_space(self, space: Space) -> Gesture:
        """The same gesture in another space of the employer: what a fact about a person ends goes beyond one's own."""
        return replace(self, giver=replace(self.giver, space=space, expects=None))

    def tell(self, kind: EmailKind, cause: str, person: Person, **context: Any) -> bool:
        """Queue an e-mail to the person concerned; False if they have no address."""
        if not person.email:
            return False
        queue_email(
            self.session,
            kind.value,
            cause,
            to_address=person.email,
            language=person.language,
            context={"by": self.giver.actor.name, "space": self.giver.space.value, **context},
            at=self.at,
            person_id=person.id,
            employer_id=self.giver.employer_id,
        )
        return True

    def end_rights(self, rows: Iterable[AccessGrant]) -> None:
        """End rights from today on. Two rows that differ only by where they come from leave one successor."""
        batch = Batch(self.session, self.at)
        for row in rows:
            batch.close(row, self.on, origin="portal")
        batch.write()


def begin(session: Session, giver: Giver) -> Gesture:
    """Lock the employer's rights until the transaction ends, and take the instant.

    Raises ChangedMeanwhile when the giver expects rights that are no longer so.
    """
    lock_rights(session, giver.employer_id)
    on, before = clock.today(), giver.expects
    if before is not None:
        now = snapshot_of(session, giver.employer_id, giver.space, before.person, on)
        if now != before:
            raise ChangedMeanwhile(before, now)
    return Gesture(session, giver, clock.now(), on)


def lock_rights(session: Session, employer_id: int) -> None:
    """Let nobody else change the rights of an employer until the transaction ends."""
    locked = select(Employer.id).where(Employer.id == employer_id).with_for_update(key_share=True)
    session.execute(locked).one()


def person_in_space(session: Session, giver: Giver, public_id: str) -> Person:
    """Somebody who is or was in the giver's space of the giver's employer. Raises Unknown for anybody else."""
    return _person(session, giver, public_id, Membership.space == giver.space.value)


def person_known(session: Session, giver: Giver, public_id: str) -> Person:
    """Somebody who is or was in any space of the giver's employer. Raises Unknown for anybody else."""
    return _person(session, giver, public_id)


def _person(session: Session, giver: Giver, public_id: str, *where: ColumnElement[bool]) -> Person:
    found = session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.public_id == public_id, Membership.employer_id == giver.employer_id, stands(Membership), *where)
        .limit(1)
    )
    if found is None:
        raise Unknown("no such person of this employer")
    return found


def check_end(until_on: date, on: date) -> None:
    """Raises Declined unless a right may run from today until that day, which it no longer holds."""
    if until_on <= on:
        raise Declined(AccessProblem.ENDS_TOO_SOON)
    if until_on > latest_end(on):
        raise Declined(AccessProblem.ENDS_TOO_LATE)


def derived_id(giver: Giver, token: str, *parts: str) -> str:
    """A public identifier made from a wizard's token: sent twice, the wizard makes one row of each."""
    text = ":".join((token, str(giver.employer_id), str(giver.actor.id), *parts))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:12]).decode("ascii")


def about_right(services: Sequence[OnlineService], until_on: date | None = None) -> dict[str, Any]:
    """What an e-mail says of rights: the services, and their last day."""
    last_on = last_day(until_on)
    said: dict[str, Any] = {"services": [service.value for service in services]}
    return said if last_on is None else {**said, "until": last_on.isoformat()}
