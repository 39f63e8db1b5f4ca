"""Checking a request as a whole, and filing it."""

from app.requests.web.filing import check

__all__ = ["check"]
