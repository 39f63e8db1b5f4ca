"""References: read however they are typed, never when a sign is wrong or two of them changed places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from app.vocabulary.references import SIGNS, new_reference, read_reference

KINDS = st.sampled_from(["ADR", "RPM", "COP", "DEP", "REV", "DES", "AB", "ABCD"])
YEARS = st.integers(2020, 2099)
#: What somebody may type in the place of a sign, look-alikes and small letters included.
TYPED = st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÉ*")


@st.composite
def references(draw: st.DrawFn) -> str:
    """References whose signs hypothesis chooses."""
    return new_reference(draw(KINDS), draw(YEARS), draw(st.randoms(use_true_random=False)).randbytes)


@given(references(), st.data())
def test_any_misread_sign_is_told(reference: str, data: st.DataObject) -> None:
    places = [at for at, sign in enumerate(reference) if sign != "-"]
    at, other = data.draw(st.sampled_from(places)), data.draw(TYPED)
    misread = f"{reference[:at]}{other}{reference[at + 1 :]}"
    assert read_reference(misread) == (reference if other.upper() == reference[at] else None)


@given(references())
def test_any_two_neighbours_that_changed_places_are_told(reference: str) -> None:
    signs = reference.replace("-", "")
    for at in range(len(signs) - 1):
        swapped = f"{signs[:at]}{signs[at + 1]}{signs[at]}{signs[at + 2 :]}"
        assert read_reference(swapped) == (reference if swapped == signs else None)


def drawing(*bodies: str) -> Callable[[int], bytes]:
    """What draws the signs of these bodies, one after the other."""
    signs = iter("".join(bodies))
    return lambda count: bytes(SIGNS.index(next(signs)) for _ in range(count))


def checked(body: str) -> str | None:
    """The reference of a body with the check sign of the standard, if it reads."""
    return read_reference(f"ADR2026{body}{mod_37_36.calc_check_digit(f'{body}ADR2026')}")


def test_a_swap_that_escapes_the_sum_is_drawn_again() -> None:
    """The sum of ISO 7064 lets a few pairs of signs that follow each other change places."""
    bodies = [
        f"{first}2222{pair}" for first in SIGNS for pair in ("23", "AB", "MN", "YZ") if checked(f"{first}2222{pair}")
    ]
    swapped = {body: f"{body[:-2]}{body[-1]}{body[-2]}" for body in bodies}
    escaping = [
        body
        for body in bodies
        if mod_37_36.calc_check_digit(f"{body}ADR2026") == mod_37_36.calc_check_digit(f"{swapped[body]}ADR2026")
    ]
    assert escaping
    for body in escaping:
        assert new_reference("ADR", 2026, drawing(body, "7K3MX9P", "7K3MX9Q", "7K3MX9R"))[9:-1].startswith("7K3MX9")


@given(references())
def test_its_check_sign_is_that_of_the_standard(reference: str) -> None:
    prefix, year, signs = reference.split("-")
    assert mod_37_36.validate(f"{signs[:-1]}{prefix}{year}{signs[-1]}")


@given(references())
def test_no_sign_of_it_is_mistaken_for_another(reference: str) -> None:
    assert len(SIGNS) == 30
    assert not set(reference.split("-")[2]) & set("0O1ILU")


@pytest.mark.parametrize(
    "typed",
    ["{0}", " {0}\n", "{1}", "{2}", "{3}", "{4}"],
    ids=["as it is", "with spaces around", "in small letters", "without hyphens", "by spaces", "with a word's dashes"],
)
def test_it_is_read_however_it_is_typed(typed: str) -> None:
    reference = new_reference("ADR", 2026)
    ways = (reference, reference.lower(), reference.replace("-", ""), reference.replace("-", "\u00a0"))
    assert read_reference(typed.format(*ways, reference.replace("-", "\u2011"))) == reference


@pytest.mark.parametrize("text", ["", "ADR", "ADR-2026-", "2026-ADR-2345678", "ADR-2026-234567890", "\0", "é" * 300])
def test_what_has_no_such_shape_is_none(text: str) -> None:
    assert read_reference(text) is None


@pytest.mark.parametrize(("prefix", "year"), [("", 2026), ("A", 2026), ("adr", 2026), ("AD1", 2026), ("ADR", 26)])
def test_what_could_not_be_read_again_is_never_made(prefix: str, year: int) -> None:
    with pytest.raises(ValueError, match="no reference begins with"):
        new_reference(prefix, year)


def test_each_sign_is_drawn_as_often_as_another() -> None:
    random = Random(2026).randbytes
    drawn = Counter("".join(new_reference("ADR", 2026, random).split("-")[2][:-1] for _ in range(3000)))
    assert set(drawn) == set(SIGNS)
    assert max(drawn.values()) < 1.4 * min(drawn.values())
