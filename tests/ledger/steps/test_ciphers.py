"""Sealed fields: only the installation's keys open them, in the row and the field that they were sealed for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledger.steps.ciphers import NotOpened, Sealed, seal, unseal

pytestmark = pytest.mark.databases("sqlite", because="no database is reached")

NAS, PLACE = "046 454 286", "a-request:worker_nas"
KEY, ANOTHER = "a field key of the tests", "another field key of the tests"


@pytest.fixture(autouse=True)
def _key(app: Flask) -> None:
    keep(app, KEY)


def keep(app: Flask, key: str, *former: str) -> None:
    """Live with these keys, as after a start with FIELD_KEY and FIELD_KEY_FALLBACKS."""
    app.config.update(FIELD_KEY=key, FIELD_KEY_FALLBACKS=[*former])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text())
def test_what_was_sealed_opens_in_its_place(app: Flask, text: str, place: str) -> None:
    with app.app_context():
        assert unseal(seal(text, place), place) == text


def test_a_row_keeps_nothing_of_the_text(app: Flask) -> None:
    with app.app_context():
        once, again = seal(NAS, PLACE), seal(NAS, PLACE)
    assert NAS.encode() not in once.content
    assert once.content != again.content, "one sees neither that two rows hold the same"


@pytest.mark.parametrize("place", ["another-request:worker_nas", "a-request:account", ""])
def test_what_is_moved_to_another_row_or_field_does_not_open(app: Flask, place: str) -> None:
    with app.app_context():
        sealed = seal(NAS, PLACE)
        with pytest.raises(NotOpened):
            unseal(sealed, place)


def test_no_byte_of_it_changes_without_its_closing(app: Flask) -> None:
    with app.app_context():
        sealed = seal(NAS, PLACE)
        for at in range(len(sealed.content)):
            changed = bytearray(sealed.content)
            changed[at] ^= 1
            with pytest.raises(NotOpened):
                unseal(replace(sealed, content=bytes(changed)), PLACE)


@pytest.mark.parametrize("length", [0, 5, 12, 20, 30])
def test_what_is_cut_short_does_not_open(app: Flask, length: int) -> None:
    with app.app_context():
        sealed = seal(NAS, PLACE)
        with pytest.raises(NotOpened):
            unseal(replace(sealed, content=sealed.content[:length]), PLACE)


def test_another_installation_opens_nothing_even_under_the_name_of_its_own_key(app: Flask) -> None:
    with app.app_context():
        sealed = seal(NAS, PLACE)
        keep(app, ANOTHER)
        own = seal("", PLACE)
        for key_id in (sealed.key_id, own.key_id):
            with pytest.raises(NotOpened):
                unseal(Sealed(key_id, sealed.content), PLACE)


def test_a_key_that_was_turned_still_opens_and_seals_no_more(app: Flask) -> None:
    with app.app_context():
        before = seal(NAS, PLACE)
        keep(app, ANOTHER, KEY)
        after = seal(NAS, PLACE)
        assert before.key_id != after.key_id
        assert [unseal(each, PLACE) for each in (before, after)] == [NAS, NAS]
        keep(app, ANOTHER)
        assert unseal(after, PLACE) == NAS
        with pytest.raises(NotOpened, match=before.key_id):
            unseal(before, PLACE)


def test_without_a_setting_one_key_is_made_for_its_owner_and_kept(app: Flask, tmp_path: Path) -> None:
    app.config.update(FIELD_KEY="", RELAIS_DATA=tmp_path / "data")
    with app.app_context():
        sealed = seal(NAS, PLACE)
        assert unseal(sealed, PLACE) == NAS
        (kept,) = (tmp_path / "data").iterdir()
        assert kept.stat().st_mode & 0o777 == 0o400
        kept.unlink()
        with pytest.raises(NotOpened):
            unseal(sealed, PLACE)
