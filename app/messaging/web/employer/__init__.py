"""The messaging as an employer reads and writes it."""

from app.messaging.web.employer import views, writing
from app.messaging.web.employer.blueprint import blueprint

__all__ = ["blueprint", "views", "writing"]
