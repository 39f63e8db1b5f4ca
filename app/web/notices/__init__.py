"""Notices and letters: what left, what waits, what asks for somebody."""

from app.web.notices import alarms, batches
from app.web.notices.views import blueprint

__all__ = ["alarms", "batches", "blueprint"]
