"""Taking back a document that was deposited by mistake, and moving one to the medical side."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.queries.journal_chain import all_records
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.medical.actions.removals import AlreadyRemoved, NotThere, plan_of_notice, reclassify_document, remove_document
from app.medical.queries import papers
from app.medical.queries.removals import incidents
from app.notices.actions.fallback import fall_back_to_post
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.papers.actions.documents import PlanChanged
from app.papers.actions.openings import open_document
from app.papers.queries import documents, home
from app.papers.queries.file_list import FileQuestion, list_files
from app.papers.words.openings import Way
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import Document, DocumentOpening, DocumentRemoval, MedicalPaper
from app.resolver.models.files import FileEmployer
from app.resolver.queries.explanations import who_may_open
from app.resolver.queries.facts import facts_of_employer
from app.rights.queries.reach import may_open
from app.sending.actions.emails import send_emails
from app.sending.actions.letters import write_letters
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, RemovalReason
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tools.verify_journal import verify

AGENT = Actor("staff", 1, "Agathe Morin")
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Any) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def employer(session: Session) -> Employer:
    """Somebody reads its documents on screen."""
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session, given_name="Marie", family_name="Roy"), employer, Role.RSE)
    session.commit()
    return employer


def reader_of(session: Session, employer: Employer) -> Principal:
    person = session.scalars(select(Person).join(Membership).where(Membership.employer_id == employer.id)).first()
    assert person is not None
    who: dict[str, Any] = {"session_id": 1, "kind": "person", "name": person.name, "language": "fr"}
    return Principal(**who, person_id=person.id, space=Space.CLICSEQUR, employer_id=employer.id)


def deposit(session: Session, employer: Employer, **values: Any) -> tuple[Notice, Document]:
    notice = deposit_document(session, make_file(session, employer), **{"issued_on": DAY, **values})
    return notice, session.get_one(Document, notice.document_id)


def remove(notice: Notice) -> Any:
    return remove_document(notice.public_id, RemovalReason.WRONG_FILE, "Mauvais numéro", AGENT)


def states(session: Session, notice: Notice) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Dispatch.state).where(Dispatch.notice_id == notice.id).order_by(Dispatch.id)))


def test_what_was_taken_back_is_there_for_nobody_and_its_openings_stay(session: Session, employer: Employer) -> None:
    notice, document = deposit(session, employer, review_days=30)
    reader = reader_of(session, employer)
    opened = open_document(reader, document.public_id, Way.SCREEN)
    assert opened is not None
    opened.file.close()
    seen = seen_by(session, reader, document)
    assert all(seen.values()), seen
    remove(notice)
    assert not any(seen_by(session, reader, document).values()), seen_by(session, reader, document)
    assert open_document(reader, document.public_id, Way.SCREEN) is None
    assert session.scalar(select(func.count()).select_from(DocumentOpening)) == 1
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.details["removal"]) == ("document_removed", "wrong_file")
    incident = incidents(session).rows[0]
    assert [(one.name, one.times) for one in incident.openings] == [("Marie Roy", 1)]
    with pytest.raises(AlreadyRemoved):
        remove(notice)


def seen_by(session: Session, reader: Principal, document: Document) -> dict[str, object]:
    """What each query says of a document to whoever reads on the employer's side."""
    session.rollback()
    facts = facts_of_employer(session, document.employer_id)
    page = list_files(session, document.employer_id, reader.person_id or 0, FileQuestion(), DAY)
    row = next((row for row in page.rows if row.last_document_on > date.min), None)
    return {
        "address": documents.get_for(session, reader, document.public_id),
        "file": documents.documents_of_file(session, reader, document.file_id, clock.today()),
        "channels": documents.count_by_channel(session, reader, document.file_id, clock.today()),
        "latest": home.latest_documents(session, reader, None, clock.today()),
        "running": home.count_running(session, reader, DAY),
        "ending": home.ending_first(session, reader, DAY),
        "list": row and row.review_until_on,
        "reach": may_open(session, reader.person_id or 0, [document.id], DAY)[document.id],
        "explained": who_may_open(facts, documents.asked_paper(session, document.id), DAY),
        "sorted": session.scalar(select(FileEmployer.id).where(FileEmployer.last_document_on > date.min)),
    }


def test_whoever_could_open_it_before_is_still_explained(session: Session, employer: Employer, clock_at: Any) -> None:
    notice, document = deposit(session, employer)
    clock_at("2026-03-05T10:00")
    remove(notice)
    session.rollback()
    facts, asked = facts_of_employer(session, employer.id), documents.asked_paper(session, document.id)
    assert len(who_may_open(facts, asked, date(2026, 3, 4))) == 1
    assert who_may_open(facts, asked, date(2026, 3, 5)) == ()


def test_the_latest_document_that_remains_sorts_its_file(session: Session, employer: Employer) -> None:
    file = make_file(session, employer)
    deposit_document(session, file, issued_on=DAY - timedelta(days=9))
    latest = deposit_document(session, file, issued_on=DAY)
    remove(latest)
    session.rollback()
    assert session.scalars(select(FileEmployer.last_document_on)).all() == [DAY - timedelta(days=9)]


def test_an_email_that_waits_does_not_leave_and_nothing_is_printed_in_its_place(
    session: Session, employer: Employer
) -> None:
    make_recipient(session, employer)
    notice, _document = deposit(session, employer)
    session.add(Alert(notice_id=notice.id, employer_id=employer.id, code="email_refused", raised_at=clock.now()))
    session.commit()
    assert remove(notice) == (1, 0)
    send_emails()
    assert fall_back_to_post() == 0
    assert states(session, notice) == ["stopped"]
    assert session.scalars(select(OutgoingEmail.state)).all() == ["failed"]
    assert session.scalars(select(Letter.id)).all() == []
    assert session.scalars(select(Alert.id).where(Alert.resolved_at.is_(None))).all() == []


def test_a_letter_that_waits_is_stopped_and_one_that_is_printed_is_named(session: Session) -> None:
    employer = make_employer(session)
    make_recipient(session, employer, name="Ginette Pelletier")
    printed, _document = deposit(session, employer)
    write_letters()
    waiting, _document = deposit(session, employer)
    assert (remove(printed), remove(waiting)) == ((0, 0), (1, 0))
    assert write_letters() == 0
    assert (states(session, printed), states(session, waiting)) == (["written"], ["stopped"])
    assert session.scalars(select(Letter.state).order_by(Letter.id)).all() == ["written", "void"]
    found = {one.notice: [letter.recipient for letter in one.printed] for one in incidents(session).rows}
    assert found == {printed.public_id: ["Ginette Pelletier"], waiting.public_id: []}


def test_a_letter_in_the_workers_hands_is_said_to_leave_and_is_void_if_it_comes_back(
    session: Session, clock_at: Any
) -> None:
    employer = make_employer(session)
    make_recipient(session, employer)
    notice, _document = deposit(session, employer)
    letter = session.scalars(select(Letter)).one()
    letter.leased_until = clock.ticking() + timedelta(minutes=9)
    session.commit()
    assert remove(notice) == (0, 1)
    session.rollback()
    letter.leased_until = clock.ticking() - timedelta(seconds=1)
    session.commit()
    write_letters()
    assert states(session, notice) == ["stopped"]
    assert session.scalars(select(Letter.state)).all() == ["void"]


def test_what_is_held_stays_where_it_is_once_an_address_is_known(session: Session) -> None:
    employer = make_employer(session, address_line1="", city="", postal_code="")
    notice, _document = deposit(session, employer)
    assert states(session, notice) == ["held"]
    remove(notice)
    make_recipient(session, employer)
    session.commit()
    with transaction() as current:
        assert held.release(current) == 0
    assert states(session, notice) == ["stopped"]


def test_a_medical_document_goes_to_the_designated_professional_alone(session: Session, employer: Employer) -> None:
    doctor = make_person(session, given_name="Paule", family_name="Lavoie", email="paule@clinique.example")
    make_membership(session, doctor, employer, Role.HEALTH_PROFESSIONAL)
    notice, document = deposit(session, employer, title="Rapport")
    rse = reader_of(session, employer)
    session.commit()
    new_id = reclassify(session, notice)
    paper = session.scalars(select(MedicalPaper)).one()
    assert (paper.sha256, paper.category, paper.file_id) == (document.sha256, "medical", document.file_id)
    who: dict[str, Any] = {"session_id": 2, "kind": "person", "name": doctor.name, "language": "fr"}
    principal = Principal(**who, person_id=doctor.id, space=Space.CLICSEQUR, employer_id=employer.id)
    assert papers.get_for(session, principal, paper.public_id, DAY) is not None
    assert papers.get_for(session, rse, paper.public_id, DAY) is None
    assert documents.get_for(session, rse, document.public_id) is None
    told = select(Dispatch.person_id).join(Notice).where(Notice.public_id == new_id)
    assert session.scalars(told).all() == [doctor.id]
    assert incidents(session).rows[0].title == ""
    assert verify(all_records(session)).findings == []


def reclassify(session: Session, notice: Notice) -> str:
    session.rollback()
    seen = plan_of_notice(session, notice.public_id).fingerprint
    new_id = reclassify_document(notice.public_id, Category.MEDICAL, "Rapport médical", seen=seen, actor=AGENT)
    session.rollback()
    return new_id


def test_without_a_designated_professional_it_is_held_with_its_alert(session: Session, employer: Employer) -> None:
    notice, _document = deposit(session, employer)
    new_id = reclassify(session, notice)
    medical = session.scalars(select(Notice).where(Notice.public_id == new_id)).one()
    assert (medical.rule, medical.channel, states(session, medical)) == ("R0", "held", ["held"])
    assert session.scalars(select(Alert.code).where(Alert.notice_id == medical.id)).all() == ["no_health_professional"]


def test_what_would_happen_was_read_or_nothing_happens(session: Session, employer: Employer) -> None:
    notice, document = deposit(session, employer)
    with pytest.raises(PlanChanged):
        reclassify_document(notice.public_id, Category.MEDICAL, "Rapport", seen="forged", actor=AGENT)
    session.rollback()
    assert session.scalars(select(DocumentRemoval.id)).all() == []
    assert session.scalars(select(MedicalPaper.id)).all() == []
    assert documents.get_for(session, reader_of(session, employer), document.public_id) is not None


def test_only_a_document_of_the_employers_side_is_taken_back(session: Session, employer: Employer) -> None:
    medical = deposit_document(session, make_file(session, employer), category=Category.MEDICAL, issued_on=DAY)
    for notice_id in (medical.public_id, "NobodysNotice"):
        with pytest.raises(NotThere):
            remove_document(notice_id, RemovalReason.WRONG_FILE, "Mauvais numéro", AGENT)
