"""A form of a clinic is received once, judged as its try was, and its lines wait and leave by themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.actions.reception import KeyReused, Receipt, receive
from app.clinics.domain.remarks import Verdict
from app.clinics.models.submissions import AttendanceLine, Payment, Submission
from app.clinics.words import ClinicForm, Outcome
from app.feeds.actions.clinics import import_clinics
from app.feeds.steps.folders import BadRows
from app.ledger.models.audit import AuditEntry
from tests.clinics.bodies import AUTHOR, body_of

SHEET, INITIAL, STEP = ClinicForm.ATTENDANCE_SHEET, ClinicForm.INITIAL_REPORT, ClinicForm.STEP_REPORT
#: Signed while the author stood on the roll.
SIGNED = {"signed_on": "2023-03-04"}
Told = FlaskCliRunner


def sent(form: ClinicForm, key: str = "", **changes: Any) -> Receipt:
    receipt = receive(form, body_of(form, **{**SIGNED, **changes}), key or form.value)
    assert isinstance(receipt, Receipt), receipt.as_answer()
    return receipt


def refused(form: ClinicForm, **changes: Any) -> list[tuple[str, str]]:
    verdict = receive(form, body_of(form, **{**SIGNED, **changes}), "refused")
    assert isinstance(verdict, Verdict)
    assert verdict.outcome is Outcome.REFUSED
    return [(each.finding.pointer, each.finding.code) for each in verdict.remarks if each.rule.severity == "refusal"]


def sheet(*days: str, code: str = "T", **changes: Any) -> dict[str, Any]:
    return {"lines": [{"day": day, "code": code} for day in days], "month": days[0][:7], **changes}


def states(session: Session) -> list[str]:
    session.expire_all()
    lines = select(AttendanceLine.state).where(AttendanceLine.state != "replaced").order_by(AttendanceLine.day)
    return list(session.scalars(lines))


def begin(session: Session) -> None:
    sent(ClinicForm.PRESCRIPTION)
    sent(INITIAL)


def test_the_same_form_again_is_answered_as_it_was(told: Told, session: Session) -> None:
    first, again = sent(INITIAL), sent(INITIAL)
    assert first == again
    assert len(session.scalars(select(Submission)).all()) == 1
    with pytest.raises(KeyReused):
        receive(INITIAL, body_of(INITIAL, **SIGNED, plan="autre"), INITIAL.value)


def test_what_is_refused_is_not_kept_and_uses_up_no_key(told: Told, session: Session) -> None:
    assert refused(INITIAL, diagnosis="") == [("/diagnosis", "missing_field")]
    assert session.scalars(select(Submission)).all() == []
    sent(INITIAL, "refused")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "clinic_form_received")).one()
    assert (entry.employer_id, entry.file_id, entry.actor_name) == (None, None, "F-100")
    assert "Entorse" not in json.dumps(entry.details)


def test_a_try_says_what_the_sending_says(told: Told, session: Session) -> None:
    body = body_of(SHEET, **SIGNED, **sheet("2023-03-02"))
    run = told.invoke(args=["clinics", "validate"], input=json.dumps({"form": SHEET, "body": body}))
    receipt = sent(SHEET, **sheet("2023-03-02"))
    assert json.loads(run.output) == {"outcome": str(receipt.outcome), "errors": receipt.remarks}
    assert receipt.outcome is Outcome.DELAYED


def test_lines_wait_for_the_initial_report_and_leave_by_themselves(told: Told, session: Session) -> None:
    sent(SHEET, **sheet("2023-03-02", "2023-03-08"))
    assert states(session) == ["delayed", "delayed"]
    sent(INITIAL)
    assert states(session) == ["accepted", "accepted"]
    assert set(session.scalars(select(Submission.state))) == {"accepted"}


def test_only_the_lines_after_the_day_a_step_report_was_due_wait_for_it(
    told: Told, session: Session, clock_at: Callable[[str], None]
) -> None:
    begin(session)
    receipt = sent(SHEET, **sheet("2023-03-02", "2023-03-22", "2023-03-23", "2023-03-31"))
    assert [each["code"] for each in receipt.remarks if each["severity"] == "delay"] == ["step_report_late"] * 2
    assert states(session) == ["accepted", "accepted", "delayed", "delayed"]
    sent(STEP)
    assert states(session) == ["accepted"] * 4


def test_a_correction_takes_the_place_of_the_version_it_names_alone(told: Told, session: Session) -> None:
    begin(session)
    first = sent(SHEET, **sheet("2023-03-02", "2023-03-08"))
    assert refused(SHEET, **sheet("2023-03-08")) == [("/lines/0", "already_declared")]
    second = sent(SHEET, "corrected", **sheet("2023-03-08", "2023-03-09"), replaces=first.submission)
    lines = select(AttendanceLine.day).where(AttendanceLine.state != "replaced").order_by(AttendanceLine.day)
    assert [str(day) for day in session.scalars(lines)] == ["2023-03-08", "2023-03-09"]
    assert refused(SHEET, **sheet("2023-03-10"), replaces=first.submission) == [("/replaces", "replaces_unknown")]
    sent(SHEET, "again", **sheet("2023-03-10"), replaces=second.submission)


def test_a_correction_of_a_report_does_not_move_the_day_it_was_transmitted(
    told: Told, session: Session, clock_at: Callable[[str], None]
) -> None:
    begin(session)
    first = sent(STEP)
    clock_at("2023-04-10T12:00")
    sent(STEP, "corrected", replaces=first.submission, subjective="Plus rien")
    kept = session.scalars(select(Submission).where(Submission.form == STEP, Submission.state == "accepted")).one()
    assert (str(kept.received_on), str(kept.first_on)) == ("2023-04-10", "2023-03-31")


def test_another_clinic_is_told_of_the_day_and_of_nothing_else(told: Told, session: Session, tmp_path: Path) -> None:
    begin(session)
    sent(SHEET, **sheet("2023-03-02"))
    (tmp_path / "suppliers.csv").write_text(
        "supplier_no,name,discipline,email,address_line1,address_line2,city,province,postal_code,from,until\n"
        "F-200,Autre clinique,physio,,,,,,,2015-01-01,\n",
        encoding="utf-8",
    )
    import_clinics(tmp_path, lambda bad: pytest.fail(str(bad)))
    other = {"supplier_no": "F-200", "client_ref": "X", "author": {**AUTHOR, "given_name": "Ève"}}
    receipt = sent(SHEET, "other", **sheet("2023-03-02", "2023-03-03"), **other)
    told_of = [(each["pointer"], each["says"]) for each in receipt.remarks if each["code"] == "same_day_elsewhere"]
    assert told_of == [("/lines/0", "Un autre fournisseur a déclaré cette journée.")]
    assert "F-100" not in json.dumps(receipt.remarks)


@pytest.fixture
def paid(tmp_path: Path, session: Session) -> Callable[..., list[str]]:
    """`paid("…,1,paid,…")`: import these rows of payments and return the bad ones as sentences."""

    def run(*rows: str) -> list[str]:
        folder = tmp_path / "payments"
        folder.mkdir(exist_ok=True)
        text = "\n".join(["submission,line,state,amount,on,reason", *rows])
        (folder / "payments.csv").write_text(f"{text}\n", encoding="utf-8")
        bad: list[str] = []
        try:
            import_clinics(folder, lambda row: bad.append(str(row)))
        except BadRows:
            session.rollback()
        return bad

    return run


def test_the_latest_payment_says_how_its_line_stands(
    told: Told, session: Session, paid: Callable[..., list[str]]
) -> None:
    begin(session)
    number = sent(SHEET, **sheet("2023-03-02", "2023-03-08")).submission
    rows = [f"{number},1,unpaid,,2023-04-10,dossier incomplet", f"{number},1,paid,36.00,2023-04-20,"]
    assert paid(*rows) == []
    assert states(session) == ["paid", "accepted"]
    assert paid(*rows) == []
    assert paid(f"{number},1,refused,,2023-04-05,plus tôt") == []
    assert states(session) == ["paid", "accepted"]
    assert session.scalars(select(Payment.cents).where(Payment.state == "paid")).one() == 3600


def test_a_payment_of_a_line_that_was_corrected_is_that_of_the_line_that_stands(
    told: Told, session: Session, paid: Callable[..., list[str]]
) -> None:
    begin(session)
    first = sent(SHEET, **sheet("2023-03-02", "2023-03-08"))
    sent(SHEET, "corrected", **sheet("2023-03-08", "2023-03-09"), replaces=first.submission)
    assert paid(f"{first.submission},2,paid,36.00,2023-04-20,") == []
    assert states(session) == ["paid", "accepted"]
    assert paid(f"{first.submission},1,paid,36.00,2023-04-20,")[0].startswith("payments.csv, line 2, column line:")


def test_a_paid_line_stays_paid_in_its_correction(told: Told, session: Session, paid: Callable[..., list[str]]) -> None:
    begin(session)
    first = sent(SHEET, **sheet("2023-03-02", "2023-03-08"))
    paid(f"{first.submission},1,paid,36.00,2023-04-20,")
    dropped = refused(SHEET, **sheet("2023-03-08"), replaces=first.submission)
    assert dropped == [("/lines", "correction_of_paid_line")]
    sent(SHEET, "corrected", **sheet("2023-03-02", "2023-03-09"), replaces=first.submission)
    assert states(session) == ["paid", "accepted"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("inconnu,1,paid,36.00,2023-04-20,", "submission"),
        ("{number},9,paid,36.00,2023-04-20,", "line"),
        ("{number},0,paid,36.00,2023-04-20,", "line"),
        ("{number},1,payée,36.00,2023-04-20,", "state"),
        ("{number},1,paid,-1,2023-04-20,", "amount"),
        ("{number},1,paid,36.00,hier,", "on"),
    ],
)
def test_a_bad_payment_is_named_to_the_cell(
    row: str, column: str, told: Told, session: Session, paid: Callable[..., list[str]]
) -> None:
    begin(session)
    number = sent(SHEET, **sheet("2023-03-02")).submission
    assert [bad.startswith(f"payments.csv, line 2, column {column}:") for bad in paid(row.format(number=number))] == [
        True
    ]
    assert states(session) == ["accepted"]


def test_the_command_answers_line_by_line(told: Told, session: Session) -> None:
    good: dict[str, Any] = {"key": "k1", "form": "prescription", "body": body_of(ClinicForm.PRESCRIPTION, **SIGNED)}
    lines = [
        good,
        good,
        {**good, "body": {**good["body"], "pages": 2}},
        {**good, "key": ""},
        {**good, "key": "k2", "body": {"client_ref": "\0"}},
    ]
    run = told.invoke(args=["clinics", "receive"], input="\n".join(json.dumps(line) for line in lines))
    first, again, reused, no_key, unkept = (json.loads(line) for line in run.output.splitlines())
    assert run.exit_code == 3
    assert first == again
    assert set(first) == {"submission", "received_at", "sha256", "outcome", "errors"}
    assert "error" in reused
    assert "error" in no_key
    assert unkept["outcome"] == "refused"
