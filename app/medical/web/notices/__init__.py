"""Notices and letters: what left, what waits, what asks for somebody."""

from app.medical.web.notices import alarms, batches, exceptions, settling
from app.medical.web.notices.views import blueprint

__all__ = ["alarms", "batches", "blueprint", "exceptions", "settling"]
