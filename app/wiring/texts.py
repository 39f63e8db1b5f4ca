"""What the templates of e-mails and letters speak with, where pages are not registered: languages and filters."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Give languages and filters to the templates."""
    from app.site.web.page import filters, language

    language.wire(app)
    filters.register(app)
