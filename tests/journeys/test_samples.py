"""The main job on real input: the sample feeds go in, and what went where is what was expected."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import Model
from app.notices.models import Notice

SMALL = Path(__file__).parents[1] / "samples" / "small"


def run(cli: FlaskCliRunner, *args: str | Path, code: int = 0) -> tuple[str, str]:
    """Run a command, check its exit code, return what it printed."""
    result = cli.invoke(args=[str(arg) for arg in args])
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def exported(cli: FlaskCliRunner) -> list[dict[str, str]]:
    """What `notices export` says, without the status."""
    rows = list(csv.DictReader(io.StringIO(run(cli, "notices", "export")[0])))
    return [{name: value for name, value in row.items() if name != "status"} for row in rows]


def expected() -> list[dict[str, str]]:
    """The sample's expected outcome."""
    with (SMALL / "expected.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def content(session: Session) -> dict[str, int]:
    """The number of rows of each table."""
    session.rollback()
    tables = Model.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_the_sample_goes_where_it_should_row_for_row(cli: FlaskCliRunner) -> None:
    run(cli, "registry", "import", SMALL / "registry")
    run(cli, "deposits", "import", SMALL / "deposits")
    assert exported(cli) == expected()


def test_importing_again_changes_nothing(cli: FlaskCliRunner, session: Session) -> None:
    for noun in ("registry", "deposits"):
        run(cli, noun, "import", SMALL / noun)
    before = content(session)
    for noun in ("registry", "deposits"):
        out, _ = run(cli, noun, "import", SMALL / noun)
        assert "0 added, 0 changed" in out
        assert all(" 0 added, 0 changed" in line for line in out.splitlines())
    assert content(session) == before
    assert exported(cli) == expected()


def test_the_export_can_be_read_by_machines_and_cut_by_day(
    cli: FlaskCliRunner, clock_at: object, session: Session
) -> None:
    run(cli, "registry", "import", SMALL / "registry")
    run(cli, "deposits", "import", SMALL / "deposits")
    decided = session.scalar(select(func.min(Notice.decided_at)))
    assert decided is not None
    lines = run(cli, "notices", "export", "--format", "jsonl")[0].splitlines()
    assert len(lines) == len(expected())
    assert run(cli, "notices", "export", "--format", "jsonl", "--since", "2999-01-01")[0] == ""


BAD_ROWS = {
    "registry/employers.csv": "11000200,Sans NEQ complet,fr,,,,,,",
    "registry/people.csv": "P9,Sans,Arobase,courriel,fr,,,,,",
    "registry/accounts.csv": "1100020008,clicsequr,2016-01-01,",
    "registry/memberships.csv": "1100020008,P404,clicsequr,user,2015-01-01,",
    "registry/grants.csv": "1100020008,P2000002,clicsequr,secret_service,,2020-04-05,",
    "registry/paper_recipients.csv": "1999999999,Sans Employeur,,,,,,,,2015-01-01,",
    "registry/withdrawals.csv": "1100020008,2020-02-30,",
    "registry/files.csv": "12345678,A,B,1100020008,2019-04-21,Estrie",
    "deposits/manifest.csv": "D9,002000008,1100020008,document,administrative,Sans PDF,2020-03-03,,,pdf/none.pdf",
    "deposits/imputations.csv": "I9,002000008,1100020008,3 mars 2020",
}


@pytest.mark.parametrize("noun", ["registry", "deposits"])
def test_one_bad_row_in_each_file_writes_nothing_and_lists_every_bad_row(
    cli: FlaskCliRunner, session: Session, tmp_path: Path, noun: str
) -> None:
    feed = tmp_path / noun
    shutil.copytree(SMALL / noun, feed)
    places = []
    for name, row in BAD_ROWS.items():
        if name.startswith(noun):
            path = tmp_path / name
            path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
            places.append(f"{path.name}, line {len(path.read_text(encoding='utf-8').splitlines())}, column ")
    if noun == "deposits":
        run(cli, "registry", "import", SMALL / "registry")
    before = content(session)
    _, err = run(cli, noun, "import", feed, code=1)
    bad_rows = [line for line in err.splitlines() if ", line " in line]
    assert len(bad_rows) == len(places)
    assert all(any(line.startswith(place) for line in bad_rows) for place in places)
    assert content(session) == before


def test_skipping_bad_rows_writes_the_good_ones_and_says_so(cli: FlaskCliRunner, tmp_path: Path) -> None:
    shutil.copytree(SMALL / "registry", tmp_path / "registry")
    with (tmp_path / "registry" / "accounts.csv").open("a", encoding="utf-8") as stream:
        stream.write(BAD_ROWS["registry/accounts.csv"] + "\n")
    out, err = run(cli, "registry", "import", "--skip-bad-rows", tmp_path / "registry", code=3)
    assert "accounts.csv: 40 added" in out
    assert "accounts.csv, line 42, column from: the interval overlaps the one from 2015-01-01" in err
    run(cli, "deposits", "import", SMALL / "deposits")
    assert exported(cli) == expected()
