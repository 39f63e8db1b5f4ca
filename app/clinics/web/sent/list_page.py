"""What the list of the forms that a clinic has sent receives."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from app.clinics.queries.sent import SentRow, SentSearch, SentSlice, sent
from app.clinics.words import ClinicForm, SubmissionStanding
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.site.web.forms.private_search import sealed, unsealed
from app.site.web.page.filters import file_no, instant, label
from app.site.web.page.paging import Paging, here_with

TONES = {"accepted": "good", "delayed": "alert", "replaced": "closed", "cancelled": "closed"}


@dataclass(frozen=True, slots=True)
class SentLine:
    """One submission, in words."""

    form: str
    href: str
    number: str
    reference: str
    received: str
    state: SubmissionStanding
    tone: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """What was sent. `narrowed`: a search or a choice leaves some of it out."""

    title: str
    searched: str
    kind: str
    kinds: tuple[tuple[str, str], ...]
    state: str
    states: tuple[tuple[str, str], ...]
    clear_href: str
    narrowed: bool
    lines: tuple[SentLine, ...]
    paging: Paging


def search_href(text: str, form: str, state: str) -> str:
    """The address that follows a search: what was typed is sealed in it."""
    kind = form if form in set(ClinicForm) else None
    standing = state if state in set(SubmissionStanding) else None
    return url_for("clinic_sent.index", recherche=sealed(text), formulaire=kind, etat=standing)


def list_page(principal: Principal) -> SentPage:
    """The page that the address asks for."""
    assert principal.supplier_id is not None  # noqa: S101 (the guard let in somebody of a clinic)
    asked = _asked()
    found = sent(db.session(), principal.supplier_id, asked)
    narrowed = bool(asked.text or asked.form or asked.state)
    return SentPage(
        title=_("Formulaires transmis"),
        searched=asked.text,
        kind=asked.form,
        kinds=tuple((each.value, label(each)) for each in ClinicForm),
        state=asked.state,
        states=tuple((each.value, label(each)) for each in SubmissionStanding),
        clear_href=url_for("clinic_sent.index") if narrowed else "",
        narrowed=narrowed,
        lines=tuple(map(_line, found.rows)),
        paging=_paging(found),
    )


def _asked() -> SentSearch:
    form, state = request.args.get("formulaire", ""), request.args.get("etat", "")
    return SentSearch(
        text=unsealed(request.args.get("recherche")),
        form=form if form in set(ClinicForm) else "",
        state=state if state in set(SubmissionStanding) else "",
        after=request.args.get("apres", ""),
        before=request.args.get("avant", ""),
    )


def _line(row: SentRow) -> SentLine:
    state = SubmissionStanding(row.state)
    return SentLine(
        form=label(ClinicForm(row.form)),
        href=url_for("clinic_sent.show", public_id=row.public_id),
        number=file_no(row.file_no),
        reference=row.client_ref,
        received=instant(row.received_at),
        state=state,
        tone=TONES[state],
    )


def _paging(found: SentSlice) -> Paging:
    before = here_with(avant=found.rows[0].public_id, apres=None) if found.rows and found.has_previous else None
    after = here_with(apres=found.rows[-1].public_id, avant=None) if found.rows and found.has_next else None
    return Paging(before, after)
