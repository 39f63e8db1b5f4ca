"""What the Commission's systems did with requests: made once, all or nothing, each refusal with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from app.requests.actions.filings import take_back
from app.requests.words import RequestEventKind
from app.vocabulary.references import new_reference
from tests.factories.files import make_file
from tests.factories.requests import request_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]

HEADER = "reference,event,on,file_no,note"


def imported(cli: FlaskCliRunner, folder: Path, *rows: str) -> tuple[int, str]:
    """Import these rows; the exit code, and what was said."""
    file = folder / "request_events.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    result = cli.invoke(args=["requests", "import-events", str(file)])
    return result.exit_code, result.output


def test_events_follow_one_another_and_the_same_file_again_changes_nothing(
    desk: DeskHouse, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    filed = desk.filed()
    file_no = make_file(desk.session, desk.house.employer, regional_office="Gaspé").file_no
    desk.session.commit()
    reference = request_of(filed).reference
    rows = [
        f"{reference},acknowledged,2026-01-22,{file_no},",
        f"{reference},taken_in_hand,2026-01-22,,",
        f"{reference},question,2026-01-22,,À quelle heure?",
    ]
    assert imported(cli, tmp_path, *rows) == (0, "request_events.csv: 3 added, 0 changed, 0 unchanged\n")
    assert (request_of(filed).state, request_of(filed).office) == ("waiting_for_employer", "Gaspé")
    before = desk.history(filed)
    assert imported(cli, tmp_path, *rows) == (0, "request_events.csv: 0 added, 0 changed, 3 unchanged\n")
    assert desk.history(filed) == before
    assert [entry.actor_name for entry in desk.journal("request_acknowledged")] == ["CNESST"]


def test_what_an_agent_did_already_is_left_alone(desk: DeskHouse, cli: FlaskCliRunner, tmp_path: Path) -> None:
    filed = desk.filed()
    desk.act(filed, RequestEventKind.ACKNOWLEDGED)
    said = imported(cli, tmp_path, f"{request_of(filed).reference},acknowledged,2026-01-22,,")
    assert said == (0, "request_events.csv: 0 added, 0 changed, 1 unchanged\n")
    assert len(desk.journal("request_acknowledged")) == 1


def test_one_bad_row_undoes_the_file_and_each_is_told_its_line_and_column(
    desk: DeskHouse, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    filed, back = desk.filed(), desk.filed(event_on="2026-01-07")
    take_back(desk.who(), back)
    good, gone = request_of(filed).reference, request_of(back).reference
    code, said = imported(
        cli,
        tmp_path,
        f"{good},acknowledged,2026-01-22,,",
        f"{good}X,acknowledged,2026-01-22,,",
        f"{good},paid,2026-01-22,,",
        f"{good},taken_in_hand,2026-01-23,,",
        f"{good},taken_in_hand,2026-01-21,,",
        f"{good},taken_in_hand,2026-01-22,123456789,",
        f"{good},refused,2026-01-22,,",
        f"{gone},acknowledged,2026-01-22,,",
    )
    assert code == 1
    assert said.splitlines() == [
        "request_events.csv, line 3, column reference: a reference with its check sign is expected",
        (
            "request_events.csv, line 4, column event: "
            "one of acknowledged, taken_in_hand, question, closed, refused is expected, not 'paid'"
        ),
        "request_events.csv, line 5, column on: 2026-01-23 is not yet",
        "request_events.csv, line 6, column on: the request was filed on 2026-01-22, after that day",
        "request_events.csv, line 7, column file_no: no file of this employer bears the number 123456789",
        "request_events.csv, line 8, column note: a value is required",
        "request_events.csv, line 9, column event: a request that is taken_back cannot be acknowledged",
        "Error: 7 bad rows: nothing was written",
    ]
    assert request_of(filed).state == "filed"


def written(cli: FlaskCliRunner, folder: Path, content: str) -> tuple[int, str]:
    """Import a file as it is, sign by sign."""
    file = folder / "request_events.csv"
    file.write_bytes(content.encode())
    result = cli.invoke(args=["requests", "import-events", str(file)])
    return result.exit_code, result.output


def test_a_mark_of_order_and_the_ends_of_lines_of_another_system_are_forgiven(
    desk: DeskHouse, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    row = f"{request_of(desk.filed()).reference},acknowledged,2026-01-22,,"
    said = written(cli, tmp_path, f"\ufeff{HEADER}\r\n{row}\r\n")
    assert said == (0, "request_events.csv: 1 added, 0 changed, 0 unchanged\n")
    assert written(cli, tmp_path, f"{HEADER}\n{row}\n") == (0, "request_events.csv: 0 added, 0 changed, 1 unchanged\n")


@pytest.mark.parametrize(
    "header", ["reference,event,on,file_no", "event,reference,on,file_no,nota", f"{HEADER},more", "", "a;b;c"]
)
def test_a_file_with_other_columns_does_nothing(
    desk: DeskHouse, cli: FlaskCliRunner, tmp_path: Path, header: str
) -> None:
    filed = desk.filed()
    code, _said = written(cli, tmp_path, f"{header}\n{request_of(filed).reference},acknowledged,2026-01-22,,\n")
    assert code == 1
    assert request_of(filed).state == "filed"


def test_the_same_event_twice_in_a_file_is_one_and_one_out_of_order_undoes_the_file(
    desk: DeskHouse, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    filed = desk.filed()
    row = f"{request_of(filed).reference},acknowledged,2026-01-22,,"
    early = row.replace("acknowledged", "closed")
    code, said = imported(cli, tmp_path, early, row)
    assert (code, request_of(filed).state) == (1, "filed")
    assert "line 2, column event: a request that is filed cannot be closed" in said
    assert imported(cli, tmp_path, row, row) == (0, "request_events.csv: 1 added, 0 changed, 1 unchanged\n")
    assert len(desk.journal("request_acknowledged")) == 1


def test_a_reference_that_nobody_bears_undoes_the_file(desk: DeskHouse, cli: FlaskCliRunner, tmp_path: Path) -> None:
    filed = desk.filed()
    unknown = new_reference("ADR", 2026)
    rows = [f"{reference},acknowledged,2026-01-22,," for reference in (request_of(filed).reference, unknown)]
    code, said = imported(cli, tmp_path, *rows)
    assert (code, request_of(filed).state) == (1, "filed")
    assert f"line 3, column reference: no request bears the reference {unknown}" in said
