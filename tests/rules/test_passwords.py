"""Which passwords may be chosen: length and a blocklist, nothing about what they are made of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.passwords import normalized, password_problem
from app.vocabulary.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, PasswordProblem

ABOUT = ["Camille Tremblay", "camille.tremblay", "G-7KQ4-M2XP", "Aciérie du Fjord inc."]


@pytest.mark.parametrize(
    "password",
    [
        "le chat dort sur le banc",
        "mon vélo rouge roule",
        "correct horse battery staple",
        "qjzvwkxhbpmfdtr",
        "七色の虹を見た朝に鳥が鳴いて風が吹く",
        "🐙🦊🐢🦀🐳🌵🍄🌙⭐🔥🌈🍎🍊🍋🍌",
        "fjord et aciérie, puis trois merles",
        " espaces devant et derrière ",
        "84719302657483916",
    ],
)
def test_any_long_password_that_is_not_easy_to_guess_is_accepted(password: str) -> None:
    assert password_problem(password, ABOUT) is None


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword1",
        "MotDePasse!2026!!",
        "Relais2026Relais!",
        "bonjour-bonjour-bonjour",
        "azertyuiopqsdfghjklm",
        "123456789012345",
        "abcdefghijklmnopqrst",
        "aaaaaaaaaaaaaaaaaaaa",
        "Camille.Tremblay.1",
        "G-7KQ4-M2XP-G-7KQ4-M2XP",
        "Acierie du Fjord 2026",
        "1980 tremblay camille 1980",
        "guichet sst employeur",
        "pässwördpässwörd",
    ],
)
def test_a_password_made_of_what_guessers_try_is_refused(password: str) -> None:
    assert password_problem(password, ABOUT) is PasswordProblem.PREDICTABLE


def test_length_counts_characters_not_bytes() -> None:
    assert password_problem("é" * (SHORTEST_PASSWORD - 1)) is PasswordProblem.TOO_SHORT
    assert password_problem("七色の虹を見た朝に鳥が鳴い") is PasswordProblem.TOO_SHORT
    assert password_problem("qjzvwkxhbpmfdt") is PasswordProblem.TOO_SHORT
    assert password_problem("qjzvwkxhbpmfdtr") is None


def test_a_password_may_be_very_long_but_not_endless() -> None:
    assert password_problem("le chat dort " * 19) is None
    assert password_problem("x" * (LONGEST_PASSWORD + 1)) is PasswordProblem.TOO_LONG


def test_each_keyboard_writes_the_same_password() -> None:
    composed = "éléphant dans l'escalier"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert normalized(composed) == normalized(decomposed)


@given(st.text(max_size=400), st.lists(st.text(max_size=40), max_size=5))
def test_any_text_gets_an_answer(password: str, about: list[str]) -> None:
    problem = password_problem(password, about)
    assert (problem is PasswordProblem.TOO_SHORT) == (len(normalized(password)) < SHORTEST_PASSWORD)
