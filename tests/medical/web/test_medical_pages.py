"""Medical papers: for the health professional whom the employer designated, and nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text

from app import clock
from app.ledger.models.audit import AuditEntry
from app.registry.models.people import Membership, Person
from app.resolver.models.documents import DocumentOpening, MedicalOpening, MedicalPaper
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document, pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.reading_room import ReadingRoom, room
from tests.web.asking import without_code

__all__ = ["room"]
pytestmark = pytest.mark.databases("sqlite", "postgresql", because="the wall")
ENDINGS = ("", "/contenu", "/telechargement")


@pytest.fixture
def professional(room: ReadingRoom) -> Person:
    """The designated health professional, signed in."""
    person = make_person(room.session, given_name="Hélène", family_name="Fortin")
    make_membership(room.session, person, room.employer, Role.HEALTH_PROFESSIONAL)
    room.session.commit()
    room.sign_in(person)
    return person


def path(paper: MedicalPaper, ending: str = "") -> str:
    return f"/papiers-medicaux/{paper.public_id}{ending}"


@pytest.mark.usefixtures("professional")
def test_the_list_names_the_papers_and_the_employer_to_whom_little_may_be_said(room: ReadingRoom) -> None:
    room.deposit_medical(title="Rapport d'évolution")
    room.deposit_medical(title="Programme", category=Category.PHYSICAL_REHABILITATION)
    page = room.client.get("/papiers-medicaux")
    assert page.words_of("//tbody//th/a") == ["Programme", "Rapport d'évolution"]
    assert "Réadaptation physique" in page.text
    assert "Ne transmettez à Ateliers Boréal inc. que ce qu'exigent un résumé et un avis" in page.text


@pytest.mark.parametrize("way", ["contenu", "telechargement"])
def test_the_pdf_comes_whole_and_its_opening_is_recorded_once(
    room: ReadingRoom, professional: Person, way: str
) -> None:
    content = pdf_of("Rapport")
    paper = room.deposit_medical(pdf=content)
    page = room.client.get(path(paper))
    assert page.h1.endswith(paper.title)
    assert room.client.raw.get(path(paper, f"/{way}")).get_data() == content
    opening = room.session.scalars(select(MedicalOpening)).one()
    assert (opening.medical_paper_id, opening.person_id) == (paper.id, professional.id)
    entry = room.session.scalars(select(AuditEntry).where(AuditEntry.action == "medical_paper_opened")).one()
    assert (entry.medical_paper_id, entry.document_id) == (paper.id, None)
    assert room.count(DocumentOpening) == 0
    assert "Nouveau" not in room.client.get("/papiers-medicaux").text


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("who", ["rse", "reader"])
def test_nobody_of_the_employer_gets_a_medical_paper(room: ReadingRoom, who: str, ending: str) -> None:
    paper = room.deposit_medical()
    room.sign_in(getattr(room, who))
    missing = room.client.get(f"/papiers-medicaux/{'A' * 16}{ending}", status=404)
    assert without_code(room.client.get(path(paper, ending), status=404).text) == without_code(missing.text)


@pytest.mark.usefixtures("professional")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_professional_gets_nothing_of_another_employer(room: ReadingRoom, ending: str) -> None:
    other = make_employer(room.session)
    make_account(room.session, other)
    make_membership(room.session, make_person(room.session), other, Role.HEALTH_PROFESSIONAL)
    file = make_file(room.session, other)
    notice = deposit_document(room.session, file, category=Category.MEDICAL, issued_on=date(2026, 3, 2))
    paper = room.session.get_one(MedicalPaper, notice.medical_paper_id)
    room.session.commit()
    room.client.get(path(paper, ending), status=404)
    assert room.count(MedicalOpening) == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_designation_that_ended_closes_the_next_request(room: ReadingRoom, professional: Person, ending: str) -> None:
    paper = room.deposit_medical()
    room.client.get(path(paper))
    membership = room.session.scalars(select(Membership).where(Membership.person_id == professional.id)).one()
    membership.superseded_at = clock.now()
    room.session.commit()
    answer = room.client.raw.get(path(paper, ending))
    assert answer.status_code in {302, 404}
    assert b"%PDF" not in answer.get_data()
    assert room.count(MedicalOpening) == 0


@pytest.mark.usefixtures("professional")
def test_a_paper_that_went_by_post_has_no_electronic_copy(room: ReadingRoom) -> None:
    paper = room.deposit_medical(issued_on=date(2020, 2, 2))
    assert room.client.get("/papiers-medicaux").words_of("//tbody//th/a") == []
    room.client.get(path(paper, "/contenu"), status=404)


@pytest.mark.usefixtures("professional")
def test_an_opening_that_cannot_be_recorded_sends_nothing(room: ReadingRoom) -> None:
    paper = room.deposit_medical(pdf=pdf_of("x"))
    room.session.execute(text("ALTER TABLE audit_entries RENAME TO unreachable"))
    room.session.commit()
    response = room.client.raw.get(path(paper, "/contenu"))
    assert (response.status_code, b"%PDF" in response.get_data()) == (503, False)
    assert room.count(MedicalOpening) == 0


@pytest.mark.usefixtures("professional")
def test_files_and_documents_stay_closed_to_a_professional(room: ReadingRoom) -> None:
    document = room.deposit()
    for closed in ("/dossiers", f"/dossiers/{room.file.public_id}", f"/documents/{document.public_id}/contenu"):
        page = room.client.get(closed, status=403)
        assert "Le suivi des dossiers est réservé à l'employeur." in page.text
