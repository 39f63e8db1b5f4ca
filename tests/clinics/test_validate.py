"""`flask clinics validate` judges with what the feed of clinics and the registry have told."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskCliRunner

from app.clinics.words import ClinicForm
from tests.clinics.bodies import body_of


def asked(cli: FlaskCliRunner, *lines: Any) -> tuple[int, list[dict[str, Any]]]:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    run = cli.invoke(args=["clinics", "validate"], input=text)
    return run.exit_code, [json.loads(line) for line in run.output.splitlines()]


def test_what_the_tables_say_of_each_day_decides(told: FlaskCliRunner) -> None:
    code, (sheet, prescription) = asked(
        told,
        {"form": "attendance_sheet", "body": body_of(ClinicForm.ATTENDANCE_SHEET)},
        {"form": "prescription", "body": body_of(ClinicForm.PRESCRIPTION, signed_on="2023-03-04")},
    )
    assert code == 0
    assert prescription == {"outcome": "accepted", "errors": []}
    assert [(each["pointer"], each["code"]) for each in sheet["errors"]] == [
        ("/author/member_no", "professional_not_on_roll_on_day"),
        ("/lines/2/code", "unknown_code"),
        ("/lines/3/practitioner/member_no", "professional_not_on_roll_on_day"),
        ("", "initial_report_missing"),
        ("", "prescription_missing"),
    ]


def test_a_file_that_is_not_known_and_one_that_is_malformed_are_told_apart_by_their_form_alone(
    told: FlaskCliRunner,
) -> None:
    bodies = [body_of(ClinicForm.PRESCRIPTION, signed_on="2023-03-04", file_no=number) for number in ("111111118", "1")]
    _code, answers = asked(told, *({"form": "prescription", "body": body} for body in bodies))
    assert [[each["code"] for each in answer["errors"]] for answer in answers] == [["file_unknown"], ["not_understood"]]


def test_a_line_that_is_not_understood_is_said_and_the_run_goes_on(told: FlaskCliRunner) -> None:
    body = body_of(ClinicForm.PRESCRIPTION, signed_on="2023-03-04")
    code, answers = asked(
        told, "non", {"form": "autre", "body": {}}, {"form": [], "body": {}}, {"form": "prescription", "body": body}
    )
    assert code == 3
    assert [set(answer) for answer in answers] == [{"error"}] * 3 + [{"outcome", "errors"}]
    _code, (whatever,) = asked(told, {"form": "attendance_sheet", "body": {"file_no": 5, "author": 3, "lines": [7]}})
    assert whatever["outcome"] == "refused"
