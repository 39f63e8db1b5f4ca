"""A letter has a kind, a cause and a context: about whatever row, it says what it keeps, and never without that row."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.letters import Letter
from app.ledger.steps.outbox import queue_letter
from app.ledger.steps.transaction import transaction
from app.registry.models.employers import Employer
from app.vocabulary.letters import LetterKind
from app.vocabulary.passwords import by_four
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.scenes.outgoing import damage, drain, open_alarms, queue_letters, states

ADDRESS = {
    "name": "Inès Lévesque",
    "attention": "",
    "line1": "9945, avenue du Parc",
    "line2": "",
    "city": "Saguenay",
    "province": "QC",
    "postal_code": "G7H 5B1",
}
CONTEXT = {"file_no": "002001121", "worker": "Jean-Guy Ménard", "imputed_on": "2020-02-01", "next_time": "reader"}


def queue_one(cause: Employer) -> Letter:
    """A letter about an employer: no maker knows it, so that its context is all that it says."""
    with transaction() as session:
        return queue_letter(
            session,
            LetterKind.IMPUTATION,
            cause,
            employer_id=cause.id,
            address=ADDRESS,
            at=clock.now(),
            context=CONTEXT,
        )


def test_a_letter_about_any_row_is_written_with_what_its_context_keeps(app: Flask, session: Session) -> None:
    employer = make_employer(session)
    session.commit()
    letter = queue_one(employer)
    drain(session)
    written = session.get_one(Letter, letter.id)
    assert (written.state, written.cause_kind, written.cause_id) == ("written", "employers", employer.id)
    (path,) = Path(app.config["RELAIS_DATA"], "letters").glob("*/*.pdf")
    assert path.name == f"{employer.public_id}.{letter.public_id}.pdf"
    run = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
    said = " ".join(run.stdout.split())
    assert all(
        part in said for part in (by_four(employer.public_id), "Jean-Guy Ménard", "Imputé le : 1er février 2020")
    )


def test_a_letter_about_a_row_that_is_not_there_is_never_written_and_raises_an_alarm(session: Session) -> None:
    employer = make_employer(session)
    session.commit()
    letter, others = queue_one(employer), queue_letters(session, 2)
    damage(session, "letters", letter.id, "cause_id = 999999")
    drain(session)
    assert states(session, Letter) == {letter.id: "waiting", **dict.fromkeys(others, "written")}
    assert open_alarms(session) == [("letter_not_written", letter.id)]


def test_a_letter_about_a_table_that_is_not_there_is_never_written_either(session: Session) -> None:
    employer = make_employer(session)
    session.commit()
    letter = queue_one(employer)
    damage(session, "letters", letter.id, "cause_kind = 'nothing'")
    drain(session)
    assert states(session, Letter) == {letter.id: "waiting"}
    assert open_alarms(session) == [("letter_not_written", letter.id)]


def test_a_letter_about_a_notice_names_its_sending_and_no_other_does(session: Session) -> None:
    deposit_document(session, make_file(session, make_employer(session)))
    (letter,) = session.scalars(select(Letter))
    assert (letter.cause_kind, letter.dispatch_id is None) == ("notices", False)
    letter.cause_kind = "employers"
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_what_is_in_no_database_causes_no_letter(session: Session) -> None:
    with pytest.raises(IntegrityError):
        queue_one(Employer(neq="8888888888", name="Nulle part"))
    session.rollback()
    assert session.scalar(select(Letter.id)) is None
