"""What was attached to a request, as the employer reads it once it is filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.forms.web.words import said
from app.requests.domain.catalogue import form_of
from app.requests.queries.pieces import opens_again
from app.requests.queries.pieces import pieces_of as attached_to
from app.site.web.page.filters import day, size

if TYPE_CHECKING:
    from app.requests.models.pieces import RequestPiece
    from app.requests.models.requests import OnlineRequest


def pieces_of(row: OnlineRequest) -> tuple[tuple[str, ...], ...]:
    """What was attached; only what is of the employer's side can be opened again."""
    form = form_of(row.form, row.form_version).definition
    shown: list[tuple[str, ...]] = []
    for piece in attached_to(db.session(), row.id):
        about = _(
            "%(kind)s, %(pages)s p., %(size)s",
            kind=said(form.pieces[piece.kind].words),
            pages=piece.pages,
            size=size(piece.size),
        )
        if opens_again(form, piece):
            href = url_for("online_requests.piece", public_id=row.public_id, piece=piece.public_id)
            shown.append((piece.name, about, _("Ouvrir (PDF)"), href))
        else:
            shown.append((piece.name, f"{about}. {_at_the_commission(piece)}"))
    return tuple(shown)


def _at_the_commission(piece: RequestPiece) -> str:
    """Why an attachment cannot be opened again."""
    if piece.moved_at is None:
        return str(_("Chez la CNESST : ne se rouvre pas d'ici"))
    moved_on = day(clock.day_of(piece.moved_at))
    return str(_("Déplacée du côté médical par la CNESST le %(day)s : ne se rouvre plus d'ici", day=moved_on))
