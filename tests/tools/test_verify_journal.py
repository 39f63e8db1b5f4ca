"""The verifier needs Python alone, and says the same of SQLite, of PostgreSQL, and of an export."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from flask import current_app
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from app.delivery.checkpoints import CheckpointBook, get_checkpoint_book
from benchmarks.journal import ENTRIES, journal
from tests.databases import dispose
from tests.house.source import ROOT, tree
from tests.tools.tampering import write_journal
from tools.verify_journal import export_sql, is_signed, main

TOOL = ROOT / "tools" / "verify_journal.py"
#: RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
VECTORS = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
-
e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c
72
92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025
af82
6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
""".replace("-", "").split("\n")[1:-1]


def book() -> CheckpointBook:
    """The checkpoints of this test's portal."""
    return get_checkpoint_book(current_app._get_current_object())  # type: ignore[attr-defined]


def verifier(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The verifier alone in a folder, without anything of ours or installed in its reach."""
    folder.mkdir(exist_ok=True)
    shutil.copyfile(TOOL, folder / TOOL.name)
    command = [sys.executable, "-I", "-S", TOOL.name, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_verifier_imports_the_standard_library_alone() -> None:
    imported = {
        (getattr(node, "module", None) or node.names[0].name).split(".")[0]
        for node in ast.walk(tree(TOOL))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize(("key", "message", "signature"), [VECTORS[:3], VECTORS[3:6], VECTORS[6:]])
def test_signatures_are_verified_as_rfc_8032_says(key: str, message: str, signature: str) -> None:
    public, text, signed = (bytes.fromhex(each) for each in (key, message, signature))
    assert is_signed(public, text, signed)
    assert not is_signed(public, text + b"x", signed)
    assert not any(is_signed(public, text, signed[:place] + b"\x01" + signed[place + 1 :]) for place in (0, 31, 32, 63))
    assert not is_signed(public, text, signed[:32] + b"\xff" * 32)


def test_it_runs_alone_on_the_file_of_sqlite_or_on_what_psql_prints(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    write_journal(session, 3)
    (tmp_path / "keys").write_text("\n".join(book().public_keys), encoding="ascii")
    known = ("--checkpoints", str(book().folder), "--key", str(tmp_path / "keys"), "--at-least", "3")
    dispose()
    if database_url.startswith("sqlite"):
        what = (database_url.removeprefix("sqlite:///"),)
    else:
        printed = verifier(tmp_path / "alone", "--print-sql").stdout
        assert printed.splitlines() == list(export_sql())
        with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
            answers = [connection.execute(line.encode()) for line in printed.splitlines()]
            rows = [json.dumps(row) for answer in answers if answer.description for (row,) in answer.fetchall()]
        (tmp_path / "export").write_text("\n".join(rows), encoding="utf-8")
        what = ("--export", str(tmp_path / "export"))
    found = verifier(tmp_path / "alone", *what, *known)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[-1] == "whole"


def test_it_reads_what_the_portal_exports(session: Session, cli: FlaskCliRunner, tmp_path: Path) -> None:
    write_journal(session, 3)
    exported = cli.invoke(args=["journal", "export"])
    assert exported.exit_code == 0
    lines = exported.stdout.splitlines()
    (tmp_path / "export").write_text(exported.stdout, encoding="utf-8")
    arguments = ("--export", str(tmp_path / "export"), "--checkpoints", str(book().folder))
    assert verifier(tmp_path / "alone", *arguments).returncode == 0
    # An export with one word more, and one that ends before its time.
    changed = [line.replace("Relais", "Personne") for line in lines]
    (tmp_path / "export").write_text("\n".join(changed), encoding="utf-8")
    found = verifier(tmp_path / "alone", *arguments)
    assert (found.returncode, found.stdout.splitlines()[-1]) == (1, "ALTERED: 4 findings")
    (tmp_path / "export").write_text("\n".join(lines[:3]), encoding="utf-8")
    assert verifier(tmp_path / "alone", *arguments).returncode == 1


def test_what_cannot_be_verified_is_neither_whole_nor_altered(tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    assert verifier(alone, "nowhere.sqlite", "--without-checkpoints").returncode == 2
    assert verifier(alone, "nowhere.sqlite").returncode == 2
    (tmp_path / "export").write_text("no JSON\n", encoding="utf-8")
    found = verifier(alone, "--export", str(tmp_path / "export"), "--without-checkpoints")
    assert found.returncode == 2
    assert found.stderr.startswith("could not be verified: ")


class TestTheCheckpoints:
    """The files that hold them may be altered too."""

    def found(self, folder: Path, tmp_path: Path, *more: str) -> tuple[int, str]:
        export = tmp_path / "export"
        done = verifier(tmp_path / "alone", "--export", str(export), "--checkpoints", str(folder), *more)
        return done.returncode, done.stdout

    @pytest.fixture
    def folder(self, session: Session, cli: FlaskCliRunner, tmp_path: Path) -> Path:
        """A copy of the checkpoints of an exported journal."""
        write_journal(session, 4)
        (tmp_path / "export").write_text(cli.invoke(args=["journal", "export"]).stdout, encoding="utf-8")
        shutil.copytree(book().folder, tmp_path / "copy")
        return tmp_path / "copy"

    def change(self, folder: Path, change: object) -> None:
        (path,) = folder.glob("*.jsonl")
        lines = path.read_text(encoding="ascii").splitlines()
        assert callable(change)
        path.write_text("".join(f"{line}\n" for line in change(lines)), encoding="ascii")

    @pytest.mark.databases("sqlite", because="files are files")
    def test_a_line_that_is_gone_changed_moved_or_false_is_noticed(self, folder: Path, tmp_path: Path) -> None:
        assert self.found(folder, tmp_path)[0] == 0
        (path,) = folder.glob("*.jsonl")
        kept = path.read_bytes()

        def other(line: str) -> str:
            return json.dumps(json.loads(line) | {"at": "2001-01-01T00:00:00Z"}, sort_keys=True, separators=(",", ":"))

        for change in (
            lambda lines: [lines[0], *lines[2:]],
            lambda lines: [lines[0], other(lines[1]), *lines[2:]],
            lambda lines: [lines[0], lines[2], lines[1], lines[3]],
            lambda lines: [*lines[:3], other(lines[3])],
            lambda lines: [],
            lambda lines: [*lines, "{"],
        ):
            self.change(folder, change)
            assert self.found(folder, tmp_path)[0] == 1
            path.write_bytes(kept)

    @pytest.mark.databases("sqlite", because="files are files")
    def test_the_last_lines_may_be_missed_by_their_number(self, folder: Path, tmp_path: Path) -> None:
        self.change(folder, lambda lines: lines[:3])
        assert self.found(folder, tmp_path)[0] == 0
        assert self.found(folder, tmp_path, "--at-least", "4")[0] == 1

    @pytest.mark.databases("sqlite", because="files are files")
    def test_a_key_that_one_does_not_trust_is_told(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "other").write_text("00" * 32, encoding="ascii")
        status, said = self.found(folder, tmp_path, "--key", str(tmp_path / "other"))
        assert status == 1
        assert "is signed by a key that is not known" in said


@pytest.mark.databases("sqlite", because="the verifier reads this file itself")
def test_a_hundred_thousand_entries_are_verified_in_five_seconds_of_work(database: str, tmp_path: Path) -> None:
    """Seconds of the processor: those of a machine that does other things at the same time do not count."""
    path = journal(tmp_path / "data", ENTRIES)
    begun = time.process_time()
    assert main([str(path), "--without-checkpoints"]) == 0
    assert time.process_time() - begun < 5
