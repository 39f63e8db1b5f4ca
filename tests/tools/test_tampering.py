"""Whatever somebody alters who may do anything to the database, the verifier says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import current_app
from sqlalchemy.orm import Session

from app.delivery.checkpoints import get_checkpoint_book
from tests.databases import dispose
from tests.tools.tampering import (
    TAMPERING,
    Database,
    anything_goes,
    cut,
    forge_links,
    run,
    undo,
    verified,
    write_journal,
)
from tools.verify_journal import Checkpoints, read_checkpoints, read_keys

PLACES = 101


@pytest.fixture
def checkpoints(session: Session) -> Checkpoints:
    """A journal, and its checkpoints as the verifier reads them."""
    write_journal(session, PLACES)
    folder = get_checkpoint_book(current_app._get_current_object()).folder  # type: ignore[attr-defined]
    return read_checkpoints(folder, read_keys(folder / "keys.txt"))


@pytest.fixture
def intruder(checkpoints: Checkpoints, database_url: str) -> Iterator[Database]:
    """The same journal, for somebody who may do anything."""
    dispose()
    with anything_goes(database_url) as database:
        yield database


def test_what_was_edited_deleted_exchanged_or_added_is_noticed_at_each_of_a_hundred_places(
    intruder: Database, checkpoints: Checkpoints
) -> None:
    assert verified(intruder, checkpoints).findings == []
    unnoticed = []
    for name, tamper in TAMPERING.items():
        for place in range(1, PLACES):
            tamper(intruder, place)
            if not verified(intruder, checkpoints).findings:
                unnoticed.append((name, place))
            undo(intruder)
    assert unnoticed == []


def test_that_the_last_link_or_the_last_hundred_are_gone_is_noticed_at_each_of_a_hundred_places(
    intruder: Database, checkpoints: Checkpoints
) -> None:
    unnoticed, ends = [], [number for number, _ in checkpoints.links]
    for end in ends[-100:]:
        cut(intruder, end)
        assert verified(intruder, checkpoints, end).findings == []
        cut(intruder, end - 1)
        if not verified(intruder, checkpoints, end).findings:
            unnoticed.append(("the last", end))
        cut(intruder, end - 100)
        if not verified(intruder, checkpoints, end).findings:
            unnoticed.append(("the last hundred", end))
        undo(intruder)
    assert unnoticed == []
    assert len(ends[-100:]) == 100


def test_the_checkpoints_tell_of_links_that_were_forged_to_the_last_one(
    intruder: Database, checkpoints: Checkpoints
) -> None:
    """Deleting rows with their links, numbering again and hashing again makes a whole chain, but another one."""
    run(
        intruder,
        "DELETE FROM audit_entries WHERE id = 7",
        "DELETE FROM journal_links WHERE subject = 'audit_entries' AND row_id = 7",
        "CREATE TABLE kept AS SELECT row_number() OVER (ORDER BY sequence) AS n, subject, row_id, digest, hash "
        "FROM journal_links",
        "DELETE FROM journal_links",
        "INSERT INTO journal_links (sequence, subject, row_id, digest, hash) "
        "SELECT n, subject, row_id, digest, hash FROM kept",
    )
    forge_links(intruder)
    assert verified(intruder, Checkpoints(set(), lines=1)).findings == []
    assert "is not the one that a checkpoint sealed" in {each.says for each in verified(intruder, checkpoints).findings}
