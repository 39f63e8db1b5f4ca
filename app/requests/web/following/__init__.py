"""Requests once they are begun: the list, and each of them."""

from app.requests.web.following import lists, show

__all__ = ["lists", "show"]
