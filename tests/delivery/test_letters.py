"""Letters: the address shows through the window, nothing personal above the fold, readable by everybody for long."""

from __future__ import annotations

import io
import re
import subprocess
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import hypothesis
import pdfua
import pikepdf
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.delivery.post.addresses import AddressRefused, PostalAddress
from app.delivery.post.attestations import Attestation, get_attestation_press
from app.delivery.post.letters import (
    Box,
    Enclosure,
    Letter,
    LetterPress,
    Sender,
    french_day,
    get_press,
    read_profile,
)
from app.delivery.post.typeface import as_shown
from app.delivery.post.typesetting import TEMPLATES
from app.vocabulary.letters import LetterKind, NextTime
from app.vocabulary.passwords import by_four
from tests.delivery import golden

PROFILE = read_profile()
SENDER = Sender(
    ("Relais", "Avis aux employeurs", "Case postale 1200", "Québec (Québec)  G1K 7E2"),
    "1 800 555-0199",
    "https://relais.example",
)
ADDRESS = PostalAddress(
    name="Inès Lévesque",
    attention="Ressources humaines",
    organisation="Hôtel du Vieux-Quai inc.",
    line1="9945, avenue du Parc",
    line2="bureau 200",
    city="Saguenay",
    province="QC",
    postal_code="G7H 5B1",
)


def example(name: str) -> Letter:
    """The letter at the head of a golden file: its kind, what is enclosed, and the values that its template takes."""
    given = tomllib.loads(golden.head(f"letters/{name}.txt"))
    return Letter(
        kind=LetterKind(given["kind"]),
        reference="XA82KD9QMM3N9AZ4",
        issued_on=date(2020, 2, 3),
        address=ADDRESS,
        employer="Hôtel du Vieux-Quai inc.",
        enclosure=Enclosure(**given["enclosure"]) if "enclosure" in given else None,
        values=given["values"],
    )


LETTERS = {path.stem: example(path.stem) for path in sorted((golden.GOLDEN / "letters").iterdir())}
DECISION = LETTERS["decision"]
ADDRESSES = {
    "usual": ADDRESS,
    "shortest": PostalAddress("Ô Y", "1, rue A", "Y", "QC", "G1A 1A1"),
    "six lines": replace(ADDRESS, line2="Édifice Marie-Guyart, tour Ouest"),
    "widest letters": replace(ADDRESS, name="M" * 44, attention="W" * 44, organisation="Œ" * 20),
    "lines cut": replace(
        ADDRESS,
        attention="",
        line2="",
        organisation="Regroupement des coopératives forestières de la Haute-Mauricie et du Témiscamingue",
    ),
}


ANY_PRESS = LetterPress(SENDER)


@pytest.fixture(scope="module")
def press() -> LetterPress:
    """One press for all these letters."""
    return ANY_PRESS


@dataclass(frozen=True)
class Word:
    """A word and where it stands, in millimetres from the top left corner of its page."""

    text: str
    page: int
    box: Box


def saying(**values: Any) -> Letter:
    """A decision's letter with other values."""
    return replace(DECISION, values={**DECISION.values, **values})


def words(pdf: bytes, folder: Path) -> list[Word]:
    """Every word as poppler sees it."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True)
    found = []
    for number, page in enumerate(ElementTree.fromstring(run.stdout).iter("{http://www.w3.org/1999/xhtml}page")):  # noqa: S314 (poppler's own output)
        for word in page:
            edges = [float(word.attrib[name]) * 25.4 / 72 for name in ("xMin", "yMin", "xMax", "yMax")]
            found.append(Word(word.text or "", number, Box(*edges)))
    return found


def text(pdf: bytes, folder: Path) -> str:
    """The text as laid out."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def meets(box: Box, other: Box) -> bool:
    """Whether two rectangles have a part in common."""
    across = box.left < other.right and other.left < box.right
    return across and box.top < other.bottom and other.top < box.bottom


def inside(box: Box, other: Box, slack: float = 0.02) -> bool:
    """Whether the first stands inside the second, but for a fiftieth of a millimetre of rounding."""
    across = box.left >= other.left - slack and box.right <= other.right + slack
    return across and box.top >= other.top - slack and box.bottom <= other.bottom + slack


def test_every_kind_of_letter_has_its_template_and_its_example() -> None:
    folders = {path.parent.name for path in TEMPLATES.glob("*/letter.typ")}
    assert {letter.kind.value for letter in LETTERS.values()} == folders == set(LetterKind)


def test_the_profile_is_that_of_the_envelope() -> None:
    assert PROFILE.address == Box(22.2, 63.5, 111.1, 80.4)
    assert PROFILE.window == Box(22.2, 51.8, 111.1, 92.1)


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_and_nothing_else_shows_through_the_window(
    press: LetterPress, tmp_path: Path, kind: str, address: str
) -> None:
    rendered = press.render(replace(LETTERS[kind], address=ADDRESSES[address]))
    shown = [word for word in words(rendered.pdf, tmp_path) if word.page == 0 and meets(word.box, PROFILE.window)]
    assert Counter(word.text for word in shown) == Counter(" ".join(rendered.address).split())
    assert [word for word in shown if not inside(word.box, PROFILE.address)] == []


@pytest.mark.parametrize("kind", LETTERS)
def test_nothing_personal_or_medical_stands_above_the_fold(press: LetterPress, tmp_path: Path, kind: str) -> None:
    folded = [
        word.text
        for word in words(press.render(LETTERS[kind]).pdf, tmp_path)
        if word.page == 0 and word.box.top < PROFILE.fold
    ]
    above = " ".join(folded)
    assert "Inès Lévesque" in above
    assert by_four(DECISION.reference) in above
    assert french_day(DECISION.issued_on).replace("\u00a0", " ") in above
    assert not re.search(r"Ménard|002001121|[Mm]édic|[Ss]ant|[Dd]écision|[Rr]éadaptation", above)


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_says_what_it_always_says(press: LetterPress, tmp_path: Path, kind: str) -> None:
    golden.check_below_head(f"letters/{kind}.txt", text(press.render(LETTERS[kind]).pdf, tmp_path))


@pytest.mark.parametrize("next_time", NextTime)
def test_it_says_how_to_see_it_on_screen_next_time(press: LetterPress, tmp_path: Path, next_time: NextTime) -> None:
    said = text(press.render(saying(next_time=next_time)).pdf, tmp_path)
    assert "La prochaine fois, à l’écran" in said
    assert SENDER.url in said


def test_what_is_for_one_person_only_names_neither_worker_nor_title(press: LetterPress, tmp_path: Path) -> None:
    said = text(press.render(LETTERS["confidential"]).pdf, tmp_path)
    assert "Ménard" not in said
    assert "admissibilité" not in said
    assert "Personnel et confidentiel" in said


@pytest.mark.parametrize("kind", LETTERS)
def test_it_is_for_everybody_and_for_long(press: LetterPress, tmp_path: Path, kind: str) -> None:
    pdf = press.render(LETTERS[kind]).pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(document.Root.Lang) == "fr-CA"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert metadata["dc:title"]
        assert "Ménard" not in str(metadata)
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf)
    report = pdfua.validate(path)
    assert [finding.message for finding in report.findings] == []


def test_every_font_is_inside_and_is_ours(press: LetterPress) -> None:
    with pikepdf.open(io.BytesIO(press.render(DECISION).pdf)) as document:
        fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
        assert {str(font.FontName)[8:] for font in fonts} == {
            "AtkinsonHyperlegibleNext-Regular",
            "AtkinsonHyperlegibleNext-Bold",
        }
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_the_same_letter_has_the_same_bytes(press: LetterPress) -> None:
    first = press.render(DECISION)
    press.render(LETTERS["imputation"])
    again = LetterPress(SENDER).render(DECISION)
    assert press.render(DECISION).pdf == first.pdf == again.pdf
    assert first.sha256 == sha256(first.pdf).hexdigest()


def test_several_threads_set_letters_at_once(press: LetterPress) -> None:
    letters = [replace(DECISION, reference=f"reference-{number:06}") for number in range(12)]
    alone = [press.render(letter).sha256 for letter in letters]
    with ThreadPoolExecutor(4) as pool:
        assert [rendered.sha256 for rendered in pool.map(press.render, letters)] == alone


def test_a_long_letter_numbers_its_pages(press: LetterPress, tmp_path: Path) -> None:
    title = "Décision motivée, avec tous les considérants. " * 220
    rendered = press.render(replace(DECISION, enclosure=Enclosure(title, 3)))
    assert rendered.pages == 3
    said = text(rendered.pdf, tmp_path)
    assert [f"Page {number} de 3" in said for number in (1, 2, 3)] == [True] * 3
    assert press.render(DECISION).pages == 1


@pytest.mark.parametrize(
    "typed",
    ['#panic("x")', "*gras* _it_ `code` $x$", '"); #sys.inputs', "\\u{41} \\n", "<a@b> @ref ~ --- // x", "= Titre"],
)
def test_what_somebody_typed_is_never_read_as_markup(press: LetterPress, tmp_path: Path, typed: str) -> None:
    letter = replace(saying(worker=typed), employer=typed, enclosure=Enclosure(typed, 1))
    said = re.sub(r"\s+", " ", text(press.render(letter).pdf, tmp_path))
    assert said.count(typed) == 3


def test_every_character_that_we_set_has_a_drawing(press: LetterPress) -> None:
    every = [chr(code) for code in range(0x20, 0x2200) if as_shown(chr(code), "") == chr(code)]
    assert len(every) > 300
    press.render(replace(DECISION, employer=" ".join(every)))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Usine Łódź ș", "Usine Łódź ș"),
        ("株式会社 Sogo", "???? Sogo"),
        ("Ĉapo Ŭo ǎ", "Capo Uo a"),
        ("Lot № 5 😀", "Lot No 5 ?"),
        ("a\tb\u200bc", "a b?c"),
    ],
)
def test_a_letter_leaves_even_with_what_cannot_be_drawn(
    press: LetterPress, tmp_path: Path, typed: str, shown: str
) -> None:
    assert f"suivant : {shown}\n" in text(press.render(replace(DECISION, employer=typed)).pdf, tmp_path)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@hypothesis.settings(max_examples=40)
def test_any_letter_leaves(employer: str, worker: str, title: str) -> None:
    letter = replace(saying(worker=worker), employer=employer, enclosure=Enclosure(title, 1))
    assert ANY_PRESS.render(letter).pages == 1


def test_an_address_that_cannot_stand_in_the_window_is_refused(press: LetterPress) -> None:
    with pytest.raises(AddressRefused):
        press.render(replace(DECISION, address=replace(ADDRESS, postal_code="")))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2020, 2, 3), "3 février 2020"),
        (date(2020, 3, 1), "1er mars 2020"),
        (date(2021, 12, 31), "31 décembre 2021"),
    ],
)
def test_days_are_written_in_french(day: date, said: str) -> None:
    assert french_day(day).replace("\u00a0", " ") == said


def test_the_portal_signs_with_its_own_sender(app: Flask) -> None:
    app.config["LETTER_SENDER"] = "Une maison | 1, rue A"
    assert get_press(app).sender.lines == ("Une maison", "1, rue A")
    assert get_press(app) is get_press(app)


@pytest.mark.parametrize("sign", "iWŒ")
@pytest.mark.parametrize("kind", LETTERS)
def test_a_word_longer_than_a_line_goes_on_in_the_next(
    press: LetterPress, tmp_path: Path, kind: str, sign: str
) -> None:
    long = sign * 130
    model = LETTERS[kind]
    values = {**model.values, **{name: long for name in ("worker", "by") if name in model.values}}
    letter = replace(model, employer=long, enclosure=model.enclosure and Enclosure(long, 1), values=values)
    rendered = press.render(letter)
    margins = Box(17, 10, 550 * 25.4 / 72, 270)
    assert [word.text for word in words(rendered.pdf, tmp_path) if not inside(word.box, margins)] == []
    shown = text(rendered.pdf, tmp_path).replace("\u200b", "")
    assert shown.count(sign) >= 130


@pytest.mark.databases("sqlite", because="nothing is read")
def test_a_long_word_stands_in_its_column_of_an_attestation(app: Flask, tmp_path: Path) -> None:
    long = "W" * 80
    six, five = [long, "Suivi", "oui", "2020-01-01", "2020-02-01", "R1"], [long, "Suivi", "oui", "non", "gardé"]
    attestation = Attestation(
        reference="Xa81kD0",
        attested_at=datetime(2020, 2, 3, tzinfo=UTC),
        attested_by=long,
        facts=[["Employeur", long]],
        statement=long,
        differences=[six],
        counts=[["Droits", "1"]],
        rights=[five],
        rules=long,
    )
    found = words(get_attestation_press(app).render(attestation).pdf, tmp_path)
    assert max(word.box.right for word in found) < 215.9 - 15
    assert sum(word.text.count("W") for word in found) >= 5 * 80
