"""What the page of one submission receives: nothing but what was sent, remarked, and told by the payment system."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _

from app.clinics.domain.bodies import pointer_of
from app.clinics.domain.catalogue import form_of
from app.clinics.queries.sent import Version, versions_of
from app.clinics.queries.submissions import LineState, submission_of
from app.clinics.web.sent.list_page import TONES
from app.clinics.words import ClinicForm, CorrectionReason, Discipline, LineStanding, SubmissionStanding
from app.extensions import db
from app.forms.web.words import money
from app.registry.queries.sessions import Principal
from app.site.web.page.filters import French, day, file_no, instant, label
from app.site.web.page.language import language

LINE_TONES = {**TONES, "payable": "wait", "paid": "good", "unpaid": "alert", "refused": "alert"}
_LINE = re.compile(r"/lines/(\d+)(?:/|$)")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a sheet, in words; what the payment system has not said is empty."""

    number: int
    day: str
    code: str
    state: LineStanding
    tone: str
    amount: str
    said_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class SaidThen:
    """A remark as it was made. `place`: what it is about."""

    place: str
    says: French
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version; without `href`, the one on the page."""

    received: str
    href: str
    state: SubmissionStanding
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One submission. `versions`: empty where there is but one."""

    title: str
    caption: str
    state: SubmissionStanding
    tone: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[SheetLine, ...]
    remarks: tuple[SaidThen, ...]
    versions: tuple[VersionLine, ...]


def show_page(principal: Principal, public_id: str) -> SubmissionPage:
    """The page of a submission of the reader's clinic; 404 for any other."""
    assert principal.supplier_id is not None  # noqa: S101 (the guard let in somebody of a clinic)
    found = submission_of(db.session(), principal.supplier_id, public_id)
    if found is None:
        abort(404)
    row, form = found.row, ClinicForm(found.row.form)
    versions = versions_of(db.session(), principal.supplier_id, public_id)
    return SubmissionPage(
        title=label(form).capitalize(),
        caption=_("Formulaires transmis"),
        state=SubmissionStanding(row.state),
        tone=TONES[row.state],
        facts=_facts(row.body, row.discipline, instant(found.received_at), row.reason),
        lines=tuple(map(_line, found.lines)),
        remarks=tuple(_remark(form, each) for each in row.remarks),
        versions=tuple(_version(each, public_id) for each in versions) if len(versions) > 1 else (),
    )


def _facts(body: Mapping[str, Any], discipline: str, received: str, reason: str | None) -> tuple[tuple[str, str], ...]:
    said = (
        (_("Reçu le"), received),
        (_("Dossier"), file_no(str(body.get("file_no") or ""))),
        (_("Votre référence"), str(body.get("client_ref") or "")),
        (_("Discipline"), label(Discipline(discipline))),
        (_("Raison de la correction ou de l'annulation"), _reason(reason)),
    )
    return tuple((name, value) for name, value in said if value)


def _reason(code: str | None) -> str:
    return label(CorrectionReason(code)) if code else ""


def _line(line: LineState) -> SheetLine:
    state, said = LineStanding(line.state), line.payment
    return SheetLine(
        number=line.place + 1,
        day=day(date.fromisoformat(line.day)),
        code=line.code,
        state=state,
        tone=LINE_TONES[state],
        amount=money(Decimal(said.cents) / 100) if said is not None and said.cents is not None else "",
        said_on=day(said.paid_on) if said is not None else "",
        reason=French(said.reason) if said is not None else "",
    )


def _remark(form: ClinicForm, said: Mapping[str, Any]) -> SaidThen:
    fix = said["fix"]
    facts = (
        (_("Ce qu'il faut faire"), French(fix["what"])),
        (_("Qui peut le faire"), French(fix["who"])),
        (_("Jour regardé"), day(date.fromisoformat(said["on"]))),
        (_("Source"), French(said["source"])),
    )
    return SaidThen(_place(form, said["pointer"]), French(said["says"]), facts)


def _place(form: ClinicForm, pointer: str) -> str:
    """What a pointer leads to: a line by its number, a field by its words; any other by the pointer itself."""
    if not pointer:
        return str(_("Tout le formulaire"))
    line = _LINE.match(pointer)
    if line is not None:
        return str(_("Ligne %(number)s", number=int(line[1]) + 1))
    asked = next((each.words for each in form_of(form).fields if pointer_of(each.name) == pointer), None)
    return pointer if asked is None else asked.en if language() == "en" else asked.fr


def _version(version: Version, shown: str) -> VersionLine:
    return VersionLine(
        received=instant(version.received_at),
        href="" if version.public_id == shown else url_for("clinic_sent.show", public_id=version.public_id),
        state=SubmissionStanding(version.state),
        tone=TONES[version.state],
        reason=_reason(version.reason),
    )
