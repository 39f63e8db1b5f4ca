"""The board of a clinic: its own cares in every state, the most urgent first, and nothing of another clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.clinics.models.submissions import AttendanceLine
from app.clinics.models.suppliers import Supplier
from app.clinics.queries import board as boards
from app.clinics.queries.board import BoardSearch, board
from app.vocabulary.accounts import CodeSpace
from tests.factories.clinics import make_clinic_member, make_submission, make_supplier
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.sessions import sign_in_person
from tests.web.page_client import PageClient

TODAY = date(2026, 3, 31)
#: By the clinic's own reference: days since the care began, days since each treatment, whether it has ended.
CARES = {"R-LATE": (40, (30, 10), False), "R-DUE": (18, (12,), False), "R-NEW": (3, (1,), False)}
ENDED = {"R-END": (50, (30,), True)}


@pytest.fixture
def clinic(session: Session) -> Supplier:
    return make_supplier(session, "Physio du Fleuve")


def give(session: Session, clinic: Supplier, reference: str, ago: int, treated: tuple[int, ...], ended: bool) -> None:
    """A care that began so many days ago."""
    file = make_file(session, make_employer(session))
    begun = TODAY - timedelta(days=ago)
    make_submission(session, clinic, file, "initial_report", reference, begun)
    make_submission(session, clinic, file, "prescription", reference, begun)
    sheet = make_submission(session, clinic, file, "attendance_sheet", reference, TODAY)
    for place, day in enumerate(treated):
        state = "delayed" if ago - day > 21 else "accepted"
        of_care = {"file_id": file.id, "supplier_id": clinic.id, "discipline": "physio"}
        what = {"code": "T", "kind": "treatment", "place_of_care": "clinic", "state": state}
        on = TODAY - timedelta(days=day)
        session.add(AttendanceLine(submission_id=sheet.id, place=place, day=on, **of_care, **what))
    if ended:
        make_submission(session, clinic, file, "final_report", reference, TODAY - timedelta(days=5))
    session.commit()


def references(client: PageClient, path: str = "/clinique") -> list[str]:
    return [text.partition(",")[0] for text in client.get(path).words_of("//tbody/tr/th/span")]


def test_each_care_stands_with_its_state_its_day_what_waits_and_what_to_do(
    session: Session, client: PageClient, clinic: Supplier, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-31T12:00")
    for reference, care in {**CARES, **ENDED}.items():
        give(session, clinic, reference, *care)
    give(session, make_supplier(session), "R-AUTRE", *CARES["R-LATE"])
    person = make_clinic_member(session, clinic)
    session.commit()
    sign_in_person(client, person, CodeSpace.CLINIC)
    assert references(client) == ["R-LATE", "R-DUE", "R-NEW"]
    late, due, new = client.get("/clinique").words_of("//tbody/tr")
    assert "en retard" in late
    assert "12 mars 2026" in late.replace("\u00a0", " ")
    assert "1 ligne attend" in late.replace("\u00a0", " ")
    assert "Transmettre le rapport d'étape" in late
    assert ("bientôt dû" in due, "Transmettre le rapport d'étape" in due) == (True, True)
    assert ("à jour" in new, "Rien pour l'instant" in new) == (True, True)
    assert references(client, "/clinique?vue=terminees") == ["R-END"]
    found = client.get("/clinique").submit("Chercher", cherche="r-due")
    assert "R-DUE" not in found.path
    assert [text.partition(",")[0] for text in found.words_of("//tbody/tr/th/span")] == ["R-DUE"]
    assert "Aucune personne" in client.get("/clinique").submit("Chercher", cherche="R-AUTRE").text


@pytest.mark.databases("sqlite", "postgresql", because="each orders and compares days in SQL")
def test_pages_follow_one_another_both_ways(
    session: Session, clinic: Supplier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        give(session, clinic, f"R-{number}", 20 - number // 2, (), False)
    monkeypatch.setattr(boards, "PAGE", 2)
    pages, asked = [], BoardSearch()
    while True:
        found = board(session, clinic.id, asked)
        pages.append([row.client_ref for row in found.rows])
        if not found.has_next:
            break
        asked = BoardSearch(after=found.rows[-1].anchor)
    assert pages == [["R-0", "R-1"], ["R-2", "R-3"], ["R-4"]]
    back = board(session, clinic.id, BoardSearch(before=found.rows[0].anchor))
    assert ([row.client_ref for row in back.rows], back.has_previous, back.has_next) == (["R-2", "R-3"], True, True)
    assert [row.client_ref for row in board(session, clinic.id, BoardSearch(after="Nobody")).rows] == ["R-0", "R-1"]
