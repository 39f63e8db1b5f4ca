"""Judges a form of a clinic: what is refused, delayed or warned of, every remark at once.

The same function answers a try before sending and the sending itself, whichever way the form comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.clinics.domain.bodies import read_body
from app.clinics.domain.catalogue import form_of
from app.clinics.domain.known import Known
from app.clinics.domain.remarks import Finding, Verdict, verdict_on
from app.clinics.domain.sheets import Line, findings_of, findings_of_member, read_lines
from app.clinics.words import ClinicForm, Discipline, ProfessionalOrder, Title
from app.vocabulary.text import folded

LINES = frozenset({"lines"})
#: The day on which a report is looked at: that of the care it is about, where it says so.
_ABOUT = {
    ClinicForm.INITIAL_REPORT: "first_treatment_on",
    ClinicForm.STEP_REPORT: "period_until",
    ClinicForm.FINAL_REPORT: "last_treatment_on",
}
_ORDERS = {ProfessionalOrder.OPPQ: Discipline.PHYSIO, ProfessionalOrder.OEQ: Discipline.ERGO}


def judge(form: ClinicForm, body: object, known: Known) -> Verdict:
    """What would become of a form that arrives on `known.on`. Never raises: what is not understood is remarked."""
    return verdict_on(_findings(form, body, known))


def _findings(form: ClinicForm, body: object, known: Known) -> Iterator[Finding]:
    is_sheet = form is ClinicForm.ATTENDANCE_SHEET
    read = read_body(form_of(form), body, known.on, LINES if is_sheet else frozenset())
    yield from read.findings
    if not isinstance(body, Mapping):
        return
    lines, wrong = read_lines(body, known.on) if is_sheet else ([], [])
    yield from wrong
    if "file_no" in read.values and not known.file:
        yield Finding("/file_no", "file_unknown", known.on)
    day = read.values.get(_ABOUT.get(form, ""), known.on)
    yield from _of_supplier(read.values, day, lines, known)
    yield from _of_author(read.values, known)
    if is_sheet:
        yield from findings_of(lines, read.values.get("month"), known)


def _of_supplier(values: Mapping[str, Any], day: date, lines: list[Line], known: Known) -> Iterator[Finding]:
    if "supplier_no" not in values:
        return
    asked = _discipline(values)
    for at, on in [(line.pointer, line.day) for line in lines] or [("/supplier_no", day)]:
        gives = known.disciplines_on(on)
        if asked not in gives if asked else not gives:
            yield Finding(at, "supplier_inactive_on_day", on)


def _discipline(values: Mapping[str, Any]) -> Discipline | None:
    """The discipline that a form says, or that of the order of who signs."""
    if "discipline" in values:
        return Discipline(values["discipline"])
    order = values.get("author.order")
    return _ORDERS[ProfessionalOrder(order)] if order else None


def _of_author(values: Mapping[str, Any], known: Known) -> Iterator[Finding]:
    """Who signs is looked at on the day they signed, or the day of reception."""
    order, number, title = (values.get(f"author.{name}") for name in ("order", "member_no", "title"))
    if not order or not number:
        return
    member = ProfessionalOrder(order), number
    day = values.get("signed_on", known.on)
    yield from findings_of_member("/author", member, Title(title) if title else None, day, known)
    names = {each.name for each in known.roll_of(member)}
    said = folded(values.get("author.family_name", ""), values.get("author.given_name", ""))
    if names and said not in names:
        yield Finding("/author/family_name", "professional_named_otherwise", day)
