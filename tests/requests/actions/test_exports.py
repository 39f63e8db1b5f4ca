"""What the Commission's systems fetch, as the contract says (interfaces, section 7)."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from app import clock
from app.requests.actions import exports
from app.requests.models.requests import Filing
from tests.factories.requests import NAS, request_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]

#: The contract's fields, and those that say by which form an answer is to be read and why it is late or a second one.
FIELDS = {
    *("reference", "service", "neq", "space", "file_no", "filed_at", "filed_by", "mandate", "state", "revision"),
    *("rules", "answers", "amount", "pieces", "digest", "supersedes"),
    *("form", "form_version", "reasons"),
}


def exported(cli: FlaskCliRunner, *args: str) -> list[dict[str, Any]]:
    """What `flask requests export` writes."""
    result = cli.invoke(args=["requests", "export", *args])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_each_filing_is_one_line_whose_digest_is_that_of_all_but_its_state(
    desk: DeskHouse, cli: FlaskCliRunner
) -> None:
    first, second = desk.filed(), desk.filed(event_on="2026-01-07")
    lines = exported(cli)
    assert [line["reference"] for line in lines] == [request_of(one).reference for one in (first, second)]
    line = lines[0]
    assert set(line) == FIELDS
    assert line["filed_at"].endswith("Z")
    assert line["answers"]["worker_nas"] == "******782"
    assert line["filed_by"] == desk.house.bruno.identifier
    signed = {name: value for name, value in line.items() if name not in ("state", "digest")}
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert line["digest"] == sha256(text.encode()).hexdigest()


def test_an_instant_begins_the_export_and_every_line_comes_however_few_at_a_time(
    desk: DeskHouse, cli: FlaskCliRunner, clock_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_AT_ONCE", 2)
    days = [desk.filed(event_on=f"2026-01-0{day}") for day in range(1, 6)]
    assert len(exported(cli)) == len(days)
    later = clock.now() + timedelta(minutes=5)
    assert exported(cli, "--since", later.isoformat()) == []


def test_no_sign_that_somebody_typed_cuts_a_line_or_changes_what_its_digest_covers(
    desk: DeskHouse, cli: FlaskCliRunner
) -> None:
    words = '=1+1 « é »\u2028{"reference": "forgée"}\u0085 \U0001f600'
    desk.filed(event_circumstances=words)
    result = cli.invoke(args=["requests", "export"])
    (line,) = result.output.splitlines()
    assert line.isascii()
    read = json.loads(line)
    assert read["answers"]["event_circumstances"].startswith("=1+1 « é »")
    text = json.dumps(
        {name: read[name] for name in read if name not in ("state", "digest")},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    assert read["digest"] == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("since", ["", "hier", "9999-12-31T23:00", "0001-01-01T00:00+14:00", "2026-02-29"])
def test_an_instant_that_is_none_is_refused_and_nothing_is_given_nor_noted(
    desk: DeskHouse, cli: FlaskCliRunner, since: str
) -> None:
    desk.filed()
    result = cli.invoke(args=["requests", "export", "--since", since])
    assert result.exit_code == 2
    assert "--since" in result.output
    assert _fetched(desk) is None


def test_nothing_filed_is_no_line(desk: DeskHouse, cli: FlaskCliRunner) -> None:
    assert exported(cli) == []


def test_what_was_fetched_is_noted_once(desk: DeskHouse, cli: FlaskCliRunner, clock_at: Any) -> None:
    desk.filed()
    exported(cli)
    first = _fetched(desk)
    clock_at("2026-01-23T10:00")
    exported(cli)
    assert first is not None
    assert _fetched(desk) == first


def _fetched(desk: DeskHouse) -> Any:
    desk.session.rollback()
    desk.session.expire_all()
    return desk.session.query(Filing).one().exported_at


def test_protected_numbers_come_only_when_asked_for_and_the_journal_says_so(
    desk: DeskHouse, cli: FlaskCliRunner
) -> None:
    desk.filed()
    assert NAS not in json.dumps(exported(cli))
    assert exported(cli, "--with-secrets")[0]["answers"]["worker_nas"] == NAS
    assert len(desk.journal("secrets_exported")) == 1
