"""What use suggests tells no more than it must: never of medical papers, never what was read, only of the follow-up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.resolver.models.documents import MedicalOpening
from app.rights.queries.hints import ENOUGH_OPENINGS
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.readings import make_document, make_opening
from tests.factories.sessions import sign_in_person
from tests.scenes.reading_room import ReadingRoom, room

__all__ = ["room"]
LATELY = datetime(2026, 2, 10, 15, tzinfo=UTC)


def pages(room: ReadingRoom) -> list[str]:
    """All that whoever grants sees of the reader and of the use of rights."""
    room.session.commit()
    room.sign_in(room.rse)
    person = f"/droits-d-acces/personnes/{room.reader.public_id}"
    return [room.client.get(path).text for path in (person, "/droits-d-acces", "/droits-d-acces?unused=y", "/")]


def read(room: ReadingRoom, number: int, category: str = "financial") -> None:
    """The reader opened so many documents of a category, last month."""
    for count in range(number):
        document = make_document(
            room.session, room.file, date(2026, 1, 5), category=category, title=f"Relevé numéro {count}"
        )
        make_opening(room.session, document, room.reader, opened_at=LATELY)


@pytest.mark.parametrize("number", [0, ENOUGH_OPENINGS])
def test_use_of_medical_papers_changes_no_word_of_a_hint(room: ReadingRoom, number: int) -> None:
    make_membership(room.session, room.reader, room.employer, Role.HEALTH_PROFESSIONAL)
    paper = room.deposit_medical(title="Rapport d'évolution")
    read(room, number)
    before = pages(room)
    assert "En a-t-elle encore besoin?" in before[0]
    for _ in range(7):
        room.session.add(
            MedicalOpening(medical_paper_id=paper.id, person_id=room.reader.id, opened_at=LATELY, way="screen")
        )
    assert pages(room) == before


def test_a_hint_tells_the_category_and_nothing_of_what_was_read(room: ReadingRoom) -> None:
    read(room, ENOUGH_OPENINGS)
    # Whoever grants reads the documents too: their first page shows the documents themselves.
    person, matrix, unused, _home = pages(room)
    assert "n'a ouvert que des documents de la catégorie « Financier »" in person.replace("\u00a0", " ")
    for word in ("Relevé", "Noémie", "L'Heureux", room.file.file_no):
        assert not [page for page in (person, matrix, unused) if word in page]


def test_a_hint_says_that_only_the_use_of_the_follow_up_is_known(room: ReadingRoom) -> None:
    make_grant(room.session, room.reader, room.employer, OnlineService.REVIEW)
    person, _matrix, unused, _home = pages(room)
    assert "Cette personne peut suivre les dossiers, mais n'a ouvert aucun document depuis un an." in person
    assert "L'utilisation des autres services n'est pas inscrite pour l'instant : elle ne dit rien d'eux." in person
    assert "Luc Gagnon" in unused


def test_what_is_read_elsewhere_is_told_to_nobody_here(room: ReadingRoom) -> None:
    other = make_employer(room.session, name="Forges du Nord ltée")
    before = pages(room)
    document = make_document(room.session, make_file(room.session, other), date(2026, 1, 5), category="financial")
    for _ in range(ENOUGH_OPENINGS):
        make_opening(room.session, document, room.reader, opened_at=LATELY)
    assert pages(room) == before


def test_a_hint_is_shown_to_those_who_grant_alone(room: ReadingRoom) -> None:
    room.session.commit()
    sign_in_person(room.client, room.reader)
    for path in ("/", "/services-en-ligne", "/mon-compte"):
        assert "besoin?" not in room.client.get(path, status=200).text
    room.client.get(f"/droits-d-acces/personnes/{room.reader.public_id}", status=404)
