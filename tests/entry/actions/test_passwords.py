"""Hashing, and codes that people read aloud."""

from __future__ import annotations

import re
import unicodedata

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.entry.steps.passwords import hashed, is_outdated, matches, new_code, temporary_password

pytestmark = pytest.mark.usefixtures("real_hashing")
PASSWORD = "éléphant dans l'escalier"


def test_a_password_matches_its_hash_however_it_is_typed() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(kept, PASSWORD)
    assert matches(kept, unicodedata.normalize("NFD", PASSWORD))
    assert not matches(kept, PASSWORD.upper())


def test_the_same_password_has_another_hash_each_time() -> None:
    assert hashed(PASSWORD) != hashed(PASSWORD)


def test_nothing_matches_an_empty_or_broken_hash() -> None:
    assert not matches("", "")
    assert not matches("", PASSWORD)
    assert not matches("not a hash", PASSWORD)


def test_a_hash_made_with_other_parameters_is_outdated() -> None:
    assert not is_outdated(hashed(PASSWORD))
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD))


def test_codes_are_readable_and_all_different() -> None:
    codes = {new_code("G") for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"G-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", code) for code in codes)


@pytest.mark.databases("sqlite", because="the database is not asked")
def test_a_temporary_password_depends_on_the_message_and_the_secret_only(app: Flask) -> None:
    with app.app_context():
        first = temporary_password("<one@relais.example>")
        assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", first)
        assert temporary_password("<one@relais.example>") == first
        assert temporary_password("<two@relais.example>") != first
        app.config["SECRET_KEY"] = "another"
        assert temporary_password("<one@relais.example>") != first
