"""Deposits and imputations from the browser: what was read is what happens, once, or nothing happens at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import get_store
from app.extensions import db
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.notices.models import Notice
from app.papers.actions import drafts
from app.papers.actions.documents import DraftLost, NotOfThisEmployer, PlanChanged, deposit_document, plan_of_deposit
from app.papers.actions.drafts import DepositDraft, Imputing, PdfRefused, find_deposit, find_upload, receive_pdf
from app.papers.actions.files import impute_file, plan_of_imputation
from app.registry.models.employers import Employer
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.models.files import CompensationFile, FileEmployer, Imputation
from app.vocabulary import delays
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.notices import Channel
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff

OWNER = "41"
DAY = "2026-05-04T10:00"
Prepare = Callable[..., DepositDraft]


@pytest.fixture(autouse=True)
def _in_may(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at(DAY)


@pytest.fixture
def employer(session: Session) -> Employer:
    """On clicSÉQUR, with one RSE who reads on screen."""
    employer = make_employer(session, name="Fonderie Alpha inc.")
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    session.commit()
    return employer


@pytest.fixture
def file(session: Session, employer: Employer) -> CompensationFile:
    """A file of that employer."""
    file = make_file(session, employer)
    session.commit()
    return file


@pytest.fixture
def agent(session: Session) -> Actor:
    """Who deposits."""
    member = make_staff(session)
    session.commit()
    return Actor("staff", member.id, member.name)


@pytest.fixture
def prepare(file: CompensationFile) -> Prepare:
    """Puts a PDF aside and describes it, as the form does."""

    def prepared(**values: object) -> DepositDraft:
        draft = DepositDraft(
            upload=receive_pdf(pdf_of(), "decision.pdf", OWNER),
            employer_id=file.employer_id,
            file_id=file.id,
            kind=DocumentKind.DECISION,
            category=Category.DECISION,
            title="Décision d'admissibilité",
            issued_on=date(2026, 5, 1),
            review_days=30,
        )
        draft = replace(draft, **values)
        drafts.describe_deposit(draft, OWNER)
        return draft

    return prepared


def seen(session: Session, draft: DepositDraft) -> str:
    """What the agent read before confirming."""
    return plan_of_deposit(session, draft).fingerprint


def stored(app: Flask) -> list[Path]:
    """Everything that the write-once store holds."""
    return [path for path in (app.config["RELAIS_DATA"] / "documents").rglob("*") if path.is_file()]


def how_many(session: Session, *tables: type) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_confirmed_deposit_is_recorded_stored_and_in_the_journal(
    app: Flask, session: Session, prepare: Prepare, agent: Actor
) -> None:
    draft = prepare()
    public_id = deposit_document(draft, seen=seen(session, draft), actor=agent)
    notice = session.scalars(select(Notice)).one()
    document = session.scalars(select(Document)).one()
    assert (notice.public_id, notice.channel, notice.rule) == (public_id, "electronic", "R5")
    assert (document.title, document.review_days, document.deposited_on) == (draft.title, 30, date(2026, 5, 4))
    assert get_store(app).verify(document.sha256)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "document_deposited")).one()
    assert (entry.actor_name, entry.document_id) == (agent.name, document.id)


def test_confirming_twice_records_once_and_answers_the_same(session: Session, prepare: Prepare, agent: Actor) -> None:
    draft = prepare()
    fingerprint = seen(session, draft)
    first = deposit_document(draft, seen=fingerprint, actor=agent)
    assert deposit_document(draft, seen=fingerprint, actor=agent) == first
    assert how_many(session, Notice, Document) == [1, 1]


def test_two_confirmations_at_the_same_moment_record_once(
    app: Flask, session: Session, prepare: Prepare, agent: Actor
) -> None:
    draft = prepare()
    fingerprint = seen(session, draft)
    session.rollback()

    def confirm(_turn: int) -> str:
        with app.app_context(), clock.use(clock.parse_instant(DAY)):
            try:
                return deposit_document(draft, seen=fingerprint, actor=agent)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(confirm, range(4)))
    assert len(answers) == 1
    assert how_many(session, Notice, Document) == [1, 1]


def test_a_plan_that_changed_since_it_was_read_deposits_nothing(
    app: Flask, session: Session, prepare: Prepare, employer: Employer, agent: Actor
) -> None:
    draft = prepare()
    before = seen(session, draft)
    make_membership(session, make_person(session), employer, Role.RSE)
    session.commit()
    with pytest.raises(PlanChanged):
        deposit_document(draft, seen=before, actor=agent)
    assert how_many(session, Notice, Document) == [0, 0]
    assert stored(app) == []
    assert find_deposit(draft.upload.token, OWNER) == draft, "what was prepared is kept for another try"


def test_a_change_of_address_alone_is_a_change_of_plan(session: Session, prepare: Prepare, agent: Actor) -> None:
    draft = prepare(issued_on=date(2019, 5, 1))
    before = seen(session, draft)
    session.scalars(select(Employer)).one().address_line1 = "7, rue Neuve"
    session.commit()
    with pytest.raises(PlanChanged):
        deposit_document(draft, seen=before, actor=agent)


def test_a_file_that_does_not_concern_the_employer_is_refused(
    app: Flask, session: Session, prepare: Prepare, agent: Actor
) -> None:
    other = make_file(session, make_employer(session))
    session.commit()
    draft = prepare(file_id=other.id)
    with pytest.raises(NotOfThisEmployer):
        deposit_document(draft, seen=seen(session, draft), actor=agent)
    assert how_many(session, Notice, Document) == [0, 0]
    assert stored(app) == []


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(pdf_of("another"))])
def test_a_pdf_that_is_gone_or_changed_is_refused(
    app: Flask, session: Session, prepare: Prepare, agent: Actor, spoil: Callable[[Path], object]
) -> None:
    draft = prepare()
    spoil(drafts.content_of(draft.upload))
    with pytest.raises(DraftLost):
        deposit_document(draft, seen=seen(session, draft), actor=agent)
    assert how_many(session, Notice, Document) == [0, 0]
    assert stored(app) == []


def test_a_medical_paper_is_held_then_goes_to_the_professional_alone(
    session: Session, prepare: Prepare, employer: Employer, agent: Actor
) -> None:
    draft = prepare(category=Category.MEDICAL)
    held = plan_of_deposit(session, draft)
    assert (held.ruling.outcome, [one.name for one in held.destinations]) == (Channel.HELD, [""])
    professional = make_person(session, given_name="Noor", family_name="Haddad")
    make_membership(session, professional, employer, Role.HEALTH_PROFESSIONAL)
    session.commit()
    plan = plan_of_deposit(session, draft)
    assert [one.name for one in plan.destinations] == ["Noor Haddad"]
    deposit_document(draft, seen=plan.fingerprint, actor=agent)
    assert how_many(session, MedicalPaper, Document) == [1, 0]


def test_a_draft_belongs_to_its_session(prepare: Prepare) -> None:
    draft = prepare()
    assert find_deposit(draft.upload.token, "42") is None
    assert find_upload(draft.upload.token, "42") is None
    for token in ("", "../../etc/passwd", "x" * 24, draft.upload.token + "/"):
        assert find_deposit(token, OWNER) is None


def test_what_was_put_aside_and_forgotten_is_swept_away(app: Flask, prepare: Prepare) -> None:
    old = prepare()
    folder = app.config["RELAIS_DATA"] / "uploads"
    long_ago = (clock.ticking() - delays.DRAFT - timedelta(minutes=1)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    recent = prepare()
    assert find_deposit(old.upload.token, OWNER) is None
    assert sorted(path.stem for path in folder.iterdir()) == [recent.upload.token] * 2


def test_a_paper_put_aside_answers_no_more_from_the_instant_on_which_it_ends(
    prepare: Prepare, clock_at: Callable[[datetime], None]
) -> None:
    draft, begun = prepare(), clock.now()
    clock_at(begun + delays.DRAFT)
    assert find_deposit(draft.upload.token, OWNER) is not None
    clock_at(begun + delays.DRAFT + timedelta(seconds=1))
    assert find_deposit(draft.upload.token, OWNER) is None
    assert find_upload(draft.upload.token, OWNER) is None


def test_a_hostile_pdf_is_not_even_put_aside(app: Flask, session: Session) -> None:
    with pytest.raises(PdfRefused):
        receive_pdf(b"MZ not a PDF", "facture.pdf", OWNER)
    folder = app.config["RELAIS_DATA"] / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_an_imputation_links_the_file_tells_the_employer_and_happens_once(
    session: Session, file: CompensationFile, agent: Actor
) -> None:
    charged = make_employer(session, name="Transport Bêta ltée")
    session.commit()
    draft = drafts.describe_imputation(charged.id, file.id, date(2026, 4, 1), OWNER)
    fingerprint = plan_of_imputation(session, draft).fingerprint
    first = impute_file(draft, seen=fingerprint, actor=agent)
    assert impute_file(draft, seen=fingerprint, actor=agent) == first
    assert how_many(session, Imputation, Notice) == [1, 1]
    link = session.scalars(select(FileEmployer).where(FileEmployer.employer_id == charged.id)).one()
    assert (link.basis, link.since_on) == ("imputation", date(2026, 4, 1))
    assert session.scalars(select(Notice)).one().rule == "R6"


def test_an_imputation_whose_plan_changed_records_nothing(
    session: Session, file: CompensationFile, employer: Employer, agent: Actor
) -> None:
    charged = make_employer(session)
    session.commit()
    draft: Imputing = drafts.describe_imputation(charged.id, file.id, date(2026, 4, 1), OWNER)
    before = plan_of_imputation(session, draft).fingerprint
    make_account(session, charged)
    make_membership(session, make_person(session), charged, Role.RSE)
    session.commit()
    with pytest.raises(PlanChanged):
        impute_file(draft, seen=before, actor=agent)
    assert how_many(session, Imputation, Notice) == [0, 0]
    assert employer.id != charged.id
    links = session.scalars(select(FileEmployer.employer_id)).all()
    assert links == [employer.id]
