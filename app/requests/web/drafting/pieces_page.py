"""The attachments of a draft, as its step shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.forms.web.words import said
from app.requests.queries.pieces import opens_again, pieces_of
from app.requests.web.forms import PieceForm
from app.requests.words import PieceState
from app.site.web.forms.fields import SelectChoice
from app.site.web.page.filters import label, size

if TYPE_CHECKING:
    from app.requests.domain.catalogue import ServiceForm
    from app.requests.models.requests import OnlineRequest


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One attachment. `href`: where it is read again; nothing for a medical one."""

    name: str
    kind: str
    about: str
    state: str
    href: str
    drop_action: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """What is attached to a draft, and the form that attaches one more file."""

    lines: tuple[PieceLine, ...]
    form: PieceForm
    action: str


def attachments_of(row: OnlineRequest, form: ServiceForm, asked: PieceForm | None) -> Attachments:
    """What a step of attachments shows. `asked`: a file that was just refused."""
    action = url_for("online_requests.add_piece", public_id=row.public_id)
    return Attachments(_lines(row, form), asked or pieces_form(form), action)


def pieces_form(form: ServiceForm) -> PieceForm:
    """The form that attaches one, with the kinds of this request."""
    asked = PieceForm()
    asked.kind.choices = [SelectChoice(kind.name, said(kind.words)) for kind in form.definition.pieces.values()]
    return asked


def _lines(row: OnlineRequest, form: ServiceForm) -> tuple[PieceLine, ...]:
    return tuple(
        PieceLine(
            name=piece.name,
            kind=said(form.definition.pieces[piece.kind].words),
            about=f"{ngettext('%(num)s page', '%(num)s pages', piece.pages)}, {size(piece.size)}",
            state=_state(PieceState(piece.state), opens=opens_again(form.definition, piece)),
            href=_href("piece", row, piece.public_id) if opens_again(form.definition, piece) else "",
            drop_action=_href("drop_piece", row, piece.public_id),
        )
        for piece in pieces_of(db.session(), row.id)
    )


def _state(state: PieceState, *, opens: bool) -> str:
    if state in (PieceState.PENDING, PieceState.INFECTED):
        return label(state)
    return "" if opens else str(_("Chez la CNESST : ne se rouvre pas d'ici"))


def _href(endpoint: str, row: OnlineRequest, piece: str) -> str:
    return url_for(f"online_requests.{endpoint}", public_id=row.public_id, piece=piece)
