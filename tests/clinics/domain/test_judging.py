"""The judge of clinics' forms: every remark at once, each by the rule of the day it looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinics.domain.catalogue import form_of
from app.clinics.domain.judging import judge
from app.clinics.domain.known import Care, Code, Declared, Known, Limit, OnRoll, Sent
from app.clinics.words import ClinicForm, Discipline, Outcome, Place, PresenceKind, ProfessionalOrder, Title
from app.rules.clinics.submission import RULES, read_rules
from app.rules.loader import TableError
from tests.clinics.bodies import AUTHOR, EVER, KNOWN, NEW, PRACTITIONER, TODAY, body_of, care_on, known_for

SHEET = ClinicForm.ATTENDANCE_SHEET
INITIAL = ClinicForm.INITIAL_REPORT
#: Anything that JSON can hold.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def remarks(form: ClinicForm, body: object, known: Known | None = None) -> list[tuple[str, str]]:
    return [
        (each["pointer"], each["code"])
        for each in judge(form, body, known or known_for(form)).verdict.as_answer()["errors"]
    ]


def lines(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return body_of(SHEET, lines=list(rows), **changes)


@pytest.mark.parametrize("form", list(ClinicForm))
def test_nothing_is_remarked_of_a_whole_form(form: ClinicForm) -> None:
    assert judge(form, body_of(form), known_for(form)).verdict.as_answer() == {"outcome": "accepted", "errors": []}


#: What makes each code be remarked of, and where.
CASES: list[tuple[str, ClinicForm, dict[str, Any], dict[str, Any], str]] = [
    ("missing_field", INITIAL, {"diagnosis": None}, {}, "/diagnosis"),
    ("missing_field", INITIAL, {"diagnosis": " \n "}, {}, "/diagnosis"),
    ("missing_field", INITIAL, {"author": {**AUTHOR, "member_no": ""}}, {}, "/author/member_no"),
    ("missing_field", ClinicForm.STEP_REPORT, {"subjective": "  "}, {}, "/subjective"),
    ("missing_field", ClinicForm.STEP_REPORT, {"cause": "requested"}, {}, "/request_id"),
    ("missing_field", SHEET, {"lines": []}, {}, "/lines"),
    ("missing_field", SHEET, {"lines": [{"day": "2023-03-01", "code": " "}]}, {}, "/lines/0/code"),
    ("not_understood", INITIAL, {"injury_on": "2023-02-30"}, {}, "/injury_on"),
    ("not_understood", INITIAL, {"nature": "autre"}, {}, "/nature"),
    ("not_understood", INITIAL, {"author": "Ève Roy"}, {}, "/author"),
    ("not_understood", INITIAL, {"plan": "x" * 4001}, {}, "/plan"),
    ("not_understood", ClinicForm.STEP_REPORT, {"absences": "1"}, {}, "/absences"),
    ("not_understood", ClinicForm.STEP_REPORT, {"absences": True}, {}, "/absences"),
    ("not_understood", ClinicForm.STEP_REPORT, {"absences": -1}, {}, "/absences"),
    ("not_understood", ClinicForm.FINAL_REPORT, {"evaluation_only": "oui"}, {}, "/evaluation_only"),
    ("not_understood", SHEET, {"month": "2023-13"}, {}, "/month"),
    ("not_understood", SHEET, {"lines": {}}, {}, "/lines"),
    ("not_understood", SHEET, {"lines": ["2023-03-01"]}, {}, "/lines/0"),
    ("not_understood", SHEET, {"lines": [{"day": "20223-03-01", "code": "T"}]}, {}, "/lines/0/day"),
    ("not_understood", SHEET, {"lines": [{"day": "2023-03-01", "code": 5}]}, {}, "/lines/0/code"),
    (
        "not_understood",
        SHEET,
        {"lines": [{"day": "2023-03-01", "code": "T", "practitioner": {"order": "OIIQ"}}]},
        {},
        "/lines/0/practitioner/order",
    ),
    ("unknown_member", INITIAL, {"nam": "ROYE12345678"}, {}, "/nam"),
    ("unknown_member", INITIAL, {"author": {**AUTHOR, "a/b~": "x"}}, {}, "/author/a~1b~0"),
    ("unknown_member", INITIAL, {"author.given_name": "Ève"}, {}, "/author.given_name"),
    ("unknown_member", SHEET, {"lines": [{"day": "2023-03-01", "code": "T", "prix": "1"}]}, {}, "/lines/0/prix"),
    ("says_nothing", INITIAL, {"plan": "."}, {}, "/plan"),
    ("clinic_not_authorised", INITIAL, {}, {"authorised": False, "file": False, "standings": ()}, "/supplier_no"),
    ("file_unknown", INITIAL, {}, {"file": False}, "/file_no"),
    ("supplier_inactive_on_day", INITIAL, {}, {"standings": ()}, "/supplier_no"),
    ("supplier_inactive_on_day", INITIAL, {"discipline": "ergo"}, {}, "/supplier_no"),
    ("supplier_inactive_on_day", SHEET, {"lines": [{"day": "2023-03-01", "code": "T"}]}, {"standings": ()}, "/lines/0"),
    ("professional_unknown", INITIAL, {"author": {**AUTHOR, "member_no": "9"}}, {}, "/author/member_no"),
    (
        "professional_not_on_roll_on_day",
        INITIAL,
        {"author": {**AUTHOR, "title": "technologist"}},
        {},
        "/author/member_no",
    ),
    ("professional_named_otherwise", INITIAL, {"author": {**AUTHOR, "family_name": "Roi"}}, {}, "/author/family_name"),
    ("future_day", INITIAL, {"signed_on": "2023-04-01"}, {}, "/signed_on"),
    ("future_day", ClinicForm.STEP_REPORT, {"period_until": "2023-04-01"}, {}, "/period_until"),
    ("future_day", SHEET, {"month": "2023-04", "lines": [{"day": "2023-04-01", "code": "A"}]}, {}, "/lines/0/day"),
    ("out_of_month", SHEET, {"lines": [{"day": "2023-02-28", "code": "T"}]}, {}, "/lines/0/day"),
    ("unknown_code", SHEET, {"lines": [{"day": "2023-03-01", "code": "Т"}]}, {}, "/lines/0/code"),
    ("code_v_not_enterable", SHEET, {"lines": [{"day": "2023-03-01", "code": "V"}]}, {}, "/lines/0/code"),
    ("duplicate_line", SHEET, {"lines": [{"day": "2023-03-01", "code": "A"}] * 2}, {}, "/lines/1"),
    (
        "over_180_days",
        SHEET,
        {"month": "2022-09", "lines": [{"day": "2022-09-30", "code": "T"}]},
        {},
        "/lines/0/day",
    ),
]


@pytest.mark.parametrize(("code", "form", "changes", "known", "pointer"), CASES)
def test_each_code_is_remarked_where_it_stands_and_nothing_else_is(
    code: str, form: ClinicForm, changes: dict[str, Any], known: dict[str, Any], pointer: str
) -> None:
    assert remarks(form, body_of(form, **changes), replace(known_for(form), **known)) == [(pointer, code)]


def test_each_rule_decides_some_case() -> None:
    by_their_days = {
        *("initial_report_missing", "prescription_missing", "prescribed_after_treatment"),
        *("title_may_not_do_act", "over_daily_limit", "over_weekly_limit"),
    }
    assert {case[0] for case in CASES} | by_their_days | {case[0] for case in HISTORY} == set(RULES)


STEP, FINAL = ClinicForm.STEP_REPORT, ClinicForm.FINAL_REPORT
DECLARED = Declared(date(2023, 3, 6), "T", PresenceKind.TREATMENT, "R1")
PAID = Declared(date(2023, 3, 7), "T", PresenceKind.TREATMENT, "R1", paid=True)
ENDED = Sent("F1", FINAL, date(2023, 3, 2), date(2023, 3, 2))
#: What each code says beside what was sent before: code, form, changes, what is known, where.
HISTORY: list[tuple[str, ClinicForm, dict[str, Any], Known, list[str]]] = [
    ("already_transmitted", INITIAL, {}, KNOWN, [""]),
    ("already_transmitted", STEP, {"period_from": "2023-01-01", "period_until": "2023-01-22"}, KNOWN, [""]),
    ("already_transmitted", STEP, {}, replace(KNOWN, cares=care_on(TODAY + timedelta(days=1))), [""]),
    ("already_transmitted", FINAL, {}, replace(KNOWN, cares=care_on(TODAY, ENDED)), [""]),
    ("replaces_unknown", INITIAL, {"replaces": "autre"}, KNOWN, ["/replaces"]),
    ("replaces_unknown", SHEET, {"replaces": "autre"}, KNOWN, ["/replaces"]),
    ("nothing_to_report", STEP, {"treatments_given": 0}, NEW, [""]),
    (
        "attendance_after_end",
        FINAL,
        {"last_treatment_on": "2023-03-05"},
        replace(KNOWN, cares=care_on(TODAY, declared=(DECLARED,))),
        ["/last_treatment_on"],
    ),
    ("already_declared", SHEET, {}, replace(KNOWN, cares=care_on(TODAY, declared=(DECLARED,))), ["/lines/3"]),
    (
        "correction_of_paid_line",
        SHEET,
        {"replaces": "R1"},
        replace(KNOWN, cares=care_on(TODAY, declared=(DECLARED, PAID))),
        ["/lines"],
    ),
    (
        "after_final_report",
        SHEET,
        {},
        replace(KNOWN, cares=care_on(TODAY, ENDED)),
        ["/lines/2/day", "/lines/3/day"],
    ),
    (
        "same_day_elsewhere",
        SHEET,
        {},
        replace(KNOWN, cares=care_on(TODAY, elsewhere=frozenset({date(2023, 3, 6), date(2023, 3, 3)}))),
        ["/lines/3"],
    ),
    (
        "discipline_not_told",
        SHEET,
        {"discipline": None, "author": {**AUTHOR, "order": None}},
        replace(KNOWN, standings=(*KNOWN.standings, replace(KNOWN.standings[0], discipline=Discipline.ERGO))),
        ["/discipline"],
    ),
    (
        "step_report_late",
        SHEET,
        {"lines": [{"day": "2023-03-30", "code": "T"}]},
        replace(KNOWN, cares=care_on(date(2023, 3, 9))),
        ["/lines/0"],
    ),
]


@pytest.mark.parametrize(("code", "form", "changes", "known", "pointers"), HISTORY)
def test_what_was_sent_before_is_looked_at(
    code: str, form: ClinicForm, changes: dict[str, Any], known: Known, pointers: list[str]
) -> None:
    assert remarks(form, body_of(form, **changes), known) == [(pointer, code) for pointer in pointers]


def test_a_first_sheet_says_what_is_missing_and_its_payment_waits() -> None:
    answer = judge(SHEET, body_of(SHEET), NEW).verdict.as_answer()
    assert answer["outcome"] == "delayed"
    assert [(each["code"], each["severity"]) for each in answer["errors"]] == [
        ("initial_report_missing", "delay"),
        ("prescription_missing", "warning"),
    ]


@pytest.mark.parametrize(("prescribed", "found"), [("2023-03-06", 2), ("2023-03-02", 2), ("2023-03-01", 0)])
def test_care_before_its_prescription_waits(prescribed: str, found: int) -> None:
    on = date.fromisoformat(prescribed)
    sent = [each for each in KNOWN.cares[Discipline.PHYSIO].sent if each.form is not ClinicForm.PRESCRIPTION]
    care = Care(sent=(*sent, Sent("P1", ClinicForm.PRESCRIPTION, TODAY, on)))
    codes = [code for _pointer, code in remarks(SHEET, body_of(SHEET), replace(KNOWN, cares={Discipline.PHYSIO: care}))]
    assert codes == ["prescribed_after_treatment"] * found


def test_a_first_treatment_that_is_only_planned_is_neither_declared_nor_given() -> None:
    planned = Sent("I1", INITIAL, TODAY, TODAY + timedelta(days=3))
    known = replace(NEW, cares={Discipline.PHYSIO: Care(sent=(planned,))})
    assert remarks(FINAL, body_of(FINAL), known) == []
    assert remarks(STEP, body_of(STEP, treatments_given=0), known) == [("", "nothing_to_report")]


def test_an_initial_report_opens_again_what_a_final_one_ended() -> None:
    ended = replace(KNOWN, cares=care_on(TODAY, ENDED))
    assert remarks(INITIAL, body_of(INITIAL, first_treatment_on="2023-03-20"), ended) == []
    again = Sent("I2", INITIAL, date(2023, 3, 20), date(2023, 3, 3))
    assert remarks(SHEET, body_of(SHEET), replace(KNOWN, cares=care_on(TODAY, ENDED, again))) == []


def test_a_correction_that_keeps_what_is_paid_is_accepted() -> None:
    known = replace(KNOWN, cares=care_on(TODAY, declared=(DECLARED, PAID)))
    body = lines({"day": "2023-03-07", "code": "T"}, {"day": "2023-03-09", "code": "T"}, replaces="R1")
    assert remarks(SHEET, body, known) == []
    assert remarks(INITIAL, body_of(INITIAL, replaces="I1"), KNOWN) == []


def test_every_remark_comes_at_once_and_carries_its_rule() -> None:
    body = lines({"day": "2023-03-01", "code": "V"}, {"day": "2023-02-01", "code": "Z"}, file_no=None)
    answer = judge(SHEET, body, KNOWN).verdict.as_answer()
    assert [(each["pointer"], each["code"]) for each in answer["errors"]] == [
        ("/file_no", "missing_field"),
        ("/lines/0/code", "code_v_not_enterable"),
        ("/lines/1/day", "out_of_month"),
        ("/lines/1/code", "unknown_code"),
    ]
    assert answer["outcome"] == "refused"
    v = answer["errors"][1]
    assert "vous ne pouvez pas saisir ce code" in v["says"].lower()
    assert v["source"].startswith("000")
    assert set(v) == {"pointer", "code", "rule", "rule_version", "on", "says", "source", "fix", "severity"}
    assert (v["on"], v["severity"], set(v["fix"])) == ("2023-03-01", "refusal", {"what", "who"})


def test_doing_exactly_what_a_refusal_names_is_enough() -> None:
    body = lines({"day": "2023-03-01", "code": "V"}, {"day": "2023-03-02", "code": "T"})
    refused = judge(SHEET, body, KNOWN).verdict.as_answer()["errors"]
    assert [each["pointer"] for each in refused] == ["/lines/0/code"]
    del body["lines"][0]
    assert judge(SHEET, body, KNOWN).verdict.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        ("2018-05-23", None),
        ("2018-05-24", "refusal"),
        ("2023-06-28", "refusal"),
        ("2023-06-29", None),
        ("2025-12-07", None),
        ("2025-12-08", "warning"),
    ],
)
def test_an_evaluation_by_a_technologist_is_judged_by_the_text_of_its_day(day: str, severity: str | None) -> None:
    technologist = (OnRoll(EVER, None, Title.TECHNOLOGIST, "roy eve"),)
    on = date.fromisoformat(day)
    rolls = {(ProfessionalOrder.OPPQ, "PHY01234"): technologist}
    known = replace(KNOWN, on=on, rolls=rolls, cares=care_on(on))
    by = {**PRACTITIONER, "title": "technologist"}
    body = lines(
        {"day": day, "code": "E", "practitioner": by},
        month=day[:7],
        signed_on=day,
        author={**AUTHOR, "title": "technologist"},
    )
    found = [each["severity"] for each in judge(SHEET, body, known).verdict.as_answer()["errors"]]
    assert found == ([severity] if severity else [])


def test_the_days_of_a_week_are_counted_and_a_text_gives_way_to_the_tables() -> None:
    week = ["2023-03-05", "2023-03-06", "2023-03-08", "2023-03-11", "2023-03-12"]
    body = lines(*({"day": day, "code": "T"} for day in week))
    assert remarks(SHEET, body) == [("/lines/3", "over_weekly_limit")]
    of_tables = replace(KNOWN, limits=(Limit(EVER, None, "over_weekly_limit", 5),))
    assert remarks(SHEET, body, of_tables) == []


def test_a_day_bears_one_treatment_and_an_evaluation_besides() -> None:
    known = replace(
        KNOWN, codes=(*KNOWN.codes, Code(EVER, None, "T2", PresenceKind.TREATMENT, Place.CLINIC, enterable=True))
    )
    body = lines(*({"day": "2023-03-01", "code": code} for code in ("E", "T", "T2")))
    assert remarks(SHEET, body, known) == [("/lines/2", "over_daily_limit")]


@pytest.mark.parametrize(("day", "outcome"), [("2025-12-07", "refused"), ("2025-12-08", "accepted")])
def test_what_is_not_known_of_a_later_text_is_a_warning(day: str, outcome: str) -> None:
    on = date.fromisoformat(day) + timedelta(days=181)
    body = lines({"day": day, "code": "T"}, month=day[:7])
    found = judge(SHEET, body, replace(KNOWN, on=on, cares=care_on(on))).verdict.as_answer()
    assert [each["code"] for each in found["errors"]] == ["over_180_days"]
    assert found["outcome"] == outcome
    assert (
        judge(SHEET, body, replace(KNOWN, on=on - timedelta(days=1), cares=care_on(on))).verdict.as_answer()["errors"]
        == []
    )


def test_a_small_letter_is_another_code_and_its_repair_is_offered() -> None:
    answer = judge(SHEET, lines({"day": "2023-03-01", "code": "t "}), KNOWN).verdict.as_answer()
    assert "« T »" in answer["errors"][0]["says"]


def test_without_a_month_it_is_that_of_the_first_line() -> None:
    body = lines({"day": "2023-03-31", "code": "T"}, {"day": "2023-02-28", "code": "T"}, month=None)
    assert remarks(SHEET, body) == [("/lines/1/day", "out_of_month")]


@given(st.sampled_from(list(ClinicForm)), JSON)
def test_whatever_is_sent_is_answered(form: ClinicForm, body: object) -> None:
    assert judge(form, body, known_for(form)).verdict.outcome is Outcome.REFUSED


@given(st.sampled_from(list(ClinicForm)), st.data())
def test_whatever_one_member_becomes_is_answered(form: ClinicForm, data: st.DataObject) -> None:
    body = body_of(form)
    name = data.draw(st.sampled_from(sorted(body)))
    body[name] = data.draw(JSON)
    places = [each.finding.pointer for each in judge(form, body, known_for(form)).verdict.remarks]
    assert all(place == "" or place.startswith("/") for place in places)


def test_the_day_of_reception_is_that_of_quebec_and_nothing_else() -> None:
    body = body_of(INITIAL, signed_on=TODAY.isoformat())
    assert remarks(INITIAL, body) == []
    assert remarks(INITIAL, body, replace(NEW, on=TODAY - timedelta(days=1))) == [("/signed_on", "future_day")]


@pytest.mark.parametrize("form", list(ClinicForm))
def test_a_definition_carries_the_envelope(form: ClinicForm) -> None:
    names = [field.name for field in form_of(form).fields]
    assert names[:3] == ["client_ref", "supplier_no", "file_no"]
    assert len(names) == len(set(names))


RULE = {
    "id": "X",
    "version": 1,
    "code": "x",
    "severity": "refusal",
    "says": "x",
    "source": "x",
    "tag": "P",
    "fix": {"what": "x", "who": "x"},
}


@pytest.mark.parametrize(
    "rows",
    [
        [{**RULE, "source": ""}],
        [{**RULE, "besides": 1}],
        [RULE, RULE],
        [RULE, {**RULE, "version": 2, "from": date(2020, 1, 1)}],
    ],
    ids=["without a source", "with an unknown column", "an id twice", "two that hold at once"],
)
def test_a_table_that_could_not_answer_is_refused(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(TableError):
        read_rules({"rule": rows})
