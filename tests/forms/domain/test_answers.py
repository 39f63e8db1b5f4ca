"""What one answer says whichever way it is typed, what all of them say together, and which definitions are refused."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from app.forms.domain.definition import DefinitionError, FormDefinition, FormField, read_definition
from app.forms.domain.reading import read_answers
from app.forms.domain.schema import json_schema
from app.forms.domain.values import WrongAnswer, amount_of, masked, plain, read_value
from app.forms.words import AnswerProblem, FieldKind
from app.requests.domain.catalogue import forms_of
from app.vocabulary.services import OnlineService

ON = date(2026, 3, 2)
HEAD = """
form = "essai"
version = 1
service = "review"
prefix = "ESS"
fr = "Essai"
en = "Trial"
intro_fr = "Essai"
intro_en = "Trial"
[[step]]
name = "one"
fr = "Un"
en = "One"
"""
FIELDS = """
[[step.field]]
name = "happened_on"
kind = "day"
fr = "Quel jour?"
en = "What day?"
required = true
not_after = "today"
[[step.field]]
name = "back"
kind = "choice"
fr = "De retour?"
en = "Back?"
options = [{ value = "yes", fr = "Oui", en = "Yes" }, { value = "no", fr = "Non", en = "No" }]
[[step.field]]
name = "back_on"
kind = "day"
fr = "Depuis quand?"
en = "Since when?"
required = true
when = { back = ["yes"] }
not_before = "happened_on"
"""


def defined(folder: Path, fields: str = FIELDS) -> FormDefinition:
    """A form of one step with these fields."""
    path = folder / "essai.toml"
    path.write_text(HEAD + fields, encoding="utf-8")
    return read_definition(path)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", "0.00"),
        ("1 000,50", "1000.50"),
        ("1\u00a0000,50 $", "1000.50"),
        ("1,000.50", "1000.50"),
        ("12.5", "12.50"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, amount: str) -> None:
    assert amount_of(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["0.005", "-1", "1e3", "douze", "1,00,0"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(WrongAnswer):
        amount_of(typed)


def test_a_question_that_an_answer_does_not_call_for_is_neither_asked_nor_sent(tmp_path: Path) -> None:
    form = defined(tmp_path)
    found = read_answers(form, {"happened_on": "2026-03-01", "back": "no", "back_on": "2026-03-02"}, ON)
    assert (found.is_complete, "back_on" in found.values, "back_on" in found.applies) == (True, False, False)
    found = read_answers(form, {"happened_on": "2026-03-01", "back": "yes"}, ON)
    assert {name: problem.code for name, problem in found.problems.items()} == {"back_on": AnswerProblem.MISSING}


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"happened_on": "2026-03-03"}, AnswerProblem.TOO_LATE),
        ({"happened_on": "31|2|2026"}, AnswerProblem.NO_DAY),
        ({"happened_on": "2026-03-02", "back": "yes", "back_on": "2026-03-01"}, AnswerProblem.TOO_EARLY),
        ({"happened_on": "2026-03-02", "back": "peut-être"}, AnswerProblem.NO_OPTION),
    ],
)
def test_what_is_wrong_is_said_of_its_own_question(
    tmp_path: Path, answers: dict[str, str], problem: AnswerProblem
) -> None:
    found = read_answers(defined(tmp_path), answers, ON)
    assert [each.code for each in found.problems.values()] == [problem]


REFUSED = {
    "stands twice": FIELDS + FIELDS,
    "which is not asked before": FIELDS.replace("when = { back", "when = { later"),
    "does not have": FIELDS.replace('back = ["yes"]', 'back = ["soon"]'),
    "is compared with later": FIELDS.replace('not_before = "happened_on"', 'not_before = "later"'),
    "colour is unknown": FIELDS.replace('kind = "day"', 'kind = "day"\ncolour = "red"', 1),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_definition_that_cannot_serve_is_refused_and_says_why(tmp_path: Path, why: str) -> None:
    with pytest.raises(DefinitionError, match=why):
        defined(tmp_path, REFUSED[why])


def test_the_schema_asks_for_what_the_pages_ask_for(tmp_path: Path) -> None:
    schema = json_schema(defined(tmp_path))
    assert schema["required"] == ["happened_on"]
    assert schema["allOf"] == [
        {"if": {"properties": {"back": {"enum": ["yes"]}}, "required": ["back"]}, "then": {"required": ["back_on"]}}
    ]


def asked(kind: str) -> FormField:
    """A question of that kind, of whichever form has one."""
    forms = (each for service in OnlineService for each in forms_of(service))
    return next(field for form in forms for field in form.definition.fields if field.kind is FieldKind(kind))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("account", "1234567", "1234567"),
        ("account", "123-456-789 012", "123456789012"),
        ("transit", "12345-", "12345"),
        ("institution", "815", "815"),
        ("nas", "900 000 001", "900000001"),
        ("nas", "130\u00a0692 544", "130692544"),
        ("time", "23 h 59", time(23, 59)),
        ("file_no", "123 456 789", "123456789"),
        ("file_no", "123\u2011456\u2013789", "123456789"),
    ],
)
def test_a_number_is_read_however_it_is_spaced(kind: str, typed: str, value: object) -> None:
    assert read_value(asked(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        ("account", "123456", AnswerProblem.NO_ACCOUNT),
        ("account", "1234567890123", AnswerProblem.NO_ACCOUNT),
        ("account", "12345B7", AnswerProblem.NO_ACCOUNT),
        ("account", "\u0661\u0662\u0663\u0664\u0665\u0666\u0667", AnswerProblem.NO_ACCOUNT),
        ("transit", "12345-815", AnswerProblem.NO_TRANSIT),
        ("transit", "1234", AnswerProblem.NO_TRANSIT),
        ("institution", "81", AnswerProblem.NO_INSTITUTION),
        ("nas", "130 629 544", AnswerProblem.NO_NAS),
        ("nas", "130 692 54", AnswerProblem.NO_NAS),
        ("text", "é" * 201, AnswerProblem.TOO_LONG),
        ("long_text", "é" * 4001, AnswerProblem.TOO_LONG),
        ("time", "24:00", AnswerProblem.NO_TIME),
        ("number", "-1", AnswerProblem.NO_NUMBER),
    ],
)
def test_a_number_of_the_wrong_length_or_with_two_digits_swapped_is_refused(
    kind: str, typed: str, problem: AnswerProblem
) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        read_value(asked(kind), typed)
    assert wrong.value.problem.code is problem


def test_what_does_not_print_is_left_out_of_a_text() -> None:
    assert read_value(asked("text"), "Quai\x00 4\u202e\u200b\x07") == "Quai 4"
    assert read_value(asked("long_text"), "=cmd|' /C calc'!A0\r\n\x1b[31mrouge") == "=cmd|' /C calc'!A0\n[31mrouge"


PAID = {"day": "2026-03-02", "gross": "200", "deductions": "50"}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{**PAID, "deductions": "-5"}], AnswerProblem.NO_AMOUNT),
        ([{**PAID, "deductions": "200,01"}], AnswerProblem.DEDUCTIONS),
        ([PAID, PAID], AnswerProblem.DAY_TWICE),
        ([{**PAID, "day": "2026-02-30"}], AnswerProblem.NO_DAY),
    ],
)
def test_a_day_paid_less_than_nothing_or_twice_is_refused(rows: list[dict[str, str]], problem: AnswerProblem) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        read_value(asked("paid_days"), rows)
    assert wrong.value.problem.code is problem


def test_the_deductions_of_a_day_are_given_kind_by_kind_or_in_one_sum() -> None:
    kinds = {"tax": "30", "insurance": "3,25", "pension": "12", "parental": ""}
    rows = [
        {"day": "2026-03-02", "hours": "7,5", "gross": "200", "deductions": "50", **kinds},
        {"day": "2026-03-03", "hours": "", "gross": "200", "deductions": "50"},
        {"day": "2026-03-04", "hours": "7,5", "gross": "", "deductions": "", "tax": ""},
    ]
    one, other = read_value(asked("paid_days"), rows)
    assert (one.deductions, one.hours, other.deductions, other.hours) == (Decimal("45.25"), Decimal("7.50"), 50, None)
    said = {"hours": "7.50", "tax": "30.00", "insurance": "3.25", "pension": "12.00"}
    assert plain(one) == {"day": "2026-03-02", "gross": "200.00", "deductions": "45.25", **said}
    assert read_value(asked("paid_days"), [plain(one)]) == (one,)


@pytest.mark.parametrize("hours", ["24,01", "-1", "huit"])
def test_a_day_has_24_hours_at_most(hours: str) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        read_value(asked("paid_days"), [{**PAID, "hours": hours}])
    assert wrong.value.problem.code is AnswerProblem.NO_HOURS


def test_the_schema_asks_for_what_one_of_several_choices_calls_for() -> None:
    copies = next(form for form in forms_of(OnlineService.FILE_COPY) if form.name == "file_copy")
    condition = next(
        each for each in json_schema(copies.definition)["allOf"] if "professional" in each["then"]["required"]
    )
    assert condition["if"]["properties"] == {"parts": {"contains": {"enum": ["medical", "physical_rehabilitation"]}}}


def test_a_mask_leaves_three_signs_and_masks_itself_alike() -> None:
    assert masked("123456782") == "******782" == masked(masked("123456782"))
