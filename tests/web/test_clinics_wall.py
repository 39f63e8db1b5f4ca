"""Clinics and everybody else: the table of permissions lets nobody across, whatever page is added to it."""

from __future__ import annotations

from flask import Flask

from app.site.web.gate.guards import FOR_AN_EMPLOYER
from tests.web.test_permissions import LET_IN, ROWS
from tests.web.world import KINDS
from tests.web.world_clinics import CLINICS, OTHER_CLINICS

OF_CLINICS = {*CLINICS, *OTHER_CLINICS}
#: What a guard says of its page: whose it is.
ELSEWHERE = {*FOR_AN_EMPLOYER, "staff", "firm_administrator"}
THEIRS = {"clinic_side", "clinic_responsible"}


def let_in(app: Flask, guards: set[str]) -> dict[str, set[str]]:
    """The kinds of person whom the table lets into the pages behind these guards, by row."""
    behind = [row for row in ROWS if getattr(app.view_functions.get(row.endpoint), "relais_guard", "") in guards]
    assert behind, "there are such pages"
    return {
        str(row): {kind for kind, word in zip(KINDS, ROWS[row], strict=True) if word in LET_IN | {"why", "pick"}}
        for row in behind
    }


def test_nobody_of_a_clinic_reaches_a_page_of_employers_or_of_the_staff(app: Flask) -> None:
    assert {row: kinds & OF_CLINICS for row, kinds in let_in(app, ELSEWHERE).items() if kinds & OF_CLINICS} == {}


def test_nobody_but_people_of_clinics_reaches_a_page_of_clinics(app: Flask) -> None:
    assert {row: kinds - OF_CLINICS for row, kinds in let_in(app, THEIRS).items() if kinds - OF_CLINICS} == {}
