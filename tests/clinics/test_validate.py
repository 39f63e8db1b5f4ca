"""`flask clinics validate` judges with what the feed of clinics and the registry have told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from app.clinics.words import ClinicForm
from tests.clinics.bodies import ENVELOPE, body_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.feeds.actions.test_clinics_feed import HEADERS

FEED = {
    "suppliers": ["F-100,Physio du Fleuve,physio,,,,,,,2015-01-01,"],
    "professionals": ["OPPQ,PHY01234,Ève,Roy,physiotherapist,2015-01-01,2023-03-05"],
    "presence_codes": [
        "E,exemple,evaluation,clinic,yes,2015-01-01,,exemple",
        "T,exemple,treatment,clinic,yes,2015-01-01,,exemple",
        "A,exemple,absence,clinic,yes,2015-01-01,2023-03-03,exemple",
    ],
    "limits": ["over_weekly_limit,1,2015-01-01,,exemple"],
}


@pytest.fixture
def told(tmp_path: Path, session: Session, cli: FlaskCliRunner, clock_at: Callable[[str], None]) -> FlaskCliRunner:
    clock_at("2023-03-31T12:00")
    make_file(session, make_employer(session), file_no=str(ENVELOPE["file_no"]))
    session.commit()
    for name, rows in FEED.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([HEADERS[name], *rows]) + "\n", encoding="utf-8")
    assert cli.invoke(args=["clinics", "import", str(tmp_path)]).exit_code == 0
    return cli


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
    ]


def test_a_file_that_is_not_known_and_one_that_is_malformed_are_told_apart_by_their_form_alone(
    told: FlaskCliRunner,
) -> None:
    bodies = [body_of(ClinicForm.PRESCRIPTION, signed_on="2023-03-04", file_no=number) for number in ("111111118", "1")]
    _code, answers = asked(told, *({"form": "prescription", "body": body} for body in bodies))
    assert [[each["code"] for each in answer["errors"]] for answer in answers] == [["file_unknown"], ["not_understood"]]


def test_a_line_that_is_not_understood_is_said_and_the_run_goes_on(told: FlaskCliRunner) -> None:
    body = body_of(ClinicForm.PRESCRIPTION, signed_on="2023-03-04")
    code, answers = asked(told, "non", {"form": "autre", "body": {}}, [], {"form": "prescription", "body": body})
    assert code == 3
    assert [set(answer) for answer in answers] == [{"error"}] * 3 + [{"outcome", "errors"}]
    _code, (whatever,) = asked(told, {"form": "attendance_sheet", "body": {"file_no": 5, "author": 3, "lines": [7]}})
    assert whatever["outcome"] == "refused"
