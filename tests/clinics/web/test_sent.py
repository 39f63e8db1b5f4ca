"""The forms that a clinic has sent: its own alone, searched and narrowed, each as the interface tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.api.domain.answers import submission_answer
from app.clinics.domain.remarks import Finding, verdict_on
from app.clinics.models.submissions import AttendanceLine, Payment, Submission
from app.clinics.models.suppliers import Supplier
from app.clinics.queries import sent as sending
from app.clinics.queries.sent import SentSearch, sent, versions_of
from app.clinics.queries.submissions import submission_of
from app.clinics.words import LineStanding, SubmissionStanding
from app.vocabulary.accounts import CodeSpace
from tests.factories.clinics import make_clinic_member, make_submission, make_supplier
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.sessions import sign_in_person
from tests.web.page_client import PageClient

LIST = "/clinique/formulaires"
ON = date(2026, 3, 30)


@pytest.fixture
def clinic(session: Session) -> Supplier:
    return make_supplier(session, "Physio du Fleuve")


@pytest.fixture
def inside(session: Session, client: PageClient, clinic: Supplier, clock_at: Callable[[str], None]) -> PageClient:
    """Somebody of the clinic, who has come in."""
    clock_at("2026-03-31T12:00")
    person = make_clinic_member(session, clinic)
    session.commit()
    sign_in_person(client, person, CodeSpace.CLINIC)
    return client


def send(session: Session, clinic: Supplier, form: str, reference: str, **values: Any) -> Submission:
    """A form of a worker of its own."""
    return make_submission(session, clinic, make_file(session, make_employer(session)), form, reference, ON, **values)


def add_line(session: Session, sheet: Submission, place: int, state: str) -> AttendanceLine:
    of_care = {"file_id": sheet.file_id, "supplier_id": sheet.supplier_id, "discipline": "physio"}
    what = {"code": "T", "kind": "treatment", "place_of_care": "clinic", "state": state}
    row = AttendanceLine(submission_id=sheet.id, place=place, day=date(2026, 3, 1 + place), **of_care, **what)
    session.add(row)
    session.flush()
    return row


def references(page: Any) -> list[str]:
    return list(page.words_of("//tbody/tr/td[1]//span"))


def test_the_newest_stands_first_searched_and_narrowed_without_a_word_in_the_address(
    session: Session, inside: PageClient, clinic: Supplier
) -> None:
    assert "Aucun formulaire pour l'instant" in inside.get(LIST).text
    send(session, clinic, "initial_report", "R-1")
    send(session, clinic, "attendance_sheet", "R-2", state="delayed")
    named = send(session, clinic, "attendance_sheet", "R-3")
    number = str(named.body["file_no"])
    send(session, make_supplier(session), "attendance_sheet", "R-AUTRE")
    session.commit()
    page = inside.get(LIST)
    assert references(page) == ["R-3", "R-2", "R-1"]
    found = page.submit("Chercher", cherche=number)
    assert (references(found), number in found.path) == (["R-3"], False)
    found = page.submit("Chercher", cherche="r-2", formulaire="attendance_sheet", etat="delayed")
    assert (references(found), "r-2" in found.path.lower()) == (["R-2"], False)
    assert references(page.submit("Chercher", formulaire="attendance_sheet")) == ["R-3", "R-2"]
    assert "Aucun formulaire transmis" in page.submit("Chercher", cherche="R-AUTRE").text


def test_a_submission_says_what_the_interface_says_of_it_and_another_clinic_has_no_page_of_it(
    session: Session, inside: PageClient, clinic: Supplier
) -> None:
    sheet = send(session, clinic, "attendance_sheet", "R-1", state="delayed")
    # What a line may be; cancelled, it is so by its sheet.
    states = [each for each in LineStanding if each is not LineStanding.CANCELLED]
    lines = {state: add_line(session, sheet, place, state.value) for place, state in enumerate(states)}
    said = {"recorded_at": clock.now(), "paid_on": ON}
    session.add(Payment(line_id=lines[LineStanding.PAID].id, state="paid", cents=5350, **said))
    session.add(Payment(line_id=lines[LineStanding.UNPAID].id, state="unpaid", reason="Dossier fermé", **said))
    others = send(session, make_supplier(session), "attendance_sheet", "R-AUTRE")
    session.commit()
    found = submission_of(session, clinic.id, sheet.public_id)
    assert found is not None
    told = submission_answer(found)
    page = inside.get(LIST).follow("Relevé des présences")
    assert page.words_of("//main//strong")[0] == SubmissionStanding(told["state"]).fr
    rows = page.words_of("//tbody/tr")
    assert len(rows) == len(told["lines"])
    for row, line in zip(rows, told["lines"], strict=True):
        assert LineStanding(line["state"]).fr in row
        assert ("$" in row) == (line["amount"] is not None)
        assert (line["reason"] or "") in row
    paid = rows[states.index(LineStanding.PAID)].replace("\u00a0", " ")
    assert ("53,50 $" in paid, "30 mars 2026" in paid) == (True, True)
    inside.get(f"{LIST}/{others.public_id}", status=404)


def test_versions_stand_one_under_the_other_and_remarks_say_the_rule(
    session: Session, inside: PageClient, clinic: Supplier
) -> None:
    finding = Finding("/lines/3", "future_day", ON)
    said = verdict_on([finding, Finding("/diagnosis", "says_nothing", ON), Finding("", "prescription_missing", ON)])
    first = send(session, clinic, "initial_report", "R-1", state="replaced")
    send(session, clinic, "initial_report", "R-2")
    remarks = [each.as_answer() for each in said.remarks]
    why = {"replaces_id": first.id, "reason": "wrong_day"}
    second = send(session, clinic, "initial_report", "R-1", remarks=remarks, **why)
    session.commit()
    versions = versions_of(session, clinic.id, first.public_id)
    assert [each.public_id for each in versions] == [second.public_id, first.public_id]
    assert versions_of(session, clinic.id + 1, first.public_id) == []
    page = inside.get(f"{LIST}/{second.public_id}")
    assert page.words_of("//main//h3") == ["Ligne 4", "Diagnostic", "Tout le formulaire"]
    assert all(each["says"] in page.text for each in remarks)
    newest, oldest = page.words_of("//tbody/tr")
    assert ("cette version" in newest, "autre jour" in newest, "remplacé" in oldest) == (True, True, True)
    assert page.select("//tbody//a/@href") == [f"{LIST}/{first.public_id}"]


@pytest.mark.databases("sqlite", "postgresql", because="a reference is read from a body, and searched, in SQL")
def test_pages_follow_one_another_both_ways(
    session: Session, clinic: Supplier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        send(session, clinic, "initial_report", f"R-{number}")
    monkeypatch.setattr(sending, "PAGE", 2)
    others = send(session, make_supplier(session), "initial_report", "R-AUTRE")
    pages, asked = [], SentSearch(text="r-")
    while True:
        found = sent(session, clinic.id, asked)
        pages.append([row.client_ref for row in found.rows])
        if not found.has_next:
            break
        asked = SentSearch(text="r-", after=found.rows[-1].public_id)
    assert pages == [["R-4", "R-3"], ["R-2", "R-1"], ["R-0"]]
    back = sent(session, clinic.id, SentSearch(before=found.rows[0].public_id))
    assert ([row.client_ref for row in back.rows], back.has_previous, back.has_next) == (["R-2", "R-1"], True, True)
    astray = sent(session, clinic.id, SentSearch(after=others.public_id))
    assert [row.client_ref for row in astray.rows] == ["R-4", "R-3"]
