"""The messaging as the Commission answers it, by regional office."""

from app.messaging.web.desk import views, writing
from app.messaging.web.desk.blueprint import blueprint

__all__ = ["blueprint", "views", "writing"]
