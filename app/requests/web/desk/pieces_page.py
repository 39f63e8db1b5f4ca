"""What is attached to a request, as an agent reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.forms.web.words import said
from app.requests.domain.catalogue import form_of
from app.requests.queries.desk_pieces import last_openings
from app.requests.queries.pieces import EMPLOYER
from app.requests.queries.pieces import pieces_of as attached_to
from app.requests.web.desk.lists import kept
from app.requests.web.words import whom
from app.site.web.forms.fields import Form
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import day, instant, size
from app.vocabulary.accounts import StaffRole

if TYPE_CHECKING:
    from app.requests.models.pieces import RequestPiece
    from app.requests.models.requests import OnlineRequest


@dataclass(frozen=True, slots=True)
class PieceView:
    """One attachment. `facts`: its side, and who opened it last; `actions`: what whoever reads this may do with it."""

    name: str
    about: str
    facts: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]


def pieces_of(row: OnlineRequest, seen: int) -> tuple[PieceView, ...]:
    """The attachments of a request. `seen`: the last line of the history that the page shows."""
    kinds, opened = form_of(row.form, row.form_version).definition.pieces, last_openings(db.session(), row)
    return tuple(
        PieceView(
            name=piece.name,
            about=_(
                "%(kind)s, %(pages)s p., %(size)s",
                kind=said(kinds[piece.kind].words),
                pages=piece.pages,
                size=size(piece.size),
            ),
            facts=(_side(piece), *_opened(opened.get(piece.id))),
            actions=_actions(row, piece, seen),
        )
        for piece in attached_to(db.session(), row.id)
    )


def _side(piece: RequestPiece) -> str:
    if piece.side == EMPLOYER:
        return str(_("Côté employeur"))
    if piece.moved_at is None:
        return str(_("Côté médical"))
    return str(_("Côté médical, où la CNESST l'a déplacée le %(day)s", day=day(clock.day_of(piece.moved_at))))


def _opened(last: Any) -> tuple[str, ...]:
    return (_("Ouverte en dernier par %(who)s, le %(when)s", who=last[0], when=instant(last[1])),) if last else ()


def _actions(row: OnlineRequest, piece: RequestPiece, seen: int) -> tuple[tuple[str, str], ...]:
    """Whoever is no agent opens nothing of the medical side."""
    where: dict[str, Any] = {"public_id": row.public_id, "piece": piece.public_id}
    if piece.side == EMPLOYER:
        return (
            (_("Ouvrir (PDF)"), url_for("request_desk.piece", **where)),
            (_("Déplacer du côté médical"), url_for("request_desk.move", **where, vu=seen, **kept())),
        )
    if StaffRole.AGENT in current_principal().staff_roles:
        return ((_("Ouvrir (PDF)"), url_for("request_desk.medical_piece", **where)),)
    return ()


def move_page(row: OnlineRequest, name: str) -> GesturePage:
    """What moving an attachment changes, and what it leaves as it is."""
    return GesturePage(
        title=_("Déplacer du côté médical"),
        caption=f"{row.reference} – {whom(row)}",
        form=Form(),
        button=_("Déplacer du côté médical"),
        back_href=url_for("request_desk.show", public_id=row.public_id, **kept()),
        rows=((_("Pièce"), name),),
        sentences=(
            _("L'employeur ne peut plus ouvrir cette pièce. Il en garde le nom, les pages, la taille et l'empreinte."),
            _("Le même fichier, joint à d'autres demandes de cet employeur, est déplacé aussi."),
            _("Les copies que l'employeur a déjà chez lui y restent."),
            _("Rien ne la ramène. En cas d'erreur, l'employeur peut la joindre à une autre demande."),
        ),
    )
