"""User codes: whose they are, and which words about their owner make a password easy to guess."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.intervals import holds
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential, UserSession
from app.vocabulary.accounts import CodeSpace, Space
from app.vocabulary.emails import EmailKind
from app.vocabulary.text import folded

#: Spaces whose door asks for a user code.
SPACES_BY_CODE = (Space.GUICHET_SST.value, Space.CNESST_CODES.value)


def canonical_code(text: str) -> str:
    """A user code as it is written, however it was typed: « g 7kq4 m2xp » is G-7KQ4-M2XP."""
    signs = re.sub(r"[^0-9A-Z]", "", text.upper())
    return f"{signs[:1]}-{signs[1:5]}-{signs[5:9]}" if len(signs) == 9 else signs[:20]


def credential_of_code(session: Session, code: str) -> tuple[Credential, Person] | None:
    """The credential of a canonical code, with its owner."""
    found = session.execute(
        select(Credential, Person).join(Person, Person.id == Credential.person_id).where(Credential.user_code == code)
    ).first()
    return None if found is None else (found[0], found[1])


def credential_of_person(session: Session, person_id: int, space: str) -> Credential | None:
    """The user code of a person in a space."""
    return session.scalar(select(Credential).where(Credential.person_id == person_id, Credential.space == space))


def holder_at_address(
    session: Session, space: Space | CodeSpace, email: str, given_name: str, family_name: str
) -> Person | None:
    """Whoever of that name has a user code in a space, and reads what is sent to that address.

    Both must agree: an address may be shared, and a name borne by several.
    """
    return session.scalar(
        select(Person)
        .join(Credential, Credential.person_id == Person.id)
        .where(
            Credential.space == space.value,
            func.lower(Person.email) == email.strip().lower(),
            Person.search_name == folded(family_name, given_name),
        )
        .order_by(Credential.id)
        .limit(1)
    )


def code_was_sent(session: Session, person_id: int, employer_id: int) -> bool:
    """Whether a new user code was sent to somebody on behalf of that employer."""
    sent = select(OutgoingEmail.id).where(
        OutgoingEmail.person_id == person_id,
        OutgoingEmail.employer_id == employer_id,
        OutgoingEmail.kind == EmailKind.WELCOME_CODE.value,
    )
    return session.scalar(sent.limit(1)) is not None


def people_without_code(session: Session, on: date, limit: int) -> list[tuple[int, str]]:
    """People with a role that day in a space that one enters by a code, an e-mail address, and no code yet."""
    known = select(Credential.id).where(
        Credential.person_id == Membership.person_id, Credential.space == Membership.space
    )
    found = session.execute(
        select(Membership.person_id, Membership.space)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.space.in_(SPACES_BY_CODE), holds(Membership, on), Person.email != "", ~known.exists())
        .distinct()
        .order_by(Membership.person_id, Membership.space)
        .limit(limit)
    )
    return [(person_id, space) for person_id, space in found]


def credential_of_session(session: Session, session_id: int) -> Credential | None:
    """The user code with which a session was opened, if it was with one."""
    return session.scalar(
        select(Credential)
        .join(UserSession, UserSession.credential_id == Credential.id)
        .where(UserSession.id == session_id)
    )


def words_about(session: Session, credential: Credential, on: date) -> list[str]:
    """What a guesser would try first: the owner's names and address, the code, the employers' names."""
    person = session.get_one(Person, credential.person_id)
    employers = session.scalars(
        select(Employer.name)
        .join(Membership, Membership.employer_id == Employer.id)
        .where(Membership.person_id == person.id, holds(Membership, on))
        .limit(20)
    )
    return [person.name, person.email.partition("@")[0], credential.user_code, *employers]
