"""A small world with one of everything: an employer in every space, another beside it, and one of every kind of person.

It runs in the application of development, where every page is there, on a SQLite file that is put back after use.
"""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock, create_app
from app.entry.actions.email_addresses import ask_for_address, change_address
from app.entry.steps.known_browsers import link_of
from app.entry.steps.sessions import actor_of
from app.extensions import db
from app.invitations.steps.links import secret_of
from app.ledger.actions.alarms import report
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.models.workers import Worker
from app.ledger.steps.alarms import About
from app.medical.actions.removals import plan_of_notice
from app.notices.models import Alert
from app.papers.actions.drafts import DepositDraft, describe_deposit, describe_imputation, receive_pdf
from app.personnel.actions.plans import make_plan
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential, UserSession
from app.registry.words.mandates import FirmRole
from app.registry.words.sensitive import SensitiveMoment
from app.requests.actions.pieces.attaching import attach
from app.requests.models.pieces import RequestPiece
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.steps.granting import Giver
from app.reviews.queries.reviews import fingerprint
from app.rights.actions.grant_drafts import change_draft, start_draft
from app.rights.queries.receiving import planned_for
from app.sending.actions.emails import send_emails
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from app.sending.domain.mailbox import mailbox
from app.site.actions.pending_forms import keep_form
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.services import OnlineService
from config import Config
from tests.application import COMPILED
from tests.databases import dispose
from tests.factories.absences import make_absence
from tests.factories.access_requests import make_request
from tests.factories.access_reviews import make_attested_review, make_settled_review, rights_under_review
from tests.factories.accounts import make_account
from tests.factories.credentials import make_credential
from tests.factories.deposits import deposit_document, pdf_of
from tests.factories.designations import make_designation
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.invitations import make_firm_invitation, make_invitation
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.requests import make_draft, make_filed
from tests.factories.sessions import give_cookie, open_person_session, open_staff_session, principal_of
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.web.world_clinics import CLINICS, OTHER_CLINICS, add_clinics
from tests.web.world_messages import add_messages
from tests.web.world_withdrawals import add_withdrawals

FOLLOWUP = OnlineService.FILE_FOLLOWUP
CSRF = "0123456789abcdef0123456789abcdef01234567"

#: Who comes: for the employer of the objects, for nobody yet, for the Commission, for another employer.
PEOPLE: dict[str, tuple[Role, Space, bool]] = {
    "codes": (Role.USER, Space.CNESST_CODES, False),
    "user": (Role.USER, Space.CLICSEQUR, False),
    "reader": (Role.USER, Space.CLICSEQUR, True),
    "rse": (Role.RSE, Space.CLICSEQUR, False),
    "guichet": (Role.USER, Space.GUICHET_SST, True),
    "respondent": (Role.RESPONDENT, Space.GUICHET_SST, False),
    "health": (Role.HEALTH_PROFESSIONAL, Space.CLICSEQUR, False),
    "represents": (Role.USER, Space.CLICSEQUR, True),
}
STRANGERS = {
    "other_rse": "rse",
    "other_reader": "reader",
    "other_health": "health",
    "other_codes": "codes",
    "other_user": "user",
    "other_respondent": "respondent",
    "other_represents": "represents",
}
STAFF = {"agent": StaffRole.AGENT, "admin": StaffRole.ADMINISTRATOR, "auditor": StaffRole.AUDITOR}
#: `represents` is of a firm that assigned them to the employer; `firm` administers that firm, and is nobody there.
KINDS = ("visitor", *PEOPLE, "newcomer", "unchosen", "firm", *STAFF, *STRANGERS, *CLINICS, *OTHER_CLINICS)


@dataclass
class World:
    """The application, the session token of each kind of person, and the identifiers that addresses show."""

    app: Flask
    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def ask(self, kind: str, method: str, address: str, data: dict[str, Any] | None = None) -> TestResponse:
        """One request of that kind of person, in a browser of its own; a form travels with its CSRF token."""
        client = self.app.test_client()
        own = {"token": self.tokens[kind]} if kind in self.tokens else {}
        give_cookie(client, csrf_token=CSRF, **own)
        values = {"csrf_token": self._csrf(), **(data or {})} if method == "POST" else None
        return client.open(address, method=method, data=values, buffered=True)

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What is sent to the database meanwhile, without the values."""
        sent: list[str] = []

        def heard(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
            sent.append(text)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", heard)
        yield sent
        event.remove(engine, "before_cursor_execute", heard)

    def _csrf(self) -> str:
        return str(URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF))

    @cached_property
    def _journal(self) -> sqlite3.Connection:
        """A connection that is kept: reading the schema anew for each count takes longer than the page asked for."""
        return sqlite3.connect(self.folder / "data" / "relais.sqlite", isolation_level=None)

    def recorded(self) -> int:
        """How many entries the journal has: whatever changes something leaves one."""
        return int(self._journal.execute("SELECT count(*) FROM audit_entries").fetchone()[0])

    def close(self) -> None:
        """Close every connection."""
        self._journal.close()
        del self._journal
        with self.app.app_context():
            dispose()

    def keep(self) -> None:
        """Remember everything as it stands now."""
        self.close()
        shutil.copytree(self.folder / "data", self.folder / "kept", dirs_exist_ok=True)

    def put_back(self) -> None:
        """Make everything as it was kept, the clock too."""
        self.close()
        shutil.rmtree(self.folder / "data")
        shutil.copytree(self.folder / "kept", self.folder / "data")


@contextmanager
def world(folder: Path, template: Path) -> Iterator[World]:
    """Everything made and kept, in a folder; `template` is a migrated, empty SQLite file."""
    data = folder / "data"
    data.mkdir()
    path = data / "relais.sqlite"
    shutil.copyfile(template, path)
    config = Config(
        RELAIS_ENV="development", RELAIS_DATA=data, SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}"
    )
    config.FRESH_SIGN_IN_MINUTES = 24 * 60  # a slow machine makes nobody prove who they are in the middle
    config.OIDC_ISSUER = ""  # the doors of the identity provider lead nowhere: other tests walk through them
    made = World(create_app(config), folder)
    made.app.jinja_env.bytecode_cache = COMPILED
    with made.app.app_context():
        _fill(made, db.session())
    made.keep()
    yield made
    made.close()
    clock.configure("test", "")


def _fill(made: World, session: Session) -> None:
    ours, other = _employer(session, "Scierie du Nord inc."), _employer(session, "Marbrerie du Sud inc.")
    people = _people(session, ours)
    strangers = {kind: _person(session, other, *PEOPLE[like]) for kind, like in STRANGERS.items()}
    newcomer = _person(session, ours, Role.USER, Space.GUICHET_SST, reads=True)
    unchosen = _person(session, ours, Role.RSE, Space.CLICSEQUR, reads=False)
    make_membership(session, unchosen, other, Role.RSE)
    firm = _firm(session, ours, people)
    _firm(session, other, {kind.removeprefix("other_"): person for kind, person in strangers.items()})
    staff = {kind: make_staff(session, role) for kind, role in STAFF.items()}
    add_withdrawals(made, session, ours, other)
    session.commit()
    made.names |= {"colleague": unchosen.public_id, "coder": people["guichet"].public_id}
    made.names["member"] = staff["auditor"].public_id
    spaces = {kind: space for kind, (_role, space, _reads) in PEOPLE.items()}
    for kind, person in {**people, **strangers, "unchosen": unchosen}.items():
        made.tokens[kind] = _open(session, person, spaces.get(STRANGERS.get(kind, kind), Space.CLICSEQUR))
    made.tokens["firm"] = _open(session, firm, Space.CLICSEQUR)
    made.tokens["newcomer"] = _open(session, newcomer, Space.GUICHET_SST, must_change=True)
    for kind, member in staff.items():
        made.tokens[kind] = open_staff_session(member)
    _add_objects(made, session, ours, people)
    add_clinics(made, session)


def _employer(session: Session, name: str) -> Employer:
    """In every space at once, paper withdrawn: each of its people may do whatever their kind ever may."""
    employer = make_employer(session, name=name)
    for space in Space:
        make_account(session, employer, space)
    make_withdrawal(session, employer, date(2021, 1, 4))
    make_prior_notice(session, employer, date(2020, 11, 2))
    return employer


def _people(session: Session, employer: Employer) -> dict[str, Person]:
    return {kind: _person(session, employer, *what) for kind, what in PEOPLE.items()}


def _person(session: Session, employer: Employer, role: Role, space: Space, reads: bool) -> Person:
    person = make_person(session)
    make_membership(session, person, employer, role, space)
    if reads:
        make_grant(session, person, employer, FOLLOWUP, space)
    return person


def _firm(session: Session, employer: Employer, people: dict[str, Person]) -> Person:
    """Who administers the firm of the one who represents the employer."""
    firm, administrator = make_firm(session), make_person(session)
    make_firm_member(session, firm, administrator, FirmRole.ADMINISTRATOR)
    make_firm_member(session, firm, people["represents"])
    mandate = make_mandate(session, employer, firm, people["rse"])
    for table in (Membership, AccessGrant):
        held = session.scalars(select(table).where(table.person_id == people["represents"].id)).one()
        held.mandate_id, held.until_on = mandate.id, mandate.until_on
    return administrator


def _open(session: Session, person: Person, space: Space, **credential: Any) -> str:
    """Sign somebody in; where one comes in with a code and a password, by these."""
    token = open_person_session(person, space)
    if space is not Space.CLICSEQUR:
        row = session.get_one(UserSession, principal_of(token).session_id)
        row.credential_id = make_credential(session, person, space, **credential).id
        session.commit()
    return token


def _add_objects(made: World, session: Session, ours: Employer, people: dict[str, Person]) -> None:
    file, recipient = make_file(session, ours), make_recipient(session, ours)
    request, ending = make_request(session, people["user"], ours), make_person(session)
    next_month = clock.today() + timedelta(days=30)
    away = make_absence(session, people["reader"], people["rse"], ours, (next_month, next_month + timedelta(days=7)))
    last_on = clock.today() + timedelta(days=10)
    make_membership(session, ending, ours)
    make_grant(session, ending, ours, until_on=last_on)
    decision = {"kind": DocumentKind.DECISION, "category": Category.DECISION, "issued_on": clock.today()}
    shown = deposit_document(session, file, title="Décision d'admissibilité", review_days=30, **decision)
    deposit_document(session, file, title="Rapport d'évaluation", category=Category.MEDICAL, issued_on=clock.today())
    deposit_document(session, file, issued_on=date(2020, 12, 1))
    report(AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 1))
    session.add(Alert(notice_id=shown.id, employer_id=ours.id, code="email_refused", raised_at=clock.now()))
    session.commit()
    write_letters()
    write_manifests()
    send_emails()
    session.add(Worker(name="essai", seen_at=clock.ticking() + timedelta(days=1)))  # never silent while tests run
    session.commit()
    own_session = session.scalars(select(UserSession).where(UserSession.person_id == people["rse"].id)).one()
    made.names |= {
        "employer": ours.public_id,
        "file": file.public_id,
        "recipient": recipient.public_id,
        "request": request.public_id,
        "ending": ending.public_id,
        "absence": away.public_id,
        "rse": people["rse"].public_id,
        "end": f"{ending.public_id}:file_followup:{last_on.isoformat()}",
        "person": people["user"].public_id,
        "reader": people["reader"].public_id,
        "representative": people["represents"].public_id,
        "mandate": session.scalars(select(Mandate.public_id).where(Mandate.employer_id == ours.id)).one(),
        "notice": shown.public_id,
        "alarm": session.scalars(select(Alarm.public_id)).one(),
        "session": own_session.public_id,
        "document": session.scalars(select(Document.public_id).where(Document.id == shown.document_id)).one(),
        "paper": session.scalars(select(MedicalPaper.public_id)).one(),
        "letter": session.scalars(select(Letter.public_id)).one(),
        "batch": clock.today().isoformat(),
        "message": mailbox(made.app.config["RELAIS_DATA"] / "mailbox")[0].name,
    }
    _add_drafts(made, ours, file.id)
    add_messages(made, session)
    _add_invitations(made, session, ours, people)


def _add_invitations(made: World, session: Session, ours: Employer, people: dict[str, Person]) -> None:
    """Somebody invited in each space, and a health professional whom the RSE designates."""
    invited = make_invitation(session, ours, people["rse"], email="invitee@scierie.example")
    by_code = make_invitation(session, ours, people["respondent"], Space.GUICHET_SST, email="code@scierie.example")
    designation = make_designation(session, ours, people["rse"])
    names = {"invitation": invited.public_id, "link": secret_of(by_code), "designation": designation.public_id}
    made.names |= names
    told = select(OutgoingEmail.context).where(OutgoingEmail.kind == "designation_news").order_by(OutgoingEmail.id)
    made.names["objection_link"] = session.scalars(told).first()["objection"].rpartition("/")[2]  # type: ignore[index]
    firm = session.scalars(select(Firm).join(Mandate).where(Mandate.employer_id == ours.id)).one()
    made.names["firm_invitation"] = make_firm_invitation(session, firm, people["rse"]).public_id


def _add_drafts(made: World, ours: Employer, file_id: int) -> None:
    """A right being given by the RSE; a deposit and an imputation being prepared by the agent."""
    rse, agent = principal_of(made.tokens["rse"]), principal_of(made.tokens["agent"])
    giver = Giver(actor_of(rse), ours.id, Space.CLICSEQUR)
    draft = start_draft(giver, rse.owner, person=made.names["person"], services=(FOLLOWUP,))
    change_draft(draft, rse.owner, until_on=date(clock.today().year + 1, 1, 1))
    several = start_draft(giver, rse.owner, people=(made.names["person"],), services=(FOLLOWUP,))
    change_draft(several, rse.owner, until_on=date(clock.today().year + 1, 1, 1))
    made.names["grant_several"] = several.token
    made.names["attested_review"] = make_attested_review(db.session(), giver)
    made.names["review"] = make_settled_review(giver)
    owner = agent.owner
    upload = receive_pdf(pdf_of("à déposer"), "papier.pdf", owner)
    paper = (DocumentKind.DOCUMENT, Category.ADMINISTRATIVE, "Demande de renseignements", clock.today(), None)
    describe_deposit(DepositDraft(upload, ours.id, file_id, *paper), owner)
    imputation = describe_imputation(ours.id, file_id, clock.today(), owner)
    change_address(giver, made.names["person"], "someone@scierie.example")
    sent = select(OutgoingEmail.context).where(OutgoingEmail.kind == "email_changed").order_by(OutgoingEmail.id)
    links = [context["link"] for context in db.session().scalars(sent)]
    made.names["refusal_link"] = next(filter(None, links)).rpartition("/")[2]
    made.names["address_link"] = ask_for_address(rse, "nouvelle@courriel.example")
    credential = db.session().scalars(select(Credential).order_by(Credential.id)).first()
    assert credential is not None
    made.names["browser_link"] = link_of(credential, clock.ticking()).rpartition("/")[2]
    pieces = {"pay_stub": pdf_of("Talon de paie"), "medical_certificate": pdf_of("Certificat transmis")}
    made.names["online_draft"] = make_draft(rse)
    made.names["online_filed"] = make_filed(rse, pieces, event_on="2026-01-07")
    attach(rse, made.names["online_draft"], "pay_stub", "paie.pdf", io.BytesIO(pdf_of("Relevé de paie")))
    known = select(RequestPiece.public_id).order_by(RequestPiece.id)
    made.names["filed_piece"], made.names["filed_certificate"], made.names["online_piece"] = db.session().scalars(known)
    made.names["pending_form"] = keep_form(rse, SensitiveMoment.END_CHANGED, "/droits-d-acces", [("a", "b")]) or ""
    table = b"Nom;Courriel;Messagerie;Pr\xc3\xa9nom\nRoy;nouvelle@scierie.example;oui;Nouvelle\n"
    made.names["plan"] = make_plan(giver, "personnel.csv", table, absent_left=False)
    made.names |= {"grant": draft.token, "deposit": upload.token, "imputation": imputation.token}


def a_medical_plan(made: World) -> str:
    """Where the document of the notice would go as a medical paper, as its page shows it."""
    with made.app.app_context():
        return plan_of_notice(db.session(), made.names["notice"]).fingerprint


def a_choice(made: World) -> str:
    """A right under review with what a page shows of it, as a form names it."""
    with made.app.app_context():
        rights = rights_under_review(db.session(), made.names["review"])
        right = next(each for each in rights if each.service is None)
        return f"keep {right.person_public_id}.tous.{right.token}"


def a_summary(made: World) -> str:
    """What the summary of the review under way shows, in short."""
    with made.app.app_context():
        return fingerprint(rights_under_review(db.session(), made.names["review"]))


def a_plan_shown(made: World) -> str:
    """What the page of several people shows of those of the draft, in short."""
    with made.app.app_context():
        ours = db.session().scalars(select(Employer.id).where(Employer.public_id == made.names["employer"])).one()
        until_on, people = date(clock.today().year + 1, 1, 1), [made.names["person"]]
        where = (ours, Space.CLICSEQUR, people, (FOLLOWUP,), until_on)
        return planned_for(db.session(), *where, clock.today()).digest


def a_pdf() -> tuple[io.BytesIO, str]:
    """A PDF to send with a form."""
    return io.BytesIO(pdf_of("envoyé")), "papier.pdf"
