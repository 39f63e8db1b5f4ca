"""Judges a form of a clinic: what is refused, delayed or warned of, every remark at once.

The same function answers a try before sending and the sending itself, whichever way the form comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from app.clinics.domain.bodies import read_body
from app.clinics.domain.catalogue import form_of
from app.clinics.domain.history import findings_of_report, findings_of_sheet
from app.clinics.domain.known import Care, Code, Known
from app.clinics.domain.remarks import Finding, Verdict, verdict_on
from app.clinics.domain.sheets import Line, findings_of, findings_of_member, read_lines
from app.clinics.words import ClinicForm, Discipline, ProfessionalOrder, Title
from app.vocabulary.text import folded

LINES = frozenset({"lines"})
#: The day that a form is about, where it says so.
_ABOUT = {
    ClinicForm.INITIAL_REPORT: "first_treatment_on",
    ClinicForm.STEP_REPORT: "period_until",
    ClinicForm.FINAL_REPORT: "last_treatment_on",
    ClinicForm.PRESCRIPTION: "prescribed_on",
}
_ORDERS = {ProfessionalOrder.OPPQ: Discipline.PHYSIO, ProfessionalOrder.OEQ: Discipline.ERGO}


@dataclass(frozen=True, slots=True)
class Judged:
    """A form that was read, and the verdict. `about_on`: the day of care it names, or that of its reception.

    `lines`: those of a sheet whose code is known that day, each with the kind of its code.
    """

    verdict: Verdict
    values: Mapping[str, Any]
    lines: Sequence[tuple[Line, Code]]
    discipline: Discipline | None
    about_on: date


def judge(form: ClinicForm, body: object, known: Known) -> Judged:
    """What would become of a form that arrives on `known.on`. Never raises: what is not understood is remarked."""
    is_sheet = form is ClinicForm.ATTENDANCE_SHEET
    read = read_body(form_of(form), body, known.on, LINES if is_sheet else frozenset())
    if not isinstance(body, Mapping):
        return Judged(verdict_on(read.findings), {}, (), None, known.on)
    lines, wrong = read_lines(body, known.on) if is_sheet else ([], [])
    day = read.values.get(_ABOUT.get(form, ""), known.on)
    discipline = _discipline(read.values, lines[0].day if lines else day, known)
    met = [(line, code) for line in lines if (code := known.codes_on(line.day).get(line.code)) is not None]
    findings = chain(
        read.findings,
        wrong,
        # A prescription may come before its clinic; what counts is the day on which it is sent.
        _of_envelope(read.values, known.on if form is ClinicForm.PRESCRIPTION else day, lines, discipline, known),
        findings_of(lines, read.values.get("month"), known) if is_sheet else (),
        _of_history(form, read.values, met, discipline, known),
    )
    return Judged(verdict_on(findings), read.values, met, discipline, day)


def _of_envelope(
    values: Mapping[str, Any], day: date, lines: Sequence[Line], discipline: Discipline | None, known: Known
) -> Iterator[Finding]:
    if "supplier_no" in values and not known.authorised:
        yield Finding("/supplier_no", "clinic_not_authorised", known.on)
        return
    if "file_no" in values and not known.file:
        yield Finding("/file_no", "file_unknown", known.on)
    if "supplier_no" in values:
        for at, on in [(line.pointer, line.day) for line in lines] or [("/supplier_no", day)]:
            gives = known.disciplines_on(on)
            if not gives or (discipline is not None and discipline not in gives):
                yield Finding(at, "supplier_inactive_on_day", on)
            elif discipline is None:
                yield Finding("/discipline", "discipline_not_told", on)
                break
    yield from _of_author(values, known)


def _of_history(
    form: ClinicForm,
    values: Mapping[str, Any],
    lines: Sequence[tuple[Line, Code]],
    discipline: Discipline | None,
    known: Known,
) -> Iterator[Finding]:
    if discipline is None or not known.file:
        return
    care = known.cares.get(discipline, Care())
    if form is not ClinicForm.ATTENDANCE_SHEET:
        yield from findings_of_report(form, values, care, known.on)
    elif lines:
        yield from findings_of_sheet([(line, code.kind) for line, code in lines], values, known, care)


def _discipline(values: Mapping[str, Any], day: date, known: Known) -> Discipline | None:
    """The discipline that a form says, or that of the order of who signs, or the only one of the supplier that day."""
    if "discipline" in values:
        return Discipline(values["discipline"])
    order = values.get("author.order")
    if order:
        return _ORDERS[ProfessionalOrder(order)]
    gives = known.disciplines_on(day)
    return next(iter(gives)) if len(gives) == 1 else None


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
