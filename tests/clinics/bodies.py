"""Whole forms of a clinic, and what is known of whom and what they name: nothing is remarked of them."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.clinics.domain.known import Care, Code, Known, OnRoll, Sent, Standing
from app.clinics.words import ClinicForm, Discipline, Place, PresenceKind, ProfessionalOrder, Title

TODAY = date(2023, 3, 31)
AUTHOR = {
    "given_name": "Ève",
    "family_name": "Roy",
    "order": "OPPQ",
    "title": "physiotherapist",
    "member_no": "PHY01234",
}
ENVELOPE = {
    "client_ref": "R-1",
    "supplier_no": "F-100",
    "file_no": "123456782",
    "discipline": "physio",
    "schema_version": "1",
    "software": {"product": "exemple", "version": "4.2"},
    "author": AUTHOR,
    "signed_on": "2023-03-30",
}
PRACTITIONER = {"order": "OPPQ", "member_no": "PHY01234", "title": "physiotherapist"}
OWN: dict[ClinicForm, dict[str, Any]] = {
    ClinicForm.INITIAL_REPORT: {
        "injury_on": "2023-02-01",
        "prescriber": {"name": "Dre Anne Gagné", "permit_no": "12345"},
        "prescribed_on": "2023-02-20",
        "diagnosis": "Entorse",
        "first_treatment_on": "2023-03-01",
        "evaluation": "Amplitude réduite",
        "objectives": "Retrouver l'amplitude",
        "plan": "Exercices",
        "nature": "none",
    },
    ClinicForm.STEP_REPORT: {
        "cause": "21_days",
        "period_from": "2023-03-01",
        "period_until": "2023-03-22",
        "subjective": "Moins de douleur",
        "objective": "Amplitude accrue",
        "assessment": "Progrès",
        "plan": "Continuer",
        "treatments_given": 6,
        "absences": 1,
    },
    ClinicForm.FINAL_REPORT: {
        "last_treatment_on": "2023-03-29",
        "reason": "Objectifs atteints",
        "result": "Retour au travail",
        "remaining_limits": "Aucune",
        "treatments_total": 9,
        "evaluation_only": False,
    },
    ClinicForm.ATTENDANCE_SHEET: {
        "month": "2023-03",
        "lines": [
            {"day": "2023-03-01", "code": "E", "practitioner": PRACTITIONER},
            {"day": "2023-03-01", "code": "T", "practitioner": PRACTITIONER},
            {"day": "2023-03-03", "code": "A"},
            {"day": "2023-03-06", "code": "T", "practitioner": PRACTITIONER},
        ],
    },
    ClinicForm.PRESCRIPTION: {"prescribed_on": "2023-02-20", "prescriber": {"name": "Dre Anne Gagné"}, "pages": 1},
}
EVER = date(2015, 1, 1)
#: Nothing has been sent yet.
NEW = Known(
    on=TODAY,
    file=True,
    standings=(Standing(EVER, None, Discipline.PHYSIO),),
    rolls={(ProfessionalOrder.OPPQ, "PHY01234"): (OnRoll(EVER, None, Title.PHYSIOTHERAPIST, "roy eve"),)},
    codes=tuple(
        Code(EVER, None, code, kind, Place.CLINIC, enterable=True)
        for code, kind in (("E", PresenceKind.EVALUATION), ("T", PresenceKind.TREATMENT), ("A", PresenceKind.ABSENCE))
    ),
)


def care_on(on: date, *more: Sent, **values: Any) -> dict[Discipline, Care]:
    """Care that is in order on a day: prescribed, begun, reported on the day before."""
    begun = (
        Sent("P1", ClinicForm.PRESCRIPTION, EVER, EVER),
        Sent("I1", ClinicForm.INITIAL_REPORT, EVER, EVER),
        Sent("E1", ClinicForm.STEP_REPORT, on - timedelta(days=1), EVER, ("2023-01-01", "2023-01-22")),
    )
    return {Discipline.PHYSIO: Care(sent=(*begun, *more), **values)}


#: For one file, care is in order.
KNOWN = replace(NEW, cares=care_on(TODAY))


def known_for(form: ClinicForm) -> Known:
    """What is known where a form is expected: a sheet once care has begun, the others before."""
    return KNOWN if form is ClinicForm.ATTENDANCE_SHEET else NEW


def body_of(form: ClinicForm, **changes: Any) -> dict[str, Any]:
    """A whole body; `changes` by member, or None to leave one out."""
    body = {**copy.deepcopy({**ENVELOPE, **OWN[form]}), **changes}
    return {name: value for name, value in body.items() if value is not None}
