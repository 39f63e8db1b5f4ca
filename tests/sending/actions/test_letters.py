"""Letters that cannot be written keep no other waiting, and a manifest never loses a letter."""

from __future__ import annotations

import contextlib
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.delivery.documents import get_store
from app.delivery.post.letters import LetterPress, get_press
from app.delivery.post.printing import PrintFolder
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps.transaction import Unavailable
from app.sending.actions import letters
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.servers.full_disk import full_disk


def deposit_letters(session: Session, number: int) -> None:
    """Papers of employers without an account: each goes by post."""
    for _ in range(number):
        deposit_document(session, make_file(session, make_employer(session)))


def states(session: Session) -> list[str]:
    """The state of each letter, in order."""
    session.rollback()
    session.expire_all()
    return [letter.state for letter in session.scalars(select(Letter).order_by(Letter.id))]


def test_a_letter_that_the_press_cannot_set_keeps_no_other_waiting(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit_letters(session, 3)
    render, seen = LetterPress.render, []

    def jam_once(press: LetterPress, letter: Any) -> Any:
        seen.append(letter)
        if len(seen) == 2:
            raise RuntimeError("jammed")
        return render(press, letter)

    monkeypatch.setattr(LetterPress, "render", jam_once)
    assert (write_letters(), write_letters()) == (3, 0)
    assert states(session) == ["written", "waiting", "written"]


def test_a_letter_whose_enclosure_is_gone_keeps_no_other_waiting(session: Session, app: Flask) -> None:
    deposit_letters(session, 2)
    first = session.scalars(select(Letter).order_by(Letter.id)).first()
    assert first is not None
    assert first.enclosure_sha256 is not None
    path = get_store(app).path(first.enclosure_sha256)
    assert path is not None
    path.unlink()
    write_letters()
    assert states(session) == ["waiting", "written"]


def test_a_letter_that_stands_from_before_an_upgrade_is_the_letter(
    session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit_letters(session, 1)
    with monkeypatch.context() as interrupted:
        interrupted.setattr(letters, "_record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            write_letters()
    (written,) = (app.config["RELAIS_DATA"] / "letters").glob("*/*.pdf")
    before = written.read_bytes()
    app.extensions.pop("relais_letter_press")
    app.config["LETTER_PHONE"] = "1 800 555-0100"
    assert get_press(app).sender.phone == "1 800 555-0100"
    session.scalars(select(Letter)).one().leased_until = None
    session.commit()
    write_letters()
    assert states(session) == ["written"]
    assert written.read_bytes() == before
    write_manifests()
    assert PrintFolder(written.parents[1]).faults(session.scalars(select(LetterBatch.batch_on)).one()) == []


def test_of_two_workers_that_list_a_batch_none_leaves_a_letter_out(
    session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "CHUNK", 1)
    deposit_letters(session, 2)
    write_letters()

    def work() -> None:
        with app.app_context():
            write_letters()
            write_manifests()

    other = Thread(target=work)
    write = PrintFolder.write_manifest

    def write_slowly(printer: PrintFolder, *batch: Any) -> Path:
        if other.ident is None:
            other.start()
            other.join(timeout=1)
        return write(printer, *batch)

    monkeypatch.setattr(PrintFolder, "write_manifest", write_slowly)
    write_manifests()
    other.join()
    write_manifests()
    (folder,) = (app.config["RELAIS_DATA"] / "letters").iterdir()
    assert len((folder / "manifest.csv").read_text().splitlines()) == 1 + len(list(folder.glob("*.pdf"))) == 3


def test_letters_wait_for_room_and_none_is_lost(session: Session, app: Flask) -> None:
    deposit_letters(session, 3)
    with full_disk(), contextlib.suppress(Unavailable, OSError):
        write_letters()
    assert states(session) == ["waiting"] * 3
    session.execute(update(Letter).values(leased_until=None))
    session.commit()
    write_letters()
    write_manifests()
    assert states(session) == ["written"] * 3
    (batch,) = session.scalars(select(LetterBatch))
    assert PrintFolder(app.config["RELAIS_DATA"] / "letters").faults(batch.batch_on) == []
