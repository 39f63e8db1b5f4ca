"""Verify that nothing was altered in the journal, nor in what the proof of a notice rests on.

This file needs Python alone: nothing of the portal, no package. It may be copied somewhere else and run there.

    python -m tools.verify_journal relais.sqlite --checkpoints DIR --key FILE
    python -m tools.verify_journal --print-sql | psql -qAt DATABASE > export
    python -m tools.verify_journal --export export --checkpoints DIR --key FILE

The exit status is 0 when all is whole, 1 when something is not, 2 when it could not be verified.

How it holds together:
- The *form* of a row is a JSON array without spaces, in ASCII: the table, then its columns in the order of TABLES.
  An instant is written in UTC as 2020-02-03T14:00:00.000000Z, a day as 2020-02-03; a JSON column is its stored text.
- The *digest* of a row is the SHA-256 of its form, in hexadecimal.
- A *link* (`journal_links`) has the next number, a table, a row, the digest that this row had when it was written, and
  a hash: the SHA-256 of "hash-before number table row digest". The hash before the first is 64 zeros.
- A row that never changes has one link. A row of a table marked `changes` has one for each of its states: the latest
  must be that of the row as it stands.
- A *checkpoint* is one line of a file, outside the database: the number and hash of a link, the time, the SHA-256 of
  the line before, and an Ed25519 signature of the rest of the line (JSON, sorted keys, no spaces).
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

LINKS = "journal_links"
START = "0" * 64
KEYS = "keys.txt"


@dataclass(frozen=True)
class Table:
    """What the chain covers of a table. `name!` is an instant, `name:` a day, `name*` JSON; other columns are as is."""

    columns: tuple[str, ...]
    where: str = "TRUE"
    changes: bool = False


def _table(columns: str, where: str = "TRUE", *, changes: bool = False) -> Table:
    return Table(tuple(columns.split()), where, changes)


#: A column that is added to one of these tables later is not covered by itself: add the table under another name.
TABLES: dict[str, Table] = {
    "audit_entries": _table(
        "id at! day: action actor_kind actor_id actor_name employer_id person_id file_id document_id medical_paper_id "
        "details*"
    ),
    "documents": _table(
        "id public_id employer_id file_id kind category title issued_on: deposited_on: review_days channel sha256 size "
        "pages recorded_at!"
    ),
    # Not the title: whoever verifies may not read what stands behind the medical wall.
    "medical_papers": _table(
        "id public_id employer_id file_id kind category issued_on: deposited_on: sha256 size pages recorded_at!"
    ),
    "notices": _table(
        "id public_id external_id content_digest event employer_id document_id medical_paper_id imputation_id "
        "issued_on: channel rule rule_version ruling* decided_at!"
    ),
    "dispatches": _table(
        "id public_id notice_id recipient_key recipient_kind recipient person_id paper_recipient_id channel rule state "
        "settled_at!",
        changes=True,
    ),
    "outgoing_emails": _table(
        "id public_id kind message_id dispatch_id person_id employer_id to_address state created_at! settled_at! "
        "server_answer",
        "dispatch_id IS NOT NULL",
        changes=True,
    ),
    "letters": _table(
        "id public_id dispatch_id employer_id address* enclosure_sha256 enclosure_pages state created_at! sha256 "
        "pages written_at! failure",
        "dispatch_id IS NOT NULL",
        changes=True,
    ),
    "document_openings": _table("id document_id person_id opened_at! way"),
    "medical_openings": _table("id medical_paper_id person_id opened_at! way"),
}
_LINK = Table(("sequence", "subject", "row_id", "digest", "hash"))

_WRITTEN = {
    "sqlite": {"!": "replace({0}, ' ', 'T') || 'Z'"},
    "postgresql": {
        "!": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        ":": "to_char({0}, 'YYYY-MM-DD')",
        "*": "CAST({0} AS text)",
    },
}

#: Made once: there are many rows.
_FORM = json.JSONEncoder(separators=(",", ":")).encode


def columns_of(table: Table, dialect: str) -> list[str]:
    """The SQL of each column of a form; `dialect` is sqlite or postgresql."""
    return [_WRITTEN[dialect].get(each[-1], "{0}").format(each.rstrip("!:*")) for each in table.columns]


def digest_of(name: str, values: Iterable[Any]) -> str:
    """The digest of a row: the SHA-256 of its form."""
    return sha256(_FORM([name, *values]).encode("ascii")).hexdigest()


def hash_of(before: str, sequence: int, name: str, row_id: int, digest: str) -> str:
    """The hash of a link, which holds that of the link before."""
    return sha256(f"{before} {sequence} {name} {row_id} {digest}".encode()).hexdigest()


# ------------------------------------------------------------------------------------------------------------- reading


def sqlite_records(database: sqlite3.Connection) -> Iterator[list[Any]]:
    """The links, then the rows, of an SQLite database, each after the name of its table."""
    for name, table in {LINKS: _LINK, **TABLES}.items():
        columns = ", ".join(columns_of(table, "sqlite"))
        for row in database.execute(f"SELECT {columns} FROM {name} WHERE {table.where} ORDER BY 1"):  # noqa: S608 (names of this file)
            yield [name, *row]


def export_sql() -> Iterator[str]:
    """What psql must be told to print the same records from PostgreSQL, one JSON array a line, as of one moment."""
    yield "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    for name, table in {LINKS: _LINK, **TABLES}.items():
        columns = ", ".join(columns_of(table, "postgresql"))
        yield f"SELECT json_build_array('{name}', {columns}) FROM {name} WHERE {table.where} ORDER BY {table.columns[0]};"  # noqa: E501, S608 (one statement; names of this file)
    yield "COMMIT;"


# ----------------------------------------------------------------------------------------------------------- verifying


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed. `number` is the link's; `row` is that of `table`."""

    says: str
    table: str = ""
    row: int | None = None
    number: int | None = None

    def __str__(self) -> str:
        where = f"{self.table} {self.row}: " if self.table else ""
        link = f" (link {self.number})" if self.number is not None else ""
        return f"{where}{self.says}{link}"


@dataclass
class Report:
    """What was verified: the last link, how many rows, and what is wrong."""

    sequence: int = 0
    hash: str = START
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: The hash of each link that a checkpoint names.
    seen: dict[int, str] = field(default_factory=dict)

    def find(self, says: str, table: str = "", row: int | None = None, number: int | None = None) -> None:
        """Add a finding."""
        self.findings.append(Finding(says, table, row, number))


def verify(records: Iterable[list[Any]], wanted: Iterable[int] = (), since: int = 0, before: str = START) -> Report:
    """Hold rows against links and links against one another; `records` gives the links first, in order.

    `wanted`: the numbers of links whose hash is kept for the checkpoints. `since` and `before`: the number and hash of
    the link after which the records begin; the rows are then those of these links alone.
    """
    report, kept = Report(since, before), set(wanted)
    sealed: dict[tuple[str, int], tuple[str, int]] = {}
    for record in records:
        if record[0] == LINKS:
            _follow(report, sealed, record)
            if record[1] in kept:
                report.seen[record[1]] = record[5]
        else:
            _hold(report, sealed, record)
    for (name, row), (_, number) in sealed.items():
        report.find("is gone", name, row, number)
    return report


def _follow(report: Report, sealed: dict[tuple[str, int], tuple[str, int]], link: list[Any]) -> None:
    _, number, name, row, digest, kept = link
    if number != report.sequence + 1:
        report.find("the links before it are missing", number=number)
    if hash_of(report.hash, number, name, row, digest) != kept:
        report.find("does not follow from the link before", number=number)
    if (name, row) in sealed and not (name in TABLES and TABLES[name].changes):
        report.find("is sealed a second time", name, row, number)
    sealed[name, row] = digest, number
    report.sequence, report.hash = number, kept


def _hold(report: Report, sealed: dict[tuple[str, int], tuple[str, int]], record: list[Any]) -> None:
    name, row = record[0], record[1]
    digest, number = sealed.pop((name, row), ("", None))
    report.rows += 1
    # The finding names what the row says now: accepting it accepts nothing that is done to the row later.
    if (now := digest_of(name, record[1:])) != digest:
        says = "was never sealed" if number is None else "is not what was sealed"
        report.find(f"{says}, and is now {now}", name, row, number)


# --------------------------------------------------------------------------------------------------------- checkpoints


@dataclass
class Checkpoints:
    """What the files hold: the number and hash of the link of each line, what is wrong, and what was accepted and why.

    `trusted` are the keys that are believed: those given, then each that a line signed by a trusted one names as next.
    """

    trusted: set[str]
    links: list[tuple[int, str]] = field(default_factory=list)
    lines: int = 0
    last: dict[str, Any] = field(default_factory=dict)
    before: str = START
    findings: list[Finding] = field(default_factory=list)
    accepted: dict[str, str] = field(default_factory=dict)

    def find(self, says: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(says))

    def add(self, text: str) -> None:
        """Read the next line, and hold it against the one before."""
        line = json.loads(text)
        if (line["number"], line["previous"]) != (self.lines + 1, self.before):
            self.find(f"checkpoint {line['number']} does not follow from the one before")
        if line["key"] not in self.trusted:
            self.find(f"checkpoint {line['number']} is signed by a key that is not known: {line['key']}")
        if self.last and self.last["key"] != line["key"]:
            self.check_signature(self.last)
        if {"next_key", "why"} & line.keys() and self.check_signature(line):
            self._believe(line)
        self.links.append((line["sequence"], line["hash"]))
        self.lines, self.last, self.before = line["number"], line, sha256(text.encode("ascii")).hexdigest()

    def _believe(self, line: dict[str, Any]) -> None:
        """Follow a signed line to the next key, or accept what somebody looked into: findings, an older database."""
        if line["key"] in self.trusted and "next_key" in line:
            self.trusted.add(line["next_key"])
        if line["key"] in self.trusted and "why" in line:
            self.links = [link for link in self.links if link[0] <= line["holds_to"]]
            self.accepted |= dict.fromkeys(line["accepts"], f"{line['at']}: {line['why']}")

    def check_signature(self, line: dict[str, Any]) -> bool:
        """Whether a line was signed by its key; it vouches for every line before."""
        true = is_signed(bytes.fromhex(line["key"]), signed_part(line), bytes.fromhex(line["signature"]))
        if not true:
            self.find(f"the signature of checkpoint {line['number']} is false")
        return true


def signed_part(line: dict[str, Any]) -> bytes:
    """What the signature of a checkpoint covers: all the rest."""
    rest = {name: value for name, value in line.items() if name != "signature"}
    return json.dumps(rest, sort_keys=True, separators=(",", ":")).encode("ascii")


def read_keys(path: Path) -> set[str]:
    """The public keys of a file, in hexadecimal, one a line."""
    return set(path.read_text(encoding="ascii").split())


def read_checkpoints(folder: Path, keys: Iterable[str]) -> Checkpoints:
    """Read every line of the folder, in the order of its files' names, and verify the last signature of each key."""
    found = Checkpoints(set(keys))
    try:
        for path in sorted(folder.glob("*.jsonl")):
            for text in path.read_text(encoding="ascii").splitlines():
                found.add(text)
        if found.last:
            found.check_signature(found.last)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        found.find(f"what follows checkpoint {found.lines} cannot be read: {error!r}")
    return found


def compare(report: Report, checkpoints: Checkpoints) -> Iterator[Finding]:
    """What the checkpoints know that the journal does not say."""
    yield from checkpoints.findings
    if not checkpoints.lines and report.sequence:
        yield Finding("the journal has links, and there is no checkpoint")
    for number, kept in checkpoints.links:
        if number > report.sequence:
            yield Finding("is in a checkpoint, and no longer in the journal", number=number)
        elif number and report.seen.get(number) != kept:
            yield Finding("is not the one that a checkpoint sealed", number=number)


# ------------------------------------------------------------------------------------- Ed25519 (RFC 8032), verification

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    """Add two points in extended coordinates (section 5.1.4)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % _P
    f = (a[1] + a[0]) * (b[1] + b[0]) % _P
    g, h = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def _point(text: bytes) -> Point | None:
    """Decode a point (section 5.1.3); None for bytes that are none."""
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE: Point = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of 64 bytes is that of the message by the key of 32 bytes (section 5.1.7)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, first = _point(key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or first is None or scalar >= _ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    left, right = _times(scalar, _BASE), _add(first, _times(challenge, public))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


# ------------------------------------------------------------------------------------------------------------- command


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify_journal", description="Verify that the journal was not altered.")
    parser.add_argument("database", nargs="?", type=Path, help="an SQLite file")
    parser.add_argument("--export", type=argparse.FileType(encoding="utf-8"), help="records of PostgreSQL; - is stdin")
    parser.add_argument("--checkpoints", type=Path, metavar="DIR", help="folder of the signed checkpoints")
    parser.add_argument("--without-checkpoints", action="store_true", help="the end of the journal may be missing")
    parser.add_argument("--key", type=Path, metavar="FILE", help=f"public keys that you trust (else DIR/{KEYS})")
    parser.add_argument("--at-least", type=int, default=0, metavar="N", help="the last checkpoint that you know of")
    parser.add_argument("--print-sql", action="store_true", help="print what makes an export with psql -qAt")
    arguments = parser.parse_args(given)
    if not arguments.print_sql and (arguments.database is None) == (arguments.export is None):
        parser.error("give an SQLite file, or --export")
    if not arguments.print_sql and (arguments.checkpoints is None) != arguments.without_checkpoints:
        parser.error("give --checkpoints, or --without-checkpoints")
    return arguments


def _verified(arguments: argparse.Namespace) -> tuple[Report, Checkpoints]:
    """Read the checkpoints first: the journal only grows meanwhile."""
    checkpoints = Checkpoints(set())
    if arguments.checkpoints is not None:
        checkpoints = read_checkpoints(arguments.checkpoints, read_keys(arguments.key or arguments.checkpoints / KEYS))
    wanted = [number for number, _ in checkpoints.links]
    if arguments.database is None:
        report = verify((json.loads(line) for line in arguments.export if line.strip()), wanted)
    else:
        with closing(sqlite3.connect(f"{arguments.database.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("BEGIN")
            report = verify(sqlite_records(database), wanted)
    if arguments.checkpoints is not None:
        report.findings += compare(report, checkpoints)
    if checkpoints.lines < arguments.at_least:
        report.find(f"there were {arguments.at_least} checkpoints; there are {checkpoints.lines}")
    return report, checkpoints


def main(given: list[str] | None = None) -> int:
    """Verify, print what is wrong, return the exit status."""
    arguments = _arguments(given)
    if arguments.print_sql:
        sys.stdout.write("".join(f"{line}\n" for line in export_sql()))
        return 0
    try:
        report, checkpoints = _verified(arguments)
    except (OSError, ValueError, sqlite3.Error) as error:
        sys.stderr.write(f"could not be verified: {error}\n")
        return 2
    wrong = [str(each) for each in report.findings if str(each) not in checkpoints.accepted]
    known = [f"{each}; accepted {why}" for each, why in checkpoints.accepted.items()]
    counted = f"{report.rows} rows, {report.sequence} links, {checkpoints.lines} checkpoints"
    last = [f"the last checkpoint is of {checkpoints.last['at']}"] if checkpoints.last else []
    verdict = f"ALTERED: {len(wrong)} findings" if wrong else "whole"
    sys.stdout.write("\n".join([*known, *wrong, counted, *last, verdict, ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
