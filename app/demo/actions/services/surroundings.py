"""What requests of the demonstration are about, and what is attached to them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO

from sqlalchemy import select

from app.demo.steps.cast import Cast, Table
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.requests.actions.pieces.attaching import attach
from app.requests.actions.pieces.desk import move_piece
from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import OnlineRequest
from app.resolver.models.files import CompensationFile


def attach_pieces(principal: Principal, public_id: str, titles: Mapping[str, str]) -> None:
    """Attach a picture to a draft for each kind, with its title on it."""
    for kind, title in titles.items():
        attach(principal, public_id, kind, f"{title}.png", _picture(title))


def move_attached(principal: Principal, public_id: str, kind: str, seen: int) -> None:
    """Put what is attached to a request, of a kind, on the medical side."""
    found = (
        select(RequestPiece.public_id)
        .join(OnlineRequest, OnlineRequest.id == RequestPiece.request_id)
        .where(OnlineRequest.public_id == public_id, RequestPiece.kind == kind)
    )
    move_piece(principal, public_id, db.session().scalars(found).one(), seen)


def _picture(title: str) -> IO[bytes]:
    """A page with its title, as a telephone would photograph it."""
    from PIL import Image, ImageDraw  # only the demonstration draws

    drawn, content = Image.new("RGB", (620, 877), "white"), io.BytesIO()
    ImageDraw.Draw(drawn).text((60, 60), title, fill="black", font_size=32)
    drawn.save(content, "PNG")
    content.seek(0)
    return content


def file_of(cast: Cast, row: Table) -> CompensationFile | None:
    """The file that a request is about, if it is about one."""
    if "file" not in row:
        return None
    employer = next(each for each in cast.employers if each["key"] == row["employer"])
    number = list(cast.files_of(employer))[row["file"]].file_no
    return db.session().scalars(select(CompensationFile).where(CompensationFile.file_no == number)).one()
