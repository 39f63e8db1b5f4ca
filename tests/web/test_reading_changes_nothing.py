"""What a link asks for changes nothing, save for what is written down here: a browser may fetch it by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.asking import addresses
from tests.web.test_permissions import LET_IN, ROWS
from tests.web.world import KINDS, World, world

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
#: That somebody was there: a session that is used stays open. Not what they did.
PRESENCE = {"user_sessions", "request_presences"}
#: Opening a paper, a letter or a list of addressees is recorded before a byte of it leaves: who read what. So is, for
#: messages, who was shown a thread in a list, and who opened it: whether it waits for somebody hangs on it.
OPENINGS = {
    "documents.content",
    "documents.download",
    "medical.content",
    "medical.download",
    "message_desk.index",
    "message_desk.medical_piece",
    "message_desk.piece",
    "message_desk.show",
    "messaging.index",
    "messaging.piece",
    "messaging.show",
    "notices.letter",
    "notices.manifest",
    "request_desk.medical_piece",
    "request_desk.piece",
}
#: A receipt is set and signed when it is first asked for, and is then the same for ever.
RECEIPTS = {"online_requests.receipt"}
#: Arriving by a link that only the one to whom it was sent has: from the identity provider, from an invitation. What it
#: brought is kept for that browser; nothing of the employer's changes before a form is sent.
ARRIVALS = {"signin.callback", "invitations.show"}


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world for everybody."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


def written(visited: World, kind: str, address: str) -> set[str]:
    """The tables into which one request writes."""
    with visited.statements() as sent:
        visited.ask(kind, "GET", address)
    return {found[2] for text in sent if (found := WRITES.match(text))}


def test_no_link_writes_anything(visited: World) -> None:
    writing = {}
    for question, words in ROWS.items():
        if question.method != "GET" or question.endpoint == "static":
            continue
        for kind, word in zip(KINDS, words, strict=True):
            if word in LET_IN:
                for address in addresses(visited, question.endpoint):
                    if tables := written(visited, kind, address) - PRESENCE:
                        writing.setdefault(question.endpoint, set()).update(tables)
                break
    visited.put_back()
    assert writing.keys() - OPENINGS - RECEIPTS - ARRIVALS == set(), writing
