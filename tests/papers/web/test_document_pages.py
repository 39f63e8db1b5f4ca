"""Reading a document: its page, its PDF, the proof, and what happens when something fails on the way."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select, text

from app import clock
from app.delivery.documents import FolderStore, get_store
from app.ledger.models.audit import AuditEntry
from app.papers.actions.openings import NoLongerAllowed, open_document
from app.papers.words.openings import Way
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, DocumentOpening
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file, make_file_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session, principal_of
from tests.scenes.reading_room import DAY, ReadingRoom, room

__all__ = ["room"]
pytestmark = pytest.mark.databases("sqlite", "postgresql", because="what is read and what is recorded of it")
WAYS = {"contenu": ("inline", "screen"), "telechargement": ("attachment", "download")}
ENDINGS = ("", "/preuve", "/contenu", "/telechargement")


def path(document: Document, ending: str = "") -> str:
    return f"/documents/{document.public_id}{ending}"


def without_token(page: str) -> str:
    """The page without its CSRF token, which changes with the second."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def end_the_right(room: ReadingRoom) -> None:
    """As a revocation does: the row is superseded by one that ends today."""
    grant = room.session.get_one(AccessGrant, room.grant.id)
    grant.superseded_at = clock.now()
    room.session.commit()


def test_a_document_says_what_it_is_and_until_when(room: ReadingRoom) -> None:
    kind = {"kind": DocumentKind.DECISION, "category": Category.DECISION}
    document = room.deposit(title="Décision d'admissibilité", review_days=30, **kind)
    page = room.client.get(path(document))
    assert page.h1.endswith("Décision d'admissibilité")
    assert "Il reste 30 jours pour demander la révision (jusqu'au 1er avril 2026)" in page.text
    assert "Déposé le 2 mars 2026" in page.text
    assert "Règle R5 (v1)" in page.text
    assert "2 personnes peuvent lire ce document" in page.text
    assert "Marie Tremblay (Responsable des services électroniques (RSE))" in page.text
    assert page.select("//iframe/@src")[0].startswith(path(document, "/contenu"))
    assert page.link("Télécharger le PDF") == path(document, "/telechargement")
    assert "frame-src 'self'" in page.response.headers["Content-Security-Policy"]
    assert room.count(DocumentOpening) == 0


@pytest.mark.parametrize("way", WAYS)
def test_the_pdf_comes_whole_and_its_opening_is_recorded_once(room: ReadingRoom, way: str) -> None:
    content = pdf_of("Une décision", pages=3)
    document = room.deposit(pdf=content, title="Décision secrète")
    response = room.client.raw.get(path(document, f"/{way}"))
    shown, recorded = WAYS[way]
    assert response.get_data() == content
    assert response.content_type == "application/pdf"
    name = f"document-2026-03-02-{document.public_id[-4:]}.pdf"
    assert response.headers["Content-Disposition"] == f'{shown}; filename="{name}"'
    opening = room.session.scalars(select(DocumentOpening)).one()
    assert (opening.document_id, opening.person_id, opening.way) == (document.id, room.reader.id, recorded)
    entry = room.session.scalars(select(AuditEntry).where(AuditEntry.action == "document_opened")).one()
    assert (entry.person_id, entry.document_id, entry.file_id) == (room.reader.id, document.id, room.file.id)
    assert (entry.employer_id, entry.details) == (room.employer.id, {"way": recorded})


def test_the_pdf_can_do_nothing_and_is_kept_nowhere(room: ReadingRoom) -> None:
    headers = room.client.raw.get(path(room.deposit(), "/contenu")).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_asking_for_the_headers_opens_nothing(room: ReadingRoom) -> None:
    document = room.deposit(pdf=pdf_of("x"))
    response = room.client.raw.head(path(document, "/contenu"))
    assert (response.status_code, response.get_data()) == (200, b"")
    assert response.headers["Content-Length"] == str(document.size)
    assert room.count(DocumentOpening) == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_another_employers_document_looks_exactly_like_a_missing_one(room: ReadingRoom, ending: str) -> None:
    other = make_employer(room.session)
    make_account(room.session, other)
    make_membership(room.session, make_person(room.session), other, Role.RSE)
    theirs = room.deposit(make_file(room.session, other))
    room.client.get("/dossiers")
    missing = room.client.raw.get(f"/documents/{'A' * 16}{ending}")
    foreign = room.client.raw.get(path(theirs, ending))
    assert missing.status_code == foreign.status_code == 404
    assert without_token(foreign.text).replace(theirs.public_id, "A" * 16) == without_token(missing.text)
    assert dict(foreign.headers) == dict(missing.headers)
    assert room.count(DocumentOpening) == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_another_employer_received_in_a_shared_file_is_not_ours(room: ReadingRoom, ending: str) -> None:
    other = make_employer(room.session)
    make_account(room.session, other)
    make_membership(room.session, make_person(room.session), other, Role.RSE)
    make_file_employer(room.session, room.file, other)
    room.client.get(path(room.deposit(employer_id=other.id), ending), status=404)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_document_that_went_by_post_has_no_electronic_copy(room: ReadingRoom, ending: str) -> None:
    posted = room.deposit(issued_on=date(2020, 2, 2))
    assert posted.channel == "post"
    room.client.get(path(posted, ending), status=404)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_medical_paper_is_not_a_document(room: ReadingRoom, ending: str) -> None:
    paper = room.deposit_medical()
    room.client.get(f"/documents/{paper.public_id}{ending}", status=404)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_right_that_ends_between_two_requests_closes_the_second(room: ReadingRoom, ending: str) -> None:
    document = room.deposit()
    room.client.get(path(document))
    end_the_right(room)
    page = room.client.get(path(document, ending), status=403)
    assert page.h1 == "Le suivi des dossiers vous est fermé"
    assert "Vous n'avez pas le droit d'accès au suivi des dossiers de cet employeur." in page.text
    assert "Règle A7" in page.text
    assert "Demandez ce droit d'accès :" in page.text
    assert document.title not in page.text
    assert room.count(DocumentOpening) == 0


def test_the_right_is_asked_again_where_the_opening_is_recorded(room: ReadingRoom) -> None:
    document = room.deposit()
    principal = principal_of(open_person_session(room.reader))
    end_the_right(room)
    with pytest.raises(NoLongerAllowed):
        open_document(principal, document.public_id, Way.SCREEN)
    assert room.count(DocumentOpening) == 0


@pytest.mark.parametrize("table", ["audit_entries", "document_openings"])
def test_what_cannot_be_recorded_is_not_sent(room: ReadingRoom, table: str) -> None:
    content = pdf_of("Une décision")
    document = room.deposit(pdf=content)
    room.session.execute(text(f"ALTER TABLE {table} RENAME TO unreachable"))
    room.session.commit()
    response = room.client.raw.get(path(document, "/contenu"))
    assert response.status_code == 503
    assert response.mimetype == "text/html"
    assert b"%PDF" not in response.get_data()
    room.session.execute(text(f"ALTER TABLE unreachable RENAME TO {table}"))
    room.session.commit()
    assert room.count(DocumentOpening) == 0
    assert room.session.scalar(select(AuditEntry).where(AuditEntry.action == "document_opened")) is None


@pytest.mark.parametrize("harm", ["altered", "missing"])
def test_a_content_that_is_not_what_was_deposited_is_not_sent(room: ReadingRoom, harm: str) -> None:
    document = room.deposit(pdf=pdf_of("Une décision"))
    store = get_store(room.client.app)
    assert isinstance(store, FolderStore)
    stored = store.path(document.sha256)
    assert stored is not None
    stored.chmod(0o600)
    if harm == "altered":
        stored.write_bytes(stored.read_bytes().replace(b"%PDF", b"%PDG"))
    else:
        stored.unlink()
    assert room.client.raw.get(path(document, "/contenu")).status_code == 503
    assert room.count(DocumentOpening) == 0


def test_the_proof_says_who_was_told_and_who_opened(room: ReadingRoom) -> None:
    document = room.deposit(title="Avis de décision")
    room.client.raw.get(path(document, "/contenu"))
    room.client.raw.get(path(document, "/telechargement"))
    page = room.client.get(path(document, "/preuve"))
    assert document.sha256 in page.text
    assert "Enregistré le 2 mars 2026 à 10 h 00" in page.text
    assert "Règle R5 (v1)" in page.text
    assert "luc@courriel.example" in page.text
    assert room.rse.name in page.text
    assert room.rse.email not in page.text
    assert "L'adresse d'une autre personne n'est montrée qu'à qui accorde ses droits d'accès." in page.text
    assert "En attente d'envoi" in page.text
    assert "Luc Gagnon, le 2 mars 2026 à 10 h 00, 2 fois en tout" in page.text
    assert "Personnes qui pouvaient lire 2" in page.text


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-03-12", "Dernier jour pour demander la révision : aujourd'hui"),
        ("2026-03-13", "Délai de révision terminé le 12 mars 2026"),
        ("2026-03-11", "Il reste 1 jour pour demander la révision (jusqu'au 12 mars 2026)"),
    ],
)
def test_the_time_limit_counts_from_the_deposit(room: ReadingRoom, today: str, said: str) -> None:
    document = room.deposit(issued_on=date(2026, 2, 1), deposited_on=DAY, review_days=10)
    with clock.use(clock.parse_instant(today)):
        room.sign_in(room.reader)
        assert said in room.client.get(path(document)).text


def test_a_document_reads_in_english(room: ReadingRoom) -> None:
    room.reader.language = "en"
    room.session.commit()
    page = room.client.get(path(room.deposit(review_days=5)))
    assert "5 days left to request a review (until 7 March 2026)" in page.text
    assert "Download the PDF" in page.text


def test_a_former_right_to_another_service_opens_nothing(room: ReadingRoom) -> None:
    other = make_person(room.session)
    make_membership(room.session, other, room.employer)
    make_grant(room.session, other, room.employer, OnlineService.REVIEW)
    room.session.commit()
    room.sign_in(other)
    room.client.get(path(room.deposit()), status=403)
