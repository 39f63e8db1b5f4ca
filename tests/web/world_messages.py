"""The messages of the world that permissions are asked in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.actions.beginning import begin_thread
from app.messaging.actions.pieces import move_piece
from app.messaging.actions.taking_in import take_in
from app.messaging.models import Message, MessagePiece, Thread
from app.messaging.words import Subject
from tests.factories.deposits import pdf_of
from tests.factories.sessions import principal_of

if TYPE_CHECKING:
    from tests.web.world import World


def add_messages(made: World, session: Session) -> None:
    """A thread that the RSE begins, at an office of a region; an agent puts one of its pieces on the medical side."""
    files = {"plan.pdf": "Plan de l'usine", "certificat.pdf": "Certificat joint"}
    pieces = [take_in(name, io.BytesIO(pdf_of(words)), []) for name, words in files.items()]
    thread = begin_thread(principal_of(made.tokens["rse"]), Subject.ACCESS, "Qui peut entrer?", pieces=pieces)
    session.scalars(select(Thread).where(Thread.public_id == thread)).one().desk = "Longueuil"
    session.commit()
    made.names["thread"] = thread
    known = session.scalars(select(MessagePiece.public_id).order_by(MessagePiece.id))
    made.names["message_piece"], made.names["message_certificate"] = known
    move_piece(principal_of(made.tokens["agent"]), thread, made.names["message_certificate"])
    made.names["thread_message"] = session.scalars(select(Message.public_id)).one()
