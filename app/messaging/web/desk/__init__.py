"""The messaging as the Commission answers it, by regional office."""

from app.messaging.web.desk import medical_pieces, pieces, views, writing
from app.messaging.web.desk.blueprint import blueprint

__all__ = ["blueprint", "medical_pieces", "pieces", "views", "writing"]
