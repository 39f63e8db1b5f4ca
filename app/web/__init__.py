"""The pages. One folder per feature (views, forms, page); guards, errors, filters and language are shared."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add language, filters, errors, guards and every blueprint to the application."""
