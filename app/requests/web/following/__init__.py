"""Requests once they are begun: the list, and each of them."""

from app.requests.web.following import answering, confirming, copies, lists, show

__all__ = ["answering", "confirming", "copies", "lists", "show"]
