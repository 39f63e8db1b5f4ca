"""An employer that writes to the Commission: who holds the messaging, who follows the files too, and who answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.messaging.actions.beginning import begin_thread
from app.messaging.actions.threads import reply
from app.messaging.models import Message, Thread
from app.messaging.words import MessageKind, Subject
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.staff import StaffMember
from app.registry.queries.sessions import Principal
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session, open_staff_session, principal_of
from tests.factories.staff import make_staff

MESSAGING = OnlineService.MESSAGING


@dataclass
class Mailroom:
    """Marie grants (and holds everything), Luc has messages and files, Ana messages only, Carl comes by codes."""

    session: Session
    employer: Employer
    marie: Person
    luc: Person
    ana: Person
    carl: Person
    agent: StaffMember
    auditor: StaffMember
    file: CompensationFile
    kept: dict[int, Principal] = field(default_factory=dict)

    def who(self, person: Person) -> Principal:
        """Somebody of the employer, signed in once."""
        if person.id not in self.kept:
            space = Space.CNESST_CODES if person is self.carl else Space.CLICSEQUR
            self.kept[person.id] = principal_of(open_person_session(person, space))
        return self.kept[person.id]

    def staff(self, member: StaffMember | None = None) -> Principal:
        """A member of the staff, the agent unless it is said."""
        return principal_of(open_staff_session(member or self.agent))

    def begin(self, person: Person, words: str = "Bonjour", *, about_file: bool = False) -> str:
        """A thread that somebody begins, general unless it is about the file."""
        subject = Subject.PROGRESS if about_file else Subject.ACCESS
        return begin_thread(self.who(person), subject, words, self.file.public_id if about_file else None)

    def answer(self, thread: str, kind: MessageKind = MessageKind.QUESTION, words: str = "Lequel?") -> str:
        """What the agent answers."""
        return reply(self.staff(), thread, words, kind)

    def thread(self, public_id: str) -> Thread:
        """A thread as it stands now."""
        self.session.rollback()
        found = select(Thread).where(Thread.public_id == public_id).execution_options(populate_existing=True)
        return self.session.scalars(found).one()

    def messages(self, public_id: str) -> list[Message]:
        """The messages of a thread, the first one first."""
        thread = self.thread(public_id)
        return list(self.session.scalars(select(Message).where(Message.thread_id == thread.id).order_by(Message.id)))

    def mail(self) -> list[str]:
        """To whom e-mails of the messaging are queued, by given name."""
        self.session.rollback()
        found = (
            select(Person.given_name)
            .join(OutgoingEmail, OutgoingEmail.person_id == Person.id)
            .where(OutgoingEmail.kind == "message_waiting")
            .order_by(OutgoingEmail.id)
        )
        return list(self.session.scalars(found))

    def journal(self, action: str) -> list[dict[str, Any]]:
        """What the entries of an action keep."""
        self.session.rollback()
        found = select(AuditEntry.details).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(self.session.scalars(found))


def make_mailroom(session: Session) -> Mailroom:
    """Everything committed."""
    employer = make_employer(session, name="Ateliers Boréal inc.")
    for space in (Space.CLICSEQUR, Space.CNESST_CODES):
        make_account(session, employer, space)
    names = (("Marie", "Tremblay"), ("Luc", "Gagnon"), ("Ana", "Silva"), ("Carl", "Roy"))
    marie, luc, ana, carl = (
        make_person(session, given_name=given, family_name=family, email=f"{given.lower()}@courriel.example")
        for given, family in names
    )
    make_membership(session, marie, employer, Role.RSE)
    make_membership(session, carl, employer, Role.USER, Space.CNESST_CODES)
    for person in (luc, ana):
        make_membership(session, person, employer)
        make_grant(session, person, employer, MESSAGING)
    make_grant(session, luc, employer)
    agent = make_staff(session, StaffRole.AGENT, name="Alex Agent")
    auditor = make_staff(session, StaffRole.AUDITOR, name="Odile Audit")
    file = make_file(session, employer, worker_given_name="Noémie", worker_family_name="L'Heureux")
    session.commit()
    return Mailroom(session, employer, marie, luc, ana, carl, agent, auditor, file)
