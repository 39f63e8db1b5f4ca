"""What does not hold of a form beside what the clinic has sent already for the same file and discipline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.clinics.domain.known import Care, Declared, Known, Sent
from app.clinics.domain.remarks import Finding
from app.clinics.domain.sheets import Line
from app.clinics.words import ClinicForm, PresenceKind
from app.rules.clinics.step_reports import step_report

#: The value of a form, by the name of its field.
Values = Mapping[str, Any]


def findings_of_report(form: ClinicForm, values: Values, care: Care, on: date) -> Iterator[Finding]:
    """What does not hold of a report or a prescription."""
    replaced = values.get("replaces")
    twin = next((each for each in care.of(form) if _same(form, values, each, care, on)), None)
    if replaced and not any(each.submission == replaced for each in care.of(form)):
        yield Finding("/replaces", "replaces_unknown", on)
    elif twin is not None and twin.submission != replaced:
        yield Finding("", "already_transmitted", on, {"submission": twin.submission})
    begun = any(day <= on for day in care.treated)
    if form is ClinicForm.STEP_REPORT and not begun and not values.get("treatments_given"):
        yield Finding("", "nothing_to_report", on)
    if form is ClinicForm.FINAL_REPORT and "last_treatment_on" in values:
        declared = {each.day for each in care.declared if each.kind is PresenceKind.TREATMENT}
        later = max(declared, default=values["last_treatment_on"])
        if later > values["last_treatment_on"]:
            yield Finding("/last_treatment_on", "attendance_after_end", on, {"day": later.isoformat()})


def period_of(values: Values) -> tuple[str, str]:
    """What a step report covers, as it is kept; empty where it does not say."""
    begins, until = (values.get(f"period_{name}") for name in ("from", "until"))
    return (begins.isoformat() if begins else "", until.isoformat() if until else "")


def _same(form: ClinicForm, values: Values, sent: Sent, care: Care, on: date) -> bool:
    """Whether the two would be one report: an initial report begins care anew once it has ended."""
    if form is ClinicForm.INITIAL_REPORT:
        return care.ended_on is None
    if form is ClinicForm.STEP_REPORT:
        return sent.received_on == on or (any(sent.period) and sent.period == period_of(values))
    return form is ClinicForm.FINAL_REPORT and care.ended_on is not None


def findings_of_sheet(
    lines: Sequence[tuple[Line, PresenceKind]], values: Values, known: Known, care: Care
) -> Iterator[Finding]:
    """What does not hold of the lines of a sheet, each with the kind of its code."""
    replaced = values.get("replaces")
    kept = {(line.day, line.code) for line, _kind in lines}
    old = [each for each in care.declared if each.submission == replaced]
    if replaced and not old:
        yield Finding("/replaces", "replaces_unknown", known.on)
    for each in old:
        if each.paid and (each.day, each.code) not in kept:
            about = {"day": each.day.isoformat(), "paid_code": each.code}
            yield Finding("/lines", "correction_of_paid_line", known.on, about)
    others = [each for each in care.declared if each.submission != replaced]
    yield from _of_care(lines, known, care)
    yield from _of_lines(lines, known, care, others)


def _of_care(lines: Sequence[tuple[Line, PresenceKind]], known: Known, care: Care) -> Iterator[Finding]:
    if not care.of(ClinicForm.INITIAL_REPORT):
        yield Finding("", "initial_report_missing", known.on)
    if not care.of(ClinicForm.PRESCRIPTION) and any(kind is not PresenceKind.ABSENCE for _line, kind in lines):
        yield Finding("", "prescription_missing", known.on)


def _of_lines(
    lines: Sequence[tuple[Line, PresenceKind]], known: Known, care: Care, others: Sequence[Declared]
) -> Iterator[Finding]:
    taken = {(each.day, each.code): each.submission for each in others}
    prescribed = min((each.about_on for each in care.of(ClinicForm.PRESCRIPTION)), default=None)
    treated = {line.day for line, kind in lines if kind is PresenceKind.TREATMENT and line.day <= known.on}
    watch = step_report(known.on, care.treated | treated, care.reported_on, None, ())
    due = watch.due_on.isoformat() if watch.due_on else ""
    for line, kind in lines:
        if (line.day, line.code) in taken:
            yield Finding(line.pointer, "already_declared", line.day, {"submission": taken[line.day, line.code]})
        if care.ended_on is not None and line.day > care.ended_on:
            yield Finding(f"{line.pointer}/day", "after_final_report", line.day, {"ended": care.ended_on.isoformat()})
        if kind is PresenceKind.ABSENCE:
            continue
        if line.day in care.elsewhere:
            yield Finding(line.pointer, "same_day_elsewhere", line.day)
        if prescribed is not None and line.day < prescribed:
            yield Finding(line.pointer, "prescribed_after_treatment", line.day, {"prescribed": prescribed.isoformat()})
        if kind is PresenceKind.TREATMENT and line.day in watch.delayed:
            yield Finding(line.pointer, "step_report_late", line.day, {"due": due})
