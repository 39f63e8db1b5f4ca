"""An address is written as the post wants it, and refused when the window could not show it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.delivery.post.addresses import (
    MAX_CHARACTERS,
    MAX_LINES,
    AddressRefused,
    PostalAddress,
    format_address,
    format_postal_code,
)
from app.delivery.received.words import AddressRefusal

PERSON = PostalAddress("Nadia Côté", "1533, rang Saint-Joseph", "Sherbrooke", "QC", "J1H 5C8")


def refusal(address: PostalAddress) -> str | None:
    """The code of the refusal, or None."""
    try:
        format_address(address)
    except AddressRefused as refused:
        return refused.code.value
    return None


def test_a_person_at_home() -> None:
    assert format_address(PERSON) == ("Nadia Côté", "1533, rang Saint-Joseph", "Sherbrooke (Québec)  J1H 5C8")


def test_a_person_of_a_unit_of_an_organisation() -> None:
    address = replace(PERSON, attention="Ressources humaines", organisation="Imprimerie L'Estampe inc.")
    assert format_address(address)[:3] == ("Nadia Côté", "Ressources humaines", "Imprimerie L'Estampe inc.")


def test_a_unit_stands_above_the_employer_it_belongs_to() -> None:
    address = replace(PERSON, name="Hôtel du Vieux-Quai inc.", attention="Ressources humaines")
    assert format_address(address)[:2] == ("Ressources humaines", "Hôtel du Vieux-Quai inc.")


def test_an_organisation_is_not_said_twice() -> None:
    address = replace(PERSON, name="Hôtel du Vieux-Quai inc.", organisation="Hôtel du Vieux-Quai inc.")
    assert len(format_address(address)) == 3


@pytest.mark.parametrize(
    ("line1", "line2", "expected"),
    [
        ("6930, chemin Sainte-Foy", "bureau 200", ["6930, chemin Sainte-Foy, bureau 200"]),
        ("6930, chemin Sainte-Foy", "Suite 200", ["6930, chemin Sainte-Foy, bureau 200"]),
        ("6930, chemin Sainte-Foy, suite 200", "", ["6930, chemin Sainte-Foy, bureau 200"]),
        (
            "12345, boulevard Monseigneur-Alphonse-Parent",
            "bureau 200",
            ["bureau 200", "12345, boulevard Monseigneur-Alphonse-Parent"],
        ),
        ("10, rue Principale", "Édifice Marie-Guyart", ["Édifice Marie-Guyart", "10, rue Principale"]),
        ("10, rue Principale", "Case postale 1200", ["10, rue Principale", "Case postale 1200"]),
        ("10, rue Principale", "C. P. 1200, succursale B", ["10, rue Principale", "C. P. 1200, succursale B"]),
        ("10, rue de la Suite", "", ["10, rue de la Suite"]),
    ],
)
def test_where_an_office_or_a_post_box_stands(line1: str, line2: str, expected: list[str]) -> None:
    assert list(format_address(replace(PERSON, line1=line1, line2=line2))[1:-1]) == expected


@pytest.mark.parametrize(
    ("province", "shown"), [("QC", "Québec"), ("qc", "Québec"), ("Québec", "Québec"), ("ON", "Ontario")]
)
def test_a_province_is_written_in_full(province: str, shown: str) -> None:
    assert format_address(replace(PERSON, province=province))[-1] == f"Sherbrooke ({shown})  J1H 5C8"


@pytest.mark.parametrize(
    "text",
    [
        *("J1H 5C8", "j1h5c8", "J1H-5C8", "  J1H 5C8 ", "J1H\u00a05C8", "J1H  5C8", "J1H\u202f5C8", "J1H\u30005C8"),
        *("J1H\u200b5C8", "\u2060J1H\u00a0\u20095C8", "J1H\u20115C8", "j1h – 5c8", "J1H\u28005C8"),
    ],
)
def test_a_postal_code_has_one_spelling(text: str) -> None:
    assert format_postal_code(text) == "J1H 5C8"


@pytest.mark.parametrize(
    "text", ["", "12345", "J1H 5C", "D1H 5C8", "J1O 5C8", "W1H 5C8", "J1H--5C8", "J1H\n5C8", "J١H 5C8"]
)
def test_what_is_not_a_postal_code_is_refused(text: str) -> None:
    assert refusal(replace(PERSON, postal_code=text)) == "postal_code"


@pytest.mark.parametrize("field", ["name", "line1", "city", "province"])
@pytest.mark.parametrize("value", ["", "   "])
def test_an_address_without_its_parts_is_refused(field: str, value: str) -> None:
    assert refusal(replace(PERSON, **{field: value})) == "incomplete"


def test_a_long_line_is_cut_between_words_without_a_hyphen() -> None:
    organisation = "Regroupement des coopératives forestières de la Haute-Mauricie et du Témiscamingue"
    lines = format_address(replace(PERSON, organisation=organisation))
    assert lines[1:3] == (
        "Regroupement des coopératives forestières de",
        "la Haute-Mauricie et du Témiscamingue",
    )


def test_too_many_lines_are_refused() -> None:
    long = "mots " * 20
    assert refusal(replace(PERSON, organisation=long, attention=long)) == "too_many_lines"


def test_a_word_longer_than_the_window_is_refused() -> None:
    assert refusal(replace(PERSON, name="W" * (MAX_CHARACTERS + 1))) == "line_too_long"


@pytest.mark.parametrize("name", ["Nadia\x00Côté", "Nadia\u202eCôté", "Nadia\u200bCôté"])
def test_what_does_not_print_is_refused(name: str) -> None:
    assert refusal(replace(PERSON, name=name)) == "unprintable"


def test_spaces_and_accents_are_normal() -> None:
    assert format_address(replace(PERSON, name="  Nadia \t Co\u0302te\u0301 "))[0] == "Nadia Côté"


TEXTS = st.one_of(st.text(max_size=130), st.text("abcé -'", max_size=130))


@given(st.tuples(*[TEXTS] * 7))
def test_any_address_fits_or_is_refused_with_a_reason(parts: tuple[str, ...]) -> None:
    name, attention, organisation, line1, line2, city, province = parts
    address = PostalAddress(name, line1, city, province, "G1R 5H1", attention, organisation, line2)
    if (code := refusal(address)) is not None:
        assert code in set(AddressRefusal)
        return
    lines = format_address(address)
    assert 3 <= len(lines) <= MAX_LINES
    assert all(0 < len(line) <= MAX_CHARACTERS and line == line.strip() for line in lines)
    assert lines[-1].endswith("G1R 5H1")
