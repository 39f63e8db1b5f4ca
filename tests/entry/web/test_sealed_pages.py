"""Up to where the journal is sealed and verified, and by which links a proof can be checked, as pages say it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.ledger.actions.checkpoints import checkpoint, verify_everything
from app.ledger.models.audit import JournalLink
from app.vocabulary.accounts import StaffRole
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.reading_room import ReadingRoom, room
from tests.tools.tampering import anything_goes, run
from tests.web.page_client import PageClient

__all__ = ["room"]
pytestmark = pytest.mark.databases("sqlite", because="the verifier is tested on both")


@pytest.fixture
def auditor(session: Session, client: PageClient) -> PageClient:
    """The browser of somebody who reads the journal and follows notices."""
    member = make_staff(session, StaffRole.AUDITOR, name="Ève Roy")
    session.commit()
    return sign_in_staff(client, member)


def test_the_journal_says_up_to_where_it_is_sealed_and_verified_and_what_was_found(
    auditor: PageClient, session: Session, database_url: str
) -> None:
    with clock.use(clock.parse_instant("2026-05-04T10:00")):
        said = auditor.get("/journal").text
        assert "Aucun sceau du journal ne peut être lu hors de la base de données." in said
        assert "Il n'a pas encore été vérifié en entier." in said
        deposit_document(session, make_file(session, make_employer(session)))
        checkpoint()
        last = session.scalars(select(JournalLink.sequence).order_by(JournalLink.sequence.desc())).first()
        sealed = f"Il est scellé hors de la base de données jusqu'au maillon {last}, le 4 mai 2026 à 10 h 00."
        assert sealed in auditor.get("/journal").text
        verify_everything()
        said = auditor.get("/journal").text
        assert f"Vérifié en entier le 4 mai 2026 à 10 h 00, jusqu'au maillon {last} : rien n'a changé" in said
        db.session().rollback()
        with anything_goes(database_url) as database:
            run(database, "UPDATE dispatches SET state = 'sent'", "UPDATE notices SET channel = 'held'", "COMMIT")
        verify_everything()
        said = auditor.get("/journal").text
        assert "La vérification du 4 mai 2026 à 10 h 00 a trouvé 2 altérations" in said
        assert "Vérifié en entier" not in said


def test_the_page_of_a_notice_shows_the_latest_link_of_each_row(auditor: PageClient, session: Session) -> None:
    notice = deposit_document(session, make_file(session, make_employer(session)))
    text = auditor.get(f"/avis/{notice.public_id}").text
    links = session.scalars(select(JournalLink).where(JournalLink.subject != "audit_entries")).all()
    assert {link.subject for link in links} == {"documents", "notices", "dispatches", "letters"}
    assert all(link.hash in text for link in links)
    assert all(f"maillon {link.sequence}" in text for link in links)


def test_the_proof_shows_the_links_that_seal_it_in_both_languages(room: ReadingRoom, app: Flask) -> None:
    document = room.deposit(title="Avis de décision")
    room.client.raw.get(f"/documents/{document.public_id}/contenu")
    page = room.client.get(f"/documents/{document.public_id}/preuve")
    links = room.session.scalars(select(JournalLink).where(JournalLink.subject != "audit_entries")).all()
    assert {link.subject for link in links} == {
        "documents",
        "notices",
        "dispatches",
        "outgoing_emails",
        "document_openings",
    }
    assert all(link.hash in page.text for link in links)
    assert f"Ouverture, maillon {links[-1].sequence}" in page.text
