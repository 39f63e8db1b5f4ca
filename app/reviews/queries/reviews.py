"""Reviews of rights: what is to be gone through, what was decided of each right, and what a right is today.

A right under review is always the resolver's of today, beside what it was when the review began: whoever decides sees
what others did meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.people import Member, members
from app.registry.words.reviews import ReviewCause, ReviewChoice, ReviewState
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import Right, last_day, rights_of
from app.reviews.models import AccessReview, AccessReviewLine
from app.reviews.queries.sources import Given, given_rights, last_uses
from app.rules.ends import is_sooner
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService

#: What a right is, in a word, where it is not the first day without it: nobody holds it, by role, without end.
ENDED, AUTOMATIC, ENDLESS = "ended", "automatic", "endless"
#: A person and a service; the service is empty for what is held by role.
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided of a right, by whom, and what the right was then."""

    choice: ReviewChoice
    new_until_on: date | None
    decided_by_id: int
    decided_by: str
    decided_at: datetime
    seen: str


@dataclass(frozen=True, slots=True)
class ReviewedRight:
    """One right under review.

    `service` is None for automatic access. `first` and `now` say what it was when the review began (empty if it came
    later) and what it is: a first day without it (ISO), or one of the words above. `changed`: since the last review.
    `own`: whether anything of it is the person's own, rather than a mandate's or a standing in's.
    """

    person_id: int
    person_public_id: str
    name: str
    service: OnlineService | None
    first: str
    now: str
    granted_by: str = ""
    last_used_at: datetime | None = None
    changed: bool = False
    decided: Choice | None = None
    own: bool = True

    @property
    def key(self) -> Key:
        """The person and the service."""
        return self.person_id, self.service.value if self.service else ""

    @property
    def token(self) -> str:
        """What a page shows of it, in short: a choice made from a page that shows something else is not taken."""
        made = self.decided
        said = (self.now, *((made.choice, made.new_until_on, made.decided_by_id) if made else ()))
        return hashlib.sha256(repr(tuple(map(str, said))).encode()).hexdigest()[:12]

    @property
    def is_ended(self) -> bool:
        """Whether nobody holds it any more."""
        return self.now == ENDED

    @property
    def crossed(self) -> bool:
        """Whether the right changed after it was decided, into something else than what was chosen."""
        made = self.decided
        ended_as_chosen = made is not None and made.choice is ReviewChoice.END and self.is_ended
        return made is not None and made.seen != self.now and not ended_as_chosen

    def is_settled(self, on: date) -> bool:
        """Whether nothing remains to be decided of it that day."""
        made = self.decided
        if made is None:
            return self.is_ended
        too_late = made.choice is ReviewChoice.CHANGE and (made.new_until_on is None or made.new_until_on <= on)
        return not self.crossed and not too_late

    def lost_on(self, on: date) -> date | None:
        """The day on which it is lost by what was decided of it, if decided `on`; None where it is not."""
        made = self.decided
        if made is None or self.is_ended or made.choice is ReviewChoice.KEEP:
            return None
        if made.choice is ReviewChoice.END:
            return on
        return made.new_until_on if is_sooner(made.new_until_on, until_of(self.now)) else None

    @property
    def after(self) -> str:
        """What it will be once attested."""
        made = self.decided
        if made is None or self.is_ended or made.choice is ReviewChoice.KEEP:
            return self.now
        if made.choice is ReviewChoice.END or made.new_until_on is None:
            return ENDED
        return made.new_until_on.isoformat()


def mark_of(right: Right) -> str:
    """What a right is, in a word or a day."""
    if not right.held:
        return ENDED
    if right.automatic is not None:
        return AUTOMATIC
    return right.until_on.isoformat() if right.until_on else ENDLESS


def last_day_of(mark: str) -> date | None:
    """The last day that a mark names, if it names one."""
    return last_day(until_of(mark))


def until_of(mark: str) -> date | None:
    """The first day without it that a mark says; None if the mark says none."""
    return None if mark in {"", ENDED, AUTOMATIC, ENDLESS} else date.fromisoformat(mark)


def held_rights(rights: Sequence[Right]) -> dict[str, Right]:
    """The rights that one person holds, by service; what is held by role counts once, under no service."""
    automatic = next((right for right in rights if right.automatic is not None), None)
    if automatic is not None:
        return {"": automatic}
    return {right.service.value: right for right in rights if right.granted}


def get_for(session: Session, employer_id: int, space: Space, public_id: str) -> AccessReview | None:
    """The review of that identifier, if it is of that space of that employer."""
    return session.scalars(_of_space(employer_id, space).where(AccessReview.public_id == public_id)).first()


def _of_space(employer_id: int, space: Space) -> Select[AccessReview]:
    return select(AccessReview).where(AccessReview.employer_id == employer_id, AccessReview.space == space.value)


def open_review(session: Session, employer_id: int, space: Space) -> AccessReview | None:
    """The review under way in a space, if there is one."""
    return session.scalars(_of_space(employer_id, space).where(AccessReview.state == ReviewState.OPEN.value)).first()


def attested(session: Session, public_id: str) -> AccessReview | None:
    """The attested review of that identifier, whoever's it is: for those who may look at all of them."""
    return session.scalar(
        select(AccessReview).where(
            AccessReview.public_id == public_id, AccessReview.state == ReviewState.ATTESTED.value
        )
    )


def of_attestation(session: Session, sha256_of_pdf: str) -> AccessReview | None:
    """The review whose attestation has that SHA-256."""
    return session.scalar(select(AccessReview).where(AccessReview.attestation_sha256 == sha256_of_pdf))


@dataclass(frozen=True, slots=True)
class PastReview:
    """A review that was attested: when, by whom, and why it was done. `asked`: a granter began it."""

    public_id: str
    cause: ReviewCause
    asked: bool
    space: Space
    attested_at: datetime
    attested_by: str
    employer: str
    attestation_sha256: str


def attested_reviews(
    session: Session, employer_id: int | None = None, space: Space | None = None, limit: int = 50, offset: int = 0
) -> list[PastReview]:
    """Those of one space of an employer, or of everybody, the latest first."""
    statement = (
        select(AccessReview, Person, Employer.name)
        .join(Person, Person.id == AccessReview.attested_by_id)
        .join(Employer, Employer.id == AccessReview.employer_id)
        .where(AccessReview.state == ReviewState.ATTESTED.value)
        .order_by(AccessReview.attested_at.desc(), AccessReview.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if employer_id is not None and space is not None:
        statement = statement.where(AccessReview.employer_id == employer_id, AccessReview.space == space.value)
    return [_past(*row) for row in session.execute(statement)]


def _past(review: AccessReview, person: Person, employer: str) -> PastReview:
    if review.attested_at is None:
        raise ValueError("an attested review has its instant")
    return PastReview(
        public_id=review.public_id,
        cause=ReviewCause(review.cause),
        asked=review.opened_by_id is not None,
        space=Space(review.space),
        attested_at=review.attested_at,
        attested_by=person.name,
        employer=employer,
        attestation_sha256=review.attestation_sha256,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the review as it is kept, with whose it is and who decided."""

    person_id: int
    public_id: str
    name: str
    first: str
    decided: Choice | None


def reviewed_rights(
    session: Session,
    review: AccessReview,
    on: date,
    *,
    person_ids: Collection[int] | None = None,
    facts: EmployerFacts | None = None,
) -> list[ReviewedRight]:
    """Every right under review, by family name then service: five statements, however many there are.

    `person_ids`: of these people only.
    """
    space, employer_id = Space(review.space), review.employer_id
    people = members(session, employer_id, space, on, ids=person_ids)
    facts = facts or facts_of_employer(session, employer_id, person_ids=person_ids)
    found = _Found(
        lines=_lines(session, review, person_ids),
        given=given_rights(session, employer_id, space, on, person_ids),
        last_uses=last_uses(session, employer_id, person_ids),
        since=_since(session, review),
        review=review,
    )
    rows: list[ReviewedRight] = []
    for member in people:
        rows.extend(found.rows_of(member, held_rights(rights_of(facts, member.person_id, space, on))))
    here = {member.person_id for member in people}
    rows.extend(found.gone(key, line) for key, line in found.lines.items() if line.person_id not in here)
    return rows


@dataclass(frozen=True, slots=True)
class _Found:
    """What the statements brought, by person and service."""

    lines: dict[Key, _Line]
    given: dict[Key, Given]
    last_uses: dict[int, datetime]
    since: datetime | None
    review: AccessReview

    def rows_of(self, member: Member, held: Mapping[str, Right]) -> Iterator[ReviewedRight]:
        """The rights of one person that are under review, those that ended meanwhile included."""
        for service in ("", *(each.value for each in OnlineService)):
            key = (member.person_id, service)
            line, right = self.lines.get(key), held.get(service)
            if line is None and (right is None or not self._is_asked(key)):
                continue
            given = self.given.get(key)
            followup = service in {"", OnlineService.FILE_FOLLOWUP.value}
            yield ReviewedRight(
                person_id=member.person_id,
                person_public_id=member.public_id,
                name=member.name,
                service=OnlineService(service) if service else None,
                first=line.first if line else "",
                now=mark_of(right) if right else ENDED,
                granted_by=given.granted_by if given and service else "",
                last_used_at=self.last_uses.get(member.person_id) if followup else None,
                changed=self._changed(key),
                decided=line.decided if line else None,
                own=not service or given is None or given.own,
            )

    def gone(self, key: Key, line: _Line) -> ReviewedRight:
        """A right of somebody who has left the space."""
        service = OnlineService(key[1]) if key[1] else None
        return ReviewedRight(
            line.person_id, line.public_id, line.name, service, line.first, ENDED, decided=line.decided
        )

    def _is_asked(self, key: Key) -> bool:
        """Whether a right that has no line yet belongs to the review as well."""
        changes = self.review.changes
        if changes.get("every"):
            return True
        return "since" in changes and key[1] != "" and self._changed(key)

    def _changed(self, key: Key) -> bool:
        given = self.given.get(key)
        if given is None or key[1] == "":
            return False
        if self.since is None:
            return "since" in self.review.changes
        return given.recorded_at > self.since


def _since(session: Session, review: AccessReview) -> datetime | None:
    """Since when a right counts as changed: the last attestation before this review; None if there is none."""
    return last_attested_at(session, review.employer_id, Space(review.space))


def last_attested_at(session: Session, employer_id: int, space: Space) -> datetime | None:
    """When the rights that had changed in a space were attested for the last time."""
    return session.scalar(
        select(func.max(AccessReview.attested_at)).where(
            AccessReview.employer_id == employer_id,
            AccessReview.space == space.value,
            AccessReview.cause != ReviewCause.CHANGED_MEANING.value,
        )
    )


def _lines(session: Session, review: AccessReview, person_ids: Collection[int] | None) -> dict[Key, _Line]:
    decider = aliased(Person)
    statement = (
        select(AccessReviewLine, Person, decider)
        .join(Person, Person.id == AccessReviewLine.person_id)
        .outerjoin(decider, decider.id == AccessReviewLine.decided_by_id)
        .where(AccessReviewLine.review_id == review.id)
        .order_by(Person.search_name, AccessReviewLine.id)
        .execution_options(populate_existing=True)
    )
    if person_ids is not None:
        statement = statement.where(AccessReviewLine.person_id.in_(person_ids))
    return {(line.person_id, line.service): _line(line, *people) for line, *people in session.execute(statement)}


def _line(line: AccessReviewLine, person: Person, decider: Person | None) -> _Line:
    first = AUTOMATIC if line.automatic else line.until_on.isoformat() if line.until_on else ENDLESS
    made = None
    if line.choice and decider is not None and line.decided_at is not None:
        chosen = ReviewChoice(line.choice)
        made = Choice(chosen, line.new_until_on, decider.id, decider.name, line.decided_at, line.seen)
    return _Line(person.id, person.public_id, person.name, first, made)


def unsettled(rights: Sequence[ReviewedRight], on: date) -> list[ReviewedRight]:
    """Those of which something remains to be decided."""
    return [right for right in rights if not right.is_settled(on)]


def fingerprint(rights: Sequence[ReviewedRight]) -> str:
    """What a summary shows, in short: an attestation made from another one is not taken."""
    said = sorted((*right.key, right.token, right.after) for right in rights)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]
